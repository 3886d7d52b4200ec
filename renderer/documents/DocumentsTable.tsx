import './documents-table.css';
import { useState } from 'react';
import type { DocumentView } from '../../app/bridge/index.ts';
import { useNow } from '../components/use-now.ts';
import { useSlice } from '../state/app.ts';
import { DocumentRow, documentRowHeight } from './DocumentRow.tsx';
import { useVisibleRows } from './use-visible-rows.ts';

/** From this many rows on only those near the view are drawn. */
const virtualFrom = 200;

/** Documents with who is in them, who changed them last, and where they are safe. */
export function DocumentsTable({ documents }: { documents: readonly DocumentView[] }) {
  const people = useSlice('people');
  const now = useNow();
  const [renaming, setRenaming] = useState<string>();
  const { ref, first, end } = useVisibleRows(documents.length, documentRowHeight, virtualFrom);
  return (
    <div className="documents-scroll" ref={ref}>
      <table className="documents-table" aria-rowcount={documents.length + 1}>
        <colgroup>
          <col />
          <col className="who-column" />
          <col className="change-column" />
          <col className="safe-column" />
          <col className="actions-column" />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col" className="who-column">
              In it now
            </th>
            <th scope="col" className="change-column">
              Last change
            </th>
            <th scope="col" className="safe-column">
              Safe on
            </th>
            <th scope="col">
              <span className="unseen">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {first > 0 && <tr aria-hidden="true" style={{ height: first * documentRowHeight }} />}
          {documents.slice(first, end).map((document, index) => (
            <DocumentRow
              key={document.id}
              row={first + index + 2}
              document={document}
              people={people.filter(({ key }) => document.openBy.includes(key))}
              now={now}
              renaming={renaming === document.id}
              onRename={(on) => setRenaming(on ? document.id : undefined)}
            />
          ))}
          {end < documents.length && <tr aria-hidden="true" style={{ height: (documents.length - end) * documentRowHeight }} />}
        </tbody>
      </table>
    </div>
  );
}
