import { useState, type FormEvent } from 'react';
import { Button } from '../components/Button.tsx';
import { Field } from '../components/Field.tsx';
import { Modal } from '../components/Modal.tsx';
import { useApp } from '../state/app.ts';

/** Asks for a name and starts a cluster with this machine as its root. */
export function CreateCluster({ onClose }: { onClose: () => void }) {
  const { link, window: store } = useApp();
  const [name, setName] = useState('');
  const [trouble, setTrouble] = useState<string>();
  const create = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    try {
      await link.call('createCluster', { name });
      onClose();
      store.getState().go({ screen: 'home' });
    } catch (thrown) {
      setTrouble(thrown instanceof Error ? thrown.message : String(thrown));
    }
  };
  return (
    <Modal
      title="Start a cluster"
      lead="Your machine carries it. Whoever joins writes along, and goes on alone while you are away."
      onClose={onClose}
    >
      <form onSubmit={(event) => void create(event)}>
        <Field
          label="Its name, as others will see it"
          large
          maxLength={64}
          placeholder="Newsroom"
          value={name}
          trouble={trouble}
          onChange={(event) => setName(event.target.value)}
        />
        <div className="modal-buttons">
          <Button large onClick={onClose}>
            Not now
          </Button>
          <Button large look="primary" type="submit" disabled={name.trim() === ''}>
            Start it
          </Button>
        </div>
      </form>
    </Modal>
  );
}
