import { useState, type FormEvent } from 'react';
import { Button } from '../components/Button.tsx';
import { Field } from '../components/Field.tsx';
import { addressTrouble } from '../shell/address.ts';
import { useApp } from '../state/app.ts';

/** Asks to join the cluster at an address that somebody read out. */
export function AddressForm() {
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
    } catch (thrown) {
      setTrouble(thrown instanceof Error ? thrown.message : String(thrown));
    }
    setBusy(false);
  };
  return (
    <form className="join-line" onSubmit={(event) => void ask(event)}>
      <Field
        label="Address"
        labelHidden
        large
        className="mono"
        placeholder="192.168.14.23:7100"
        maxLength={128}
        value={address}
        trouble={trouble}
        onChange={(event) => setAddress(event.target.value)}
      />
      <Button large type="submit" busy={busy} disabled={address.trim() === ''}>
        Ask to join
      </Button>
    </form>
  );
}
