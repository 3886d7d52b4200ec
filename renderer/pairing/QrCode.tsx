import { useMemo } from 'react';
import { encode } from 'uqr';

/** Modules left empty round a QR code, so that cameras find it (ISO/IEC 18004). */
const quietModules = 4;

/** A text as a QR code: dark on light in both themes, as cameras want it. */
export function QrCode({ text, label, size = 168 }: { text: string; label: string; size?: number }) {
  const { path, side } = useMemo(() => drawingOf(text), [text]);
  return (
    <svg width={size} height={size} viewBox={`0 0 ${side} ${side}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={side} height={side} fill="#fff" />
      <path d={path} fill="#12211a" />
    </svg>
  );
}

function drawingOf(text: string): { path: string; side: number } {
  const { data, size } = encode(text, { ecc: 'M', border: quietModules });
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  return { path, side: size };
}
