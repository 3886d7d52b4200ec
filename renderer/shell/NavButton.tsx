import type { LucideIcon } from 'lucide-react';
import { Icon } from '../components/Icon.tsx';
import { Tip } from '../components/Tip.tsx';

export interface NavButtonProps {
  icon: LucideIcon;
  label: string;
  shortcut?: string;
  railed: boolean;
  on: boolean;
  count?: number;
  /** Things that wait for the person; shown in sun. */
  waiting?: number;
  onClick: () => void;
}

/** One row of the sidebar. */
export function NavButton({ icon, label, shortcut, railed, on, count = 0, waiting = 0, onClick }: NavButtonProps) {
  const button = (
    <button
      type="button"
      className={`nav-button ${on ? 'on' : ''}`}
      aria-current={on ? 'page' : undefined}
      aria-label={railed ? (waiting > 0 ? `${label}, ${waiting} waiting` : label) : undefined}
      onClick={onClick}
    >
      <Icon of={icon} />
      {!railed && <span className="ellipsis">{label}</span>}
      {!railed && count > 0 && waiting === 0 && <em>{count.toLocaleString('en')}</em>}
      {waiting > 0 && (
        <em className="waiting">
          {waiting}
          <span className="unseen"> waiting</span>
        </em>
      )}
    </button>
  );
  return (
    <li>
      {railed || shortcut !== undefined ? (
        <Tip text={label} shortcut={shortcut} side="right">
          {button}
        </Tip>
      ) : (
        button
      )}
    </li>
  );
}
