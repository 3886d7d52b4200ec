import { sparkPath } from './spark-path.ts';

export interface SparklineProps {
  label: string;
  /** The last value with its unit. */
  value: string;
  /** One per sample, oldest first. */
  values: readonly number[];
  width?: number;
}

/** How a figure went over the last minutes, with its last value in words. */
export function Sparkline({ label, value, values, width = 292 }: SparklineProps) {
  const height = 28;
  const most = Math.max(...values, 0);
  return (
    <div className="spark">
      <p>
        <span>{label}</span>
        <b>{value}</b>
      </p>
      <svg viewBox={`0 0 ${width} ${height}`} width="100%" height={height} preserveAspectRatio="none" aria-hidden="true">
        <line x1="0" x2={width} y1={height - 0.5} y2={height - 0.5} stroke="var(--line)" />
        <path
          d={sparkPath(values, width, height - 3, most)}
          fill="none"
          stroke="var(--ink-2)"
          strokeWidth="1.5"
          vectorEffect="non-scaling-stroke"
          strokeLinejoin="round"
        />
      </svg>
    </div>
  );
}
