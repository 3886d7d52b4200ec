import { useState, type FormEvent } from 'react';
import { Button } from '../components/Button.tsx';
import { Field } from '../components/Field.tsx';
import { Modal } from '../components/Modal.tsx';
import { Segments } from '../components/Segments.tsx';
import { clusterName } from '../state/standing.ts';
import { useApp, useSlice } from '../state/app.ts';
import { freeName, nameTrouble } from './document-name.ts';

/** Asks for a name, makes the document, and goes there. */
export function NewDocument({ onClose }: { onClose: () => void }) {
  const { link, window: store } = useApp();
  const taken = useSlice('documents').map(({ name }) => name);
  const cluster = clusterName(useSlice('cluster'));
  const [name, setName] = useState(() => freeName(taken));
  const [home, setHome] = useState<'cluster' | 'here'>('cluster');
  const [trouble, setTrouble] = useState<string>();
  const create = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const wrong = nameTrouble(name, taken);
    setTrouble(wrong);
    if (wrong !== undefined) return;
    try {
      const { id } = await link.call('createDocument', { name, kind: 'text', ...(cluster !== null && { home }) });
      store.getState().go({ screen: 'document', document: id });
    } catch (thrown) {
      setTrouble(thrown instanceof Error ? thrown.message : String(thrown));
    }
  };
  return (
    <Modal title="New document" onClose={onClose}>
      <form onSubmit={(event) => void create(event)}>
        <Field
          label="Name"
          large
          maxLength={64}
          value={name}
          trouble={trouble}
          onFocus={(event) => event.target.select()}
          onChange={(event) => setName(event.target.value)}
        />
        {cluster !== null && (
          <div className="new-document-home">
            <Segments
              label="Who sees it"
              value={home}
              onChange={setHome}
              segments={[
                { value: 'cluster', label: `Everyone in ${cluster}` },
                { value: 'here', label: 'Only this machine' },
              ]}
            />
          </div>
        )}
        <div className="modal-buttons">
          <Button large onClick={onClose}>
            Not now
          </Button>
          <Button large look="primary" type="submit">
            Write
          </Button>
        </div>
      </form>
    </Modal>
  );
}
