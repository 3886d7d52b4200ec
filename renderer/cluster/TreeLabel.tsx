import type { TreeNodeView } from '../../app/bridge/index.ts';
import type { PlacedItem } from './tree-layout.ts';
import { radii } from './edges.ts';
import { machineFigure, shortMachineName } from './machine-words.ts';

/** Letters of a name that fit under a glyph. */
const mostLetters = { under: 13, beside: 22 };

/** Name and figure of a machine: beside hosts, where strands hang below, and under leaves. */
export function TreeLabel({ item, strong, scale }: { item: PlacedItem; strong: boolean; scale: number }) {
  const { machine, bundle } = item;
  if (bundle !== undefined)
    return (
      <Lines
        x={0}
        y={42}
        anchor="middle"
        name={`${bundle.length} machines`}
        figure="click to open"
        strong={false}
        mono={false}
        tone="var(--ink-3)"
        scale={scale}
      />
    );
  if (machine === undefined) return null;
  const { role, me, headless } = machine;
  const host = role !== 'leaf';
  const name = cut(shortMachineName(machine), host ? mostLetters.beside : mostLetters.under);
  const figure = machineFigure(machine);
  const look = { scale, name, figure, strong: strong || me, mono: headless, tone: toneOf(machine) };
  if (role === 'root' && machine.health !== 'gone') return <Lines x={-1.42 * radii.root - 24} y={-6} anchor="end" {...look} />;
  if (host) return <Lines x={role === 'root' ? 46 : strong ? 38 : 26} y={-2} anchor="start" {...look} />;
  return <Lines x={0} y={strong ? 54 : 40} anchor="middle" {...look} />;
}

function toneOf({ health, me, role }: TreeNodeView): string {
  if (health === 'snail') return 'var(--bark-text)';
  if (health === 'suspect') return 'var(--note-text)';
  return me || role === 'root' ? 'var(--sun-text)' : 'var(--ink-3)';
}

interface LinesProps {
  x: number;
  y: number;
  anchor: 'start' | 'middle' | 'end';
  name: string;
  figure: string;
  strong: boolean;
  mono: boolean;
  tone: string;
  scale: number;
}

function Lines({ x, y, anchor, name, figure, strong, mono, tone, scale }: LinesProps) {
  const halo = { paintOrder: 'stroke', stroke: 'var(--tree-bg)', strokeWidth: 4, strokeLinejoin: 'round' } as const;
  return (
    <g textAnchor={anchor} transform={scale === 1 ? undefined : `translate(${x} ${y}) scale(${scale}) translate(${-x} ${-y})`}>
      <text
        x={x}
        y={y}
        fontSize={mono ? 11.5 : 12.5}
        fontWeight={strong ? 600 : 450}
        fill="var(--ink)"
        className={mono ? 'mono-label' : undefined}
        {...halo}
      >
        {name}
      </text>
      <text x={x} y={y + 15.5} fontSize="11" fill={tone} {...halo}>
        {figure}
      </text>
    </g>
  );
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
