import './button.css';
import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { LoaderCircle, type LucideIcon } from 'lucide-react';
import { Icon } from './Icon.tsx';

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `primary` once per view; `quiet` has no edge. */
  look?: 'primary' | 'plain' | 'quiet' | 'danger';
  large?: boolean;
  icon?: LucideIcon;
  /** The label stays, a spinner takes the icon's place. */
  busy?: boolean;
  children: ReactNode;
  ref?: Ref<HTMLButtonElement>;
}

/** A button with a label. */
export function Button({ look = 'plain', large = false, icon, busy = false, children, className = '', ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={`button ${look} ${large ? 'large' : ''} ${className}`}
      aria-busy={busy || undefined}
      {...rest}
    >
      {busy ? <Icon of={LoaderCircle} size={15} /> : icon && <Icon of={icon} size={15} />}
      <span>{children}</span>
    </button>
  );
}
