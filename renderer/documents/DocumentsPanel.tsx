import { useState } from 'react';
import { Plus, Search } from 'lucide-react';
import { Button } from '../components/Button.tsx';
import { Field } from '../components/Field.tsx';
import { useSlice, useWindow } from '../state/app.ts';
import { DocumentsTable } from './DocumentsTable.tsx';
import { filteredDocuments } from './filter.ts';

/** The documents with a filter, the way to a new one, and what to do when there are none. */
export function DocumentsPanel() {
  const documents = useSlice('documents');
  const open = useWindow((state) => state.open);
  const [filter, setFilter] = useState('');
  const shown = filteredDocuments(documents, filter);
  return (
    <>
      <div className="documents-head">
        <h2 className="heading">Documents</h2>
        <span className="spring" />
        {documents.length > 0 && (
          <Field
            label="Filter by name or person"
            labelHidden
            icon={Search}
            placeholder="Filter"
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
          />
        )}
        <Button look="primary" icon={Plus} onClick={() => open('new-document')}>
          New document
        </Button>
      </div>
      {shown.length > 0 ? (
        <DocumentsTable documents={shown} />
      ) : (
        <p className="documents-empty">
          {documents.length === 0
            ? 'Nothing written yet. A document is safe here at once, and with the others as soon as there are some.'
            : `Nothing here is called “${filter}”, and nobody of that name changed anything.`}
        </p>
      )}
    </>
  );
}
