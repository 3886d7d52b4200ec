import './button.css';
import type { ButtonHTMLAttributes, Ref } from 'react';
import type { LucideIcon } from 'lucide-react';
import { Icon } from './Icon.tsx';
import { Tip } from './Tip.tsx';

export interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  icon: LucideIcon;
  /** What it does; its accessible name and its tooltip. */
  label: string;
  /** Written behind the label in the tooltip. */
  shortcut?: string | undefined;
  size?: number;
  ref?: Ref<HTMLButtonElement>;
}

/** A button that is only an icon: named, with a tooltip that tells its shortcut. */
export function IconButton({ icon, label, shortcut, size = 16, className = '', ...rest }: IconButtonProps) {
  return (
    <Tip text={label} shortcut={shortcut}>
      <button type="button" className={`icon-button ${className}`} aria-label={label} {...rest}>
        <Icon of={icon} size={size} />
      </button>
    </Tip>
  );
}
