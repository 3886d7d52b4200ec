const badges = {
  snail: { ink: 'var(--bark-text)', fill: 'var(--bark-tint)', line: 'var(--bark-line)' },
  suspect: { ink: 'var(--note-text)', fill: 'var(--note-tint)', line: 'var(--note-line)' },
  gone: { ink: 'var(--ink-2)', fill: 'var(--bg-raised)', line: 'var(--tree-ghost)' },
  promoted: { ink: 'var(--sun-on)', fill: 'var(--sun)', line: 'var(--sun-line)' },
};

/** The small sign at a machine's shoulder that tells its state by shape. */
export function HealthBadge({ state, x, y }: { state: keyof typeof badges; x: number; y: number }) {
  const { ink, fill, line } = badges[state];
  return (
    <g transform={`translate(${x} ${y})`}>
      <circle r="8" fill={fill} stroke={line} />
      <g stroke={ink} strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" fill="none">
        {state === 'snail' && (
          <path
            strokeWidth="1.3"
            d="M-4.3 3.2H1.5M-2.7 3.1A3.35 3.35 0 1 1 2.15 .43A2.06 2.06 0 1 1 -1.8 .52A1.08 1.08 0 0 1 .26 .52"
          />
        )}
        {state === 'gone' && <path d="M-2.6 -2.6L2.6 2.6M2.6 -2.6L-2.6 2.6" />}
        {state === 'promoted' && <path d="M0 3.6V-3.2M-3 -.4L0 -3.4L3 -.4" />}
      </g>
      {state === 'suspect' && (
        <text y="3.6" textAnchor="middle" fontSize="10.5" fontWeight="600" fill={ink}>
          ?
        </text>
      )}
    </g>
  );
}
