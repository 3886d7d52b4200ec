import { memo } from 'react';
import { linePath, taperedPath } from '../components/strand.ts';
import type { Edge } from './edges.ts';

/** One strand: tapered by its rates, coloured by its round trip; broken where it is slow or has left the stream. */
export const StrandPath = memo(function StrandPath({ edge }: { edge: Edge }) {
  const { curve, look, colour, start, end } = edge;
  if (look === 'left')
    return <path d={linePath(curve)} fill="none" stroke={colour} strokeWidth="1.5" strokeDasharray="2 5" strokeLinecap="round" />;
  if (look === 'slow')
    return (
      <path
        d={linePath(curve)}
        fill="none"
        stroke={colour}
        strokeWidth={(start + end) / 2}
        strokeDasharray="7 5"
        strokeLinecap="round"
      />
    );
  if (look === 'idle') return <path d={linePath(curve)} fill="none" stroke={colour} strokeWidth="1" />;
  return <path d={taperedPath(curve, start, end)} fill={colour} opacity="0.92" />;
});
