import type { TreeNodeView } from '../../app/bridge/index.ts';
import { rolePath, slotPath } from './glyph-shapes.ts';
import { initials } from './initials.ts';

type Shown = Pick<TreeNodeView, 'role' | 'health' | 'person' | 'colour' | 'headless' | 'me'>;

/** A machine as a small picture for panels and lists; what it is stands beside it in words. */
export function MachineGlyph({ machine, size = 30 }: { machine: Shown; size?: number }) {
  const { role, person, colour, headless, health } = machine;
  const lettered = size >= 28;
  const gone = health === 'gone';
  const fill = gone
    ? 'var(--tree-bg)'
    : role === 'root'
      ? 'var(--tree-root)'
      : headless
        ? 'var(--tree-node)'
        : `var(--p${colour}-tint)`;
  return (
    <svg className="icon" width={size} height={size} viewBox="-15 -15 30 30" aria-hidden="true">
      <g transform={role === 'root' ? 'translate(0 3) scale(.66)' : 'scale(.72)'}>
        <path
          d={rolePath(role, 14)}
          fill={fill}
          stroke={machine.me ? 'var(--sun)' : gone ? 'var(--tree-ghost)' : 'var(--tree-node-line)'}
          strokeWidth={machine.me ? 3 : 2}
          strokeDasharray={gone ? '3 3.5' : undefined}
          strokeLinejoin="round"
        />
        {lettered && !headless && (
          <text
            y={role === 'root' ? 0 : 4}
            fontSize="11"
            fontWeight="600"
            textAnchor="middle"
            fill={role === 'root' ? 'var(--tree-root-on)' : 'var(--ink)'}
          >
            {initials(person)}
          </text>
        )}
        {headless && (
          <path
            d={slotPath(14)}
            stroke={role === 'root' ? 'var(--tree-root-on)' : 'var(--ink)'}
            strokeWidth="1.6"
            strokeLinecap="round"
            fill="none"
            transform={role === 'root' ? 'translate(0 -4)' : undefined}
          />
        )}
      </g>
    </svg>
  );
}
