import { useId, useState, type ClipboardEvent, type KeyboardEvent, type Ref } from 'react';
import { Check } from 'lucide-react';
import { Icon } from '../components/Icon.tsx';
import { completions, isWord } from './code-entry.ts';

export interface CodeWordProps {
  label: string;
  value: string;
  troubleId: string | undefined;
  onChange: (word: string) => void;
  /** The word is whole: what comes next gets the focus. */
  onDone: () => void;
  onLeave: () => void;
  onPaste: (event: ClipboardEvent) => void;
  ref?: Ref<HTMLInputElement>;
}

/** One word of a code, completed from the list while it is typed (a combobox, WAI-ARIA 1.2). */
export function CodeWord({ label, value, troubleId, onChange, onDone, onLeave, onPaste, ref }: CodeWordProps) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const whole = isWord(value);
  const offered = open && !whole ? completions(value) : [];
  const best = offered[Math.min(at, offered.length - 1)];
  const take = (word: string): void => {
    onChange(word);
    setOpen(false);
    onDone();
  };
  const press = (event: KeyboardEvent): void => {
    const { key } = event;
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      const count = Math.max(1, offered.length);
      setAt((at + (key === 'ArrowDown' ? 1 : count - 1)) % count);
    } else if (key === 'Escape' && offered.length > 0) {
      event.stopPropagation();
      setOpen(false);
    } else if (key === ' ' || key === '-' || (key === 'Enter' && !whole) || (key === 'Tab' && !event.shiftKey && !whole)) {
      if (key !== 'Tab') event.preventDefault();
      if (best === undefined && !(whole && key !== 'Enter')) return;
      event.preventDefault();
      take(best ?? value);
    }
  };
  return (
    <div className="code-part">
      <div className={`code-field ${troubleId === undefined ? '' : 'troubled'}`}>
        <span className="code-ghost" aria-hidden="true">
          <i>{value}</i>
          {best?.slice(value.length)}
        </span>
        <input
          ref={ref}
          className="mono"
          role="combobox"
          aria-label={label}
          aria-autocomplete="list"
          aria-expanded={offered.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={best === undefined ? undefined : `${id}-${best}`}
          aria-invalid={troubleId === undefined ? undefined : true}
          aria-describedby={troubleId}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={12}
          value={value}
          onChange={(event) => {
            onChange(event.target.value.toLowerCase().replaceAll(/[^a-z]/g, ''));
            setOpen(true);
            setAt(0);
          }}
          onKeyDown={press}
          onPaste={onPaste}
          onBlur={() => {
            setOpen(false);
            onLeave();
          }}
        />
        {whole && <Icon of={Check} size={18} />}
      </div>
      <ul
        className="code-menu"
        id={`${id}-list`}
        role="listbox"
        aria-label={`${label}, words that fit`}
        hidden={offered.length === 0}
      >
        {offered.map((word) => (
          <li
            key={word}
            id={`${id}-${word}`}
            role="option"
            aria-selected={word === best}
            // Before the field loses the focus.
            onPointerDown={(event) => {
              event.preventDefault();
              take(word);
            }}
          >
            {word}
            {word === best && <kbd>Tab</kbd>}
          </li>
        ))}
      </ul>
    </div>
  );
}
