import { useEffect, useRef, useState, type FormEvent } from 'react';
import { Link2 } from 'lucide-react';
import { Button } from '../components/Button.tsx';
import { Field } from '../components/Field.tsx';
import { useApp, useWindow } from '../state/app.ts';

/** Comes in by an invitation that somebody sent. One that was opened outside of the app stands in it already. */
export function LinkForm() {
  const { link } = useApp();
  const { invitation, showInvitation } = useWindow((state) => state);
  const [text, setText] = useState('');
  const use = useRef<HTMLButtonElement>(null);
  const [trouble, setTrouble] = useState<string>();
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    if (invitation === '') return;
    setText(invitation);
    setTrouble(undefined);
    showInvitation('');
    use.current?.scrollIntoView({ block: 'center' });
  }, [invitation, showInvitation]);
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
      <Button ref={use} large type="submit" busy={busy} disabled={!text.trim().startsWith('banyan:')}>
        Use it
      </Button>
    </form>
  );
}
