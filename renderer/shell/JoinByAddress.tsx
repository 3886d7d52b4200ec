import { useState, type FormEvent } from 'react';
import { Button } from '../components/Button.tsx';
import { Field } from '../components/Field.tsx';
import { Modal } from '../components/Modal.tsx';
import { useApp } from '../state/app.ts';
import { addressTrouble } from './address.ts';

/** Asks to join the cluster at an address that somebody read out. */
export function JoinByAddress({ onClose }: { onClose: () => void }) {
  const { link } = useApp();
  const [address, setAddress] = useState('');
  const [trouble, setTrouble] = useState<string>();
  const [busy, setBusy] = useState(false);
  const ask = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const wrong = addressTrouble(address);
    setTrouble(wrong);
    if (wrong !== undefined) return;
    setBusy(true);
    try {
      await link.call('askToJoin', { address: address.trim() });
      onClose();
    } catch (thrown) {
      setTrouble(thrown instanceof Error ? thrown.message : String(thrown));
    }
    setBusy(false);
  };
  return (
    <Modal
      title="Join a cluster"
      lead="Somebody in it finds its address under Invite. A person there lets you in."
      onClose={onClose}
    >
      <form onSubmit={(event) => void ask(event)}>
        <Field
          label="Address"
          large
          className="mono"
          placeholder="192.168.14.23:7100"
          maxLength={128}
          value={address}
          trouble={trouble}
          onChange={(event) => setAddress(event.target.value)}
        />
        <div className="modal-buttons">
          <Button large onClick={onClose}>
            Not now
          </Button>
          <Button large look="primary" type="submit" busy={busy} disabled={address.trim() === ''}>
            Ask to join
          </Button>
        </div>
      </form>
    </Modal>
  );
}
