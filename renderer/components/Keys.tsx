import './tip.css';
import { useApp } from '../state/app.ts';
import { shortcutParts } from './shortcut.ts';

/** A shortcut as key caps, in the words of this system's keyboard. */
export function Keys({ of: shortcut }: { of: string }) {
  const { platform } = useApp();
  return (
    <span className="keys">
      {shortcutParts(shortcut, platform === 'darwin').map((part) => (
        <kbd key={part}>{part}</kbd>
      ))}
    </span>
  );
}
