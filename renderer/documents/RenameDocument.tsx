import { useEffect, useRef, useState } from 'react';
import type { DocumentView } from '../../app/bridge/index.ts';
import { useApp, useSlice } from '../state/app.ts';
import { nameTrouble } from './document-name.ts';

/** The name as a field, in its place; Enter keeps it, Esc leaves it as it was. */
export function RenameDocument({ document, onDone }: { document: DocumentView; onDone: () => void }) {
  const { link } = useApp();
  const others = useSlice('documents').filter(({ id }) => id !== document.id);
  const [name, setName] = useState(document.name);
  const [trouble, setTrouble] = useState<string>();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // After the menu that led here has given the focus back.
    const frame = requestAnimationFrame(() => field.current?.select());
    return () => cancelAnimationFrame(frame);
  }, []);
  const save = async (): Promise<void> => {
    if (name.trim() === document.name) return onDone();
    const wrong = nameTrouble(
      name,
      others.map((other) => other.name),
    );
    setTrouble(wrong);
    if (wrong !== undefined) return;
    try {
      await link.call('renameDocument', { document: document.id, name });
      onDone();
    } catch (thrown) {
      setTrouble(thrown instanceof Error ? thrown.message : String(thrown));
    }
  };
  return (
    <span className="rename">
      <input
        ref={field}
        aria-label={`New name of ${document.name}`}
        aria-invalid={trouble === undefined ? undefined : true}
        maxLength={64}
        value={name}
        onChange={(event) => setName(event.target.value)}
        onBlur={() => (trouble === undefined ? void save() : onDone())}
        onKeyDown={(event) => {
          if (event.key === 'Enter') void save();
          if (event.key === 'Escape') onDone();
        }}
      />
      {trouble !== undefined && (
        <span className="rename-trouble" role="alert">
          {trouble}
        </span>
      )}
    </span>
  );
}
