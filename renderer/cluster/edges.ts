import type { TreeNodeView } from '../../app/bridge/index.ts';
import { strandStart } from '../components/glyph-shapes.ts';
import { hangingCurve, type Point, type StrandCurve } from '../components/strand.ts';
import { roundTripBand, strandWidth } from '../components/strand-look.ts';
import type { PlacedItem } from './tree-layout.ts';

export const radii = { root: 22, relay: 17.5, leaf: 17.5 };

/** A strand between two items of the picture, with how it looks. */
export interface Edge {
  id: string;
  curve: StrandCurve;
  /** Widths of the upper and the lower end in pixels. */
  start: number;
  end: number;
  look: 'idle' | 'stream' | 'slow' | 'left';
  colour: string;
  /** Messages per second. */
  down: number;
  up: number;
}

/** Spread of the places where strands leave a host. */
const spread = 46;

/** The strands of the picture; those of a gone machine and of a fallen root are not drawn. */
export function edgesOf(items: readonly PlacedItem[]): Edge[] {
  const byId = new Map(items.map((item) => [item.id, item]));
  return items.flatMap((item): Edge[] => {
    const parent = byId.get(item.parent ?? '');
    if (parent === undefined || item.machine?.health === 'gone') return [];
    const curve = hangingCurve(startAt(parent, item), endAt(item));
    return [{ id: item.id, curve, ...lookOf(item) }];
  });
}

/** Strands leave the root's flat edge side by side; those of a relay leave its lower corner. */
function startAt(parent: PlacedItem, child: PlacedItem): Point {
  const role = parent.machine?.role ?? 'relay';
  const y = parent.y + strandStart(role, radii[role]) + (role === 'root' ? -1 : 0);
  if (role !== 'root') return { x: parent.x, y };
  return { x: parent.x + Math.max(-spread / 2, Math.min(spread / 2, (child.x - parent.x) * 0.06)), y };
}

function endAt(item: PlacedItem): Point {
  const role = item.machine?.role ?? 'relay';
  return { x: item.x, y: item.y - (role === 'leaf' ? 1.25 : 1.05) * radii[role] };
}

function lookOf({ machine, bundle }: PlacedItem): Omit<Edge, 'id' | 'curve'> {
  const rates = bundle === undefined ? (machine?.rates ?? { down: 0, up: 0 }) : sumOf(bundle);
  const band = roundTripBand(bundle === undefined ? (machine?.roundTripMs ?? null) : slowestOf(bundle));
  const widths = { start: strandWidth(rates.down), end: strandWidth(rates.up), ...rates };
  if (machine?.health === 'snail') return { ...widths, look: 'left', colour: 'var(--lat-4)' };
  if (rates.down + rates.up < 0.05)
    return {
      ...widths,
      start: 1,
      end: 1,
      look: 'idle',
      colour: band === undefined ? 'var(--line-strong)' : `var(--lat-${band})`,
    };
  return { ...widths, look: band === 4 ? 'slow' : 'stream', colour: `var(--lat-${band ?? 1})` };
}

function sumOf(bundle: readonly TreeNodeView[]): { down: number; up: number } {
  return { down: Math.max(...bundle.map(({ rates }) => rates.down)), up: bundle.reduce((sum, { rates }) => sum + rates.up, 0) };
}

function slowestOf(bundle: readonly TreeNodeView[]): number | null {
  const measured = bundle.flatMap(({ roundTripMs }) => roundTripMs ?? []);
  return measured.length === 0 ? null : Math.max(...measured);
}
