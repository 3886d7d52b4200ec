import { useEffect, useRef } from 'react';
import { Avatar } from '../components/Avatar.tsx';
import { Icon } from '../components/Icon.tsx';
import { Keys } from '../components/Keys.tsx';
import { MachineGlyph } from '../components/MachineGlyph.tsx';
import type { PaletteEntry } from './palette-entries.ts';
import { markedParts } from './palette-match.ts';

export interface PaletteRowProps {
  id: string;
  entry: PaletteEntry;
  typed: string;
  chosen: boolean;
  onHover: () => void;
  onRun: () => void;
}

/** One thing to do or to go to. */
export function PaletteRow({ id, entry, typed, chosen, onHover, onRun }: PaletteRowProps) {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (chosen) row.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return (
    <div ref={row} id={id} role="option" aria-selected={chosen} className="palette-row" onPointerMove={onHover} onClick={onRun}>
      <span className="palette-picture">
        {entry.icon && <Icon of={entry.icon} />}
        {entry.person && <Avatar person={entry.person.person} colour={entry.person.colour} size={22} />}
        {entry.machine && <MachineGlyph machine={entry.machine} size={22} />}
      </span>
      <span className="palette-title ellipsis">
        {markedParts(entry.title, typed.replace(/^[>@]/, '')).map((part, index) =>
          part.hit ? <mark key={index}>{part.text}</mark> : part.text,
        )}
      </span>
      {entry.detail !== undefined && <span className="palette-detail ellipsis">{entry.detail}</span>}
      {entry.shortcut !== undefined && <Keys of={entry.shortcut} />}
    </div>
  );
}
