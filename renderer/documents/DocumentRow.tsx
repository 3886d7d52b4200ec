import { memo } from 'react';
import { Ellipsis, FileText, Pencil, Share2, Trash2 } from 'lucide-react';
import type { DocumentView, PersonView } from '../../app/bridge/index.ts';
import { Avatars } from '../components/Avatars.tsx';
import { firstName } from '../components/initials.ts';
import { Icon } from '../components/Icon.tsx';
import { IconButton } from '../components/IconButton.tsx';
import { Menu, MenuItem, MenuLine } from '../components/Menu.tsx';
import { agoText } from '../components/times.ts';
import { clusterName, safeOnText } from '../state/standing.ts';
import { useSlice, useWindow } from '../state/app.ts';
import { RenameDocument } from './RenameDocument.tsx';
import { useDocumentActions } from './use-document-actions.ts';

/** Pixels. */
export const documentRowHeight = 37;

export interface DocumentRowProps {
  /** Number of the row in the whole table, for screen readers. */
  row: number;
  document: DocumentView;
  people: readonly PersonView[];
  now: number;
  renaming: boolean;
  onRename: (on: boolean) => void;
}

/** One document in the table. */
export const DocumentRow = memo(function DocumentRow({ row, document, people, now, renaming, onRename }: DocumentRowProps) {
  const go = useWindow((state) => state.go);
  const self = useSlice('self');
  const joined = clusterName(useSlice('cluster')) !== null;
  const by = document.changedBy === self.person ? 'you' : firstName(document.changedBy);
  return (
    <tr aria-rowindex={row} onDoubleClick={() => go({ screen: 'document', document: document.id })}>
      <td className="name-cell">
        <div>
          <Icon of={FileText} />
          {renaming ? (
            <RenameDocument document={document} onDone={() => onRename(false)} />
          ) : (
            <button
              type="button"
              className="document-name ellipsis"
              onClick={() => go({ screen: 'document', document: document.id })}
              onKeyDown={(event) => event.key === 'F2' && onRename(true)}
            >
              {document.name}
            </button>
          )}
          {document.home === 'here' && joined && <span className="chip note">only here</span>}
        </div>
      </td>
      <td className="who-column">{people.length > 0 && <Avatars people={people} />}</td>
      <td className="change-column">
        {by}, {agoText(document.changedAt, now)}
      </td>
      <td className="safe-column">{safeOnText(document)}</td>
      <td className="actions-cell">
        <RowMenu document={document} onRename={() => onRename(true)} />
      </td>
    </tr>
  );
});

function RowMenu({ document, onRename }: { document: DocumentView; onRename: () => void }) {
  const { remove, share } = useDocumentActions();
  const cluster = clusterName(useSlice('cluster'));
  return (
    <Menu align="end" trigger={<IconButton icon={Ellipsis} label={`More for ${document.name}`} />}>
      <MenuItem icon={Pencil} shortcut="F2" onSelect={onRename}>
        Rename
      </MenuItem>
      {document.home === 'here' && cluster !== null && (
        <MenuItem icon={Share2} onSelect={() => void share(document)}>
          Share with {cluster}
        </MenuItem>
      )}
      <MenuLine />
      <MenuItem icon={Trash2} danger onSelect={() => void remove(document)}>
        Delete
      </MenuItem>
    </Menu>
  );
}
