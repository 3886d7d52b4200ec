import { messagesPerParticle } from './particles.ts';

const bands = [
  [1, 'under 5 ms'],
  [2, 'under 20'],
  [3, 'under 100'],
] as const;

/** What the strands mean. `busiest`: messages per second on the busiest of them. */
export function Legend({ busiest, still }: { busiest: number; still: boolean }) {
  const each = messagesPerParticle(busiest);
  return (
    <p className="legend">
      {bands.map(([band, text]) => (
        <span key={band}>
          <svg width="20" height="4" aria-hidden="true">
            <rect width="20" height="3" rx="1.5" fill={`var(--lat-${band})`} />
          </svg>
          {text}
        </span>
      ))}
      <span>
        <svg width="20" height="4" aria-hidden="true">
          <line x1="1.5" x2="19" y1="1.5" y2="1.5" stroke="var(--lat-4)" strokeWidth="3" strokeDasharray="4 3" />
        </svg>
        slower
      </span>
      <span>
        <svg width="24" height="8" aria-hidden="true">
          <path d="M0 0L24 2.5V5.500L0 8Z" fill="var(--ink-3)" />
        </svg>
        width: messages per s
      </span>
      {!still && each > 1 && <span>a dot: up to {each} messages</span>}
    </p>
  );
}
