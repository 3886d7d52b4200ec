import { useState, type FormEvent } from 'react';
import { Link2 } from 'lucide-react';
import { Button } from '../components/Button.tsx';
import { Field } from '../components/Field.tsx';
import { useApp } from '../state/app.ts';

/** Comes in by an invitation that somebody sent. */
export function LinkForm() {
  const { link } = useApp();
  const [text, setText] = useState('');
  const [trouble, setTrouble] = useState<string>();
  const [busy, setBusy] = useState(false);
  const join = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    try {
      await link.call('joinByLink', { link: text.trim() });
    } catch (thrown) {
      setTrouble(thrown instanceof Error ? thrown.message : String(thrown));
    }
    setBusy(false);
  };
  return (
    <form className="join-line" onSubmit={(event) => void join(event)}>
      <Field
        label="Link of an invitation"
        labelHidden
        large
        icon={Link2}
        placeholder="Paste a link that begins with banyan:"
        maxLength={2048}
        value={text}
        trouble={trouble}
        onChange={(event) => {
          setText(event.target.value);
          setTrouble(undefined);
        }}
      />
      <Button large type="submit" busy={busy} disabled={!text.trim().startsWith('banyan:')}>
        Use it
      </Button>
    </form>
  );
}
