import './notice-page.css';
import './unlock.css';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { useStore } from 'zustand';
import { Button } from '../components/Button.tsx';
import { Field } from '../components/Field.tsx';
import { Mark } from '../components/Mark.tsx';
import { useApp } from '../state/app.ts';

/** The data folder has a passphrase: asks for it, before there is anything else to show. */
export function Unlock() {
  const { lock, unlock } = useApp();
  const { state, sentence } = useStore(lock);
  const [passphrase, setPassphrase] = useState('');
  const [missing, setMissing] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const busy = state === 'checking' || state === 'starting';
  useEffect(() => {
    if (busy) return;
    field.current?.focus();
    field.current?.select();
  }, [busy]);
  const give = (event: FormEvent): void => {
    event.preventDefault();
    if (busy) return;
    setMissing(passphrase === '');
    if (passphrase !== '') unlock(passphrase);
  };
  return (
    <main className="notice-page unlock">
      <div className="unlock-top" />
      <Mark size={34} />
      <h1>Banyan is locked</h1>
      <p>Documents and keys on this machine are encrypted. Your passphrase opens them.</p>
      <form onSubmit={give}>
        <Field
          ref={field}
          label="Passphrase"
          type="password"
          large
          autoComplete="current-password"
          maxLength={2048}
          value={passphrase}
          readOnly={busy}
          trouble={troubleOf(state, sentence, missing)}
          onChange={(event) => {
            setPassphrase(event.target.value);
            setMissing(false);
          }}
        />
        <div className="unlock-row">
          <Button look="primary" large type="submit" busy={busy}>
            Unlock
          </Button>
          <span role="status">{progress[state]}</span>
        </div>
      </form>
      <p className="unlock-lost">
        Without the passphrase nobody can open them. What was shared is still on the other machines of the cluster.
      </p>
    </main>
  );
}

const progress: Record<string, string> = {
  checking: 'Checking the passphrase. It takes a second on purpose.',
  starting: 'That is it. Opening your documents.',
};

function troubleOf(state: string, sentence: string, missing: boolean): string | undefined {
  if (missing) return 'Type the passphrase first.';
  if (state === 'wrong') return 'That is not the passphrase. Look at Caps Lock and the keyboard’s language, and try again.';
  return state === 'failed' ? sentence : undefined;
}
