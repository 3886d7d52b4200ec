import type { StripLayout, StripStop } from './strip-layout.ts';

/** A name written beside a stop. */
export interface StripLabel {
  machine: string;
  text: string;
  x: number;
  y: number;
  anchor: 'start' | 'middle';
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const letterWidth = 6.2;
const glyph = 9;

/** Names for as many stops as there is room for, the most telling first; hosts have theirs below or above. */
export function stripLabels(
  layout: StripLayout,
  wanted: readonly { stop: StripStop; text: string; host: boolean }[],
  width: number,
): StripLabel[] {
  const taken: Box[] = [layout.own, ...layout.stops].map(({ x, y }) => ({
    left: x - glyph,
    right: x + glyph,
    top: y - glyph,
    bottom: y + glyph,
  }));
  const edge = layout.tearX ?? width;
  return wanted.flatMap(({ stop, text, host }) => {
    for (const label of host ? [under(stop, text), above(stop, text), beside(stop, text)] : [beside(stop, text)]) {
      const box = boxOf(label);
      if (box.right > edge || box.left < 0 || box.top < 0 || box.bottom > 74 || taken.some((other) => overlaps(box, other)))
        continue;
      taken.push(box);
      return [label];
    }
    return [];
  });
}

const beside = ({ machine, x, y }: StripStop, text: string): StripLabel => ({
  machine,
  text,
  x: x + 12,
  y: y + 4,
  anchor: 'start',
});
const under = ({ machine, x, y }: StripStop, text: string): StripLabel => ({ machine, text, x, y: y + 20, anchor: 'middle' });
const above = ({ machine, x, y }: StripStop, text: string): StripLabel => ({ machine, text, x, y: y - 13, anchor: 'middle' });

function boxOf({ text, x, y, anchor }: StripLabel): Box {
  const wide = text.length * letterWidth;
  const left = anchor === 'start' ? x : x - wide / 2;
  return { left, right: left + wide, top: y - 9, bottom: y + 3 };
}

function overlaps(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
