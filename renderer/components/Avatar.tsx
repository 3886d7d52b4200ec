import './avatar.css';
import type { CSSProperties } from 'react';
import { initials } from './initials.ts';

export interface AvatarProps {
  person: string;
  /** 1 to 12. */
  colour: number;
  /** Pixels. Below 21 one initial is left. */
  size?: number;
  /** Full ring: here now; dashed: in another document; hollow: away. */
  presence?: 'here' | 'elsewhere' | 'away';
}

/** The two custom properties by which a person's colour reaches a stylesheet. */
export function personStyle(colour: number): CSSProperties {
  return {
    '--person': `var(--p${colour})`,
    '--person-on': `var(--p${colour}-on)`,
    '--person-tint': `var(--p${colour}-tint)`,
  } as CSSProperties;
}

/** A person as a disc with initials; the name always stands beside it or in its tooltip. */
export function Avatar({ person, colour, size = 24, presence = 'here' }: AvatarProps) {
  return (
    <span
      className={`avatar ${presence}`}
      style={{ ...personStyle(colour), '--size': `${size}px` } as CSSProperties}
      aria-hidden="true"
    >
      <span>{initials(person, size < 21 ? 1 : 2)}</span>
    </span>
  );
}
