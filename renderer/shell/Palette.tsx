import './palette.css';
import { useId, useMemo, useState, type KeyboardEvent } from 'react';
import { Dialog } from 'radix-ui';
import { Search } from 'lucide-react';
import { Icon } from '../components/Icon.tsx';
import { useApp, useNode, useWindow } from '../state/app.ts';
import { paletteEntries, type PaletteEntry } from './palette-entries.ts';
import { PaletteRow } from './PaletteRow.tsx';

/** Everything one can do or go to, found by typing. */
export function Palette({ onClose }: { onClose: () => void }) {
  const app = useApp();
  const [typed, setTyped] = useState(useWindow((state) => state.paletteText));
  const [chosen, setChosen] = useState(0);
  const slices = useNode((state) => state.slices);
  // The entries read the stores by themselves; they are made anew when these changed.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  const entries = useMemo(() => paletteEntries(app, typed), [app, typed, slices]);
  const list = useId();
  const at = Math.min(chosen, entries.length - 1);

  const run = (entry: PaletteEntry | undefined): void => {
    if (entry === undefined) return;
    onClose();
    entry.run();
  };
  const key = (event: KeyboardEvent): void => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by !== undefined) setChosen((at + by + entries.length) % Math.max(1, entries.length));
    else if (event.key === 'Enter') run(entries[at]);
    else return;
    event.preventDefault();
  };

  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim palette-scrim" />
        <Dialog.Content className="palette" aria-describedby={undefined}>
          <Dialog.Title className="unseen">Command palette</Dialog.Title>
          <div className="palette-input">
            <Icon of={Search} size={18} />
            <input
              role="combobox"
              aria-expanded="true"
              aria-controls={list}
              aria-activedescendant={entries.length > 0 ? `${list}-${at}` : undefined}
              aria-label="What to do or where to go"
              placeholder="Do something, or go somewhere"
              autoComplete="off"
              spellCheck={false}
              value={typed}
              onChange={(event) => {
                setTyped(event.target.value);
                setChosen(0);
              }}
              onKeyDown={key}
            />
          </div>
          <Results list={list} entries={entries} typed={typed} at={at} onChoose={setChosen} onRun={run} />
          <p className="palette-keys" aria-hidden="true">
            <span className="keys">
              <kbd>↑</kbd>
              <kbd>↓</kbd>
            </span>{' '}
            choose{' '}
            <span className="keys">
              <kbd>Enter</kbd>
            </span>{' '}
            do it{' '}
            <span className="keys">
              <kbd>&gt;</kbd>
            </span>{' '}
            commands{' '}
            <span className="keys">
              <kbd>@</kbd>
            </span>{' '}
            people
          </p>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface ResultsProps {
  list: string;
  entries: readonly PaletteEntry[];
  typed: string;
  at: number;
  onChoose: (index: number) => void;
  onRun: (entry: PaletteEntry) => void;
}

function Results({ list, entries, typed, at, onChoose, onRun }: ResultsProps) {
  const groups = Map.groupBy(
    entries.map((entry, index) => ({ entry, index })),
    ({ entry }) => entry.group,
  );
  return (
    <div className="palette-list" role="listbox" id={list} aria-label="Results" tabIndex={-1}>
      {entries.length === 0 && (
        <p className="palette-none" role="option" aria-selected="false">
          Nothing is called “{typed}” here.
        </p>
      )}
      {[...groups].map(([group, rows]) => (
        <div key={group} role="group" aria-label={group}>
          <h3 aria-hidden="true">{group}</h3>
          {rows.map(({ entry, index }) => (
            <PaletteRow
              key={entry.id}
              id={`${list}-${index}`}
              entry={entry}
              typed={typed}
              chosen={index === at}
              onHover={() => onChoose(index)}
              onRun={() => onRun(entry)}
            />
          ))}
        </div>
      ))}
    </div>
  );
}
