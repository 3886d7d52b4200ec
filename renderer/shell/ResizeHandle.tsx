import type { KeyboardEvent, PointerEvent } from 'react';

export interface ResizeHandleProps {
  label: string;
  /** The side of the panel on which the handle lies. */
  edge: 'left' | 'right';
  /** Width of the panel in pixels. */
  value: number;
  bounds: { least: number; most: number; usual: number };
  onChange: (value: number) => void;
}

const keyStep = 16;

/** The edge of a panel: dragged, moved with the arrows, or double-clicked to go back to the usual width. */
export function ResizeHandle({ label, edge, value, bounds, onChange }: ResizeHandleProps) {
  const outwards = edge === 'right' ? 1 : -1;
  const set = (width: number): void => onChange(Math.min(bounds.most, Math.max(bounds.least, Math.round(width))));
  const drag = (event: PointerEvent<HTMLDivElement>): void => {
    const start = event.clientX;
    const handle = event.currentTarget;
    handle.setPointerCapture(event.pointerId);
    const move = (moved: globalThis.PointerEvent): void => set(value + (moved.clientX - start) * outwards);
    handle.addEventListener('pointermove', move);
    handle.addEventListener('lostpointercapture', () => handle.removeEventListener('pointermove', move), { once: true });
  };
  const key = (event: KeyboardEvent): void => {
    const by = { ArrowLeft: -keyStep, ArrowRight: keyStep }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    set(value + by * outwards);
  };
  return (
    // A splitter is a widget for the keyboard too: arrows move it.
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={value}
      aria-valuemin={bounds.least}
      aria-valuemax={bounds.most}
      tabIndex={0}
      className="resize-handle"
      style={{ [edge === 'right' ? 'left' : 'right']: value - 4 }}
      onPointerDown={drag}
      onDoubleClick={() => onChange(bounds.usual)}
      onKeyDown={key}
    />
  );
}
