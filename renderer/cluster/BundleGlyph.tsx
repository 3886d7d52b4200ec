import type { TreeNodeView } from '../../app/bridge/index.ts';
import { hexagonPath } from '../components/glyph-shapes.ts';
import { radii } from './edges.ts';

/** Several leaves folded into one: a stack with their number. */
export function BundleGlyph({ bundle, focused }: { bundle: readonly TreeNodeView[]; focused: boolean }) {
  const shape = hexagonPath(radii.relay);
  return (
    <>
      {focused && <path className="glyph-focus" d={hexagonPath(radii.relay + 10)} />}
      {[6, 3, 0].map((drop) => (
        <path
          key={drop}
          transform={`translate(0 ${drop})`}
          d={shape}
          fill="var(--bg-raised)"
          stroke="var(--tree-node-line)"
          strokeWidth="1.2"
        />
      ))}
      <text y="4.5" textAnchor="middle" fontSize="13" fontWeight="600" fill="var(--ink)">
        {bundle.length}
      </text>
    </>
  );
}
