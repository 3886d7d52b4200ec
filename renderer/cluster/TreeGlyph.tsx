import { memo } from 'react';
import type { TreeNodeView } from '../../app/bridge/index.ts';
import { rolePath, slotPath } from '../components/glyph-shapes.ts';
import { initials } from '../components/initials.ts';
import { radii } from './edges.ts';
import { HealthBadge } from './HealthBadge.tsx';

/** A root shows that it is new for this long. */
const newRootMs = 5 * 60_000;

const outlines: Record<TreeNodeView['health'], { stroke: string; width: number; dashes?: string }> = {
  ok: { stroke: 'var(--tree-node-line)', width: 1.5 },
  suspect: { stroke: 'var(--note-text)', width: 1.5, dashes: '5 3' },
  snail: { stroke: 'var(--bark-text)', width: 2, dashes: '.1 4' },
  gone: { stroke: 'var(--tree-ghost)', width: 1.5, dashes: '3 3.5' },
};

export function isNewRoot({ role, health, since, joinedAt, me }: TreeNodeView, now: number): boolean {
  return role === 'root' && health === 'ok' && since > joinedAt + 1000 && now - since < newRootMs && !me;
}

/** A machine of the picture: role by silhouette, health by outline and badge, who by initials. */
export const TreeGlyph = memo(function TreeGlyph({
  machine,
  selected,
  focused,
  newRoot,
}: {
  machine: TreeNodeView;
  selected: boolean;
  focused: boolean;
  newRoot: boolean;
}) {
  const { role, health, me } = machine;
  const radius = radii[role];
  const { stroke, width, dashes } = outlines[health];
  const root = role === 'root' && health !== 'gone';
  const badge = newRoot ? 'promoted' : health === 'ok' ? undefined : health;
  return (
    <>
      {selected && <path d={rolePath(role, radius + 8)} fill="var(--bg-selected)" stroke="var(--leaf)" strokeWidth="2" />}
      {focused && <path className="glyph-focus" d={rolePath(role, radius + (selected ? 12 : 9))} />}
      {me && <path d={rolePath(role, radius + 4.5)} fill="none" stroke="var(--sun)" strokeWidth={root ? 2.5 : 3} />}
      {newRoot && <path d={rolePath(role, radius + 4.5)} fill="none" stroke="var(--sun)" strokeWidth="2.5" />}
      {newRoot && (
        <path className="new-root-ring" d={rolePath(role, radius + 9.5)} fill="none" stroke="var(--sun)" strokeWidth="1.2" />
      )}
      <path
        d={rolePath(role, radius)}
        fill={fillOf(machine)}
        stroke={root && health === 'ok' ? 'var(--tree-root)' : stroke}
        strokeWidth={width}
        strokeDasharray={dashes}
        strokeLinejoin="round"
        strokeLinecap="round"
      />
      <Inside machine={machine} radius={radius} />
      {badge && (
        <HealthBadge
          state={badge}
          x={0.95 * radius * (role === 'root' ? 1.6 : 1)}
          y={-0.95 * radius * (role === 'root' ? 1.3 : 1)}
        />
      )}
    </>
  );
});

function fillOf({ role, health, headless, colour }: TreeNodeView): string {
  if (health === 'gone') return 'var(--tree-bg)';
  if (role === 'root') return 'var(--tree-root)';
  return headless ? 'var(--tree-node)' : `var(--p${colour}-tint)`;
}

function Inside({ machine: { role, health, headless, person }, radius }: { machine: TreeNodeView; radius: number }) {
  const ink = health === 'gone' ? 'var(--ink-3)' : role === 'root' ? 'var(--tree-root-on)' : 'var(--ink)';
  const lift = role === 'root' ? -0.3 * radius : 0;
  if (headless)
    return (
      <path
        transform={`translate(0 ${lift})`}
        d={slotPath(radius)}
        stroke={ink}
        strokeWidth="1.4"
        strokeLinecap="round"
        fill="none"
      />
    );
  return (
    <text y={lift + 4.4} textAnchor="middle" fontSize="11.9" fontWeight="600" fill={ink}>
      {initials(person)}
    </text>
  );
}
