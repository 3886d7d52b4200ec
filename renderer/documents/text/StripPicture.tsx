import { delayText, type TraceView, type TreeNodeView, type TreeView } from '../../../app/bridge/index.ts';
import { shortMachineName } from '../../cluster/machine-words.ts';
import { rolePath } from '../../components/glyph-shapes.ts';
import { lyingCurve, taperedPath, type Point } from '../../components/strand.ts';
import { roundTripBand } from '../../components/strand-look.ts';
import { stripLabels } from './strip-labels.ts';
import { layoutStrip, type StripLayout, type StripStop } from './strip-layout.ts';

const radius = 6.2;
const rootRadius = 8.5;

/** The way of one edit over time: every machine at the moment it had it, strands from who passed it on. */
export function StripPicture({ trace, tree, width }: { trace: TraceView; tree: TreeView; width: number }) {
  const layout = layoutStrip(trace, width);
  const { own, stops, ticks, tearX } = layout;
  const machines = new Map(tree.nodes.map((machine) => [machine.id, machine]));
  const me = tree.nodes.find((machine) => machine.me);
  const labels = stripLabels(layout, wantedLabels(layout, machines), width);
  return (
    <svg width={width} height={88} role="img" aria-label={`The way of your last edit to ${stops.length} other machines`}>
      {ticks.map(({ x, text }) => (
        <g key={text}>
          <line x1={x} x2={x} y1="4" y2="70" stroke="var(--tree-ring)" />
          <text x={x} y="82" fontSize="10.5" fill="var(--ink-3)" textAnchor="middle">
            {text}
          </text>
        </g>
      ))}
      {stops.map((stop) => (
        <Strand key={stop.machine} from={stops[stop.from] ?? own} stop={stop} machine={machines.get(stop.machine)} />
      ))}
      {me && <Glyph at={own} machine={me} title="you, 0 ms" />}
      {stops.map((stop) => {
        const machine = machines.get(stop.machine);
        return (
          machine && (
            <Glyph
              key={stop.machine}
              at={stop}
              machine={machine}
              title={`${machine.name}, ${delayText(stop.afterMs)}${stop.safe ? ', safe there' : ''}`}
            />
          )
        );
      })}
      <Label x={own.x} y={own.y + 22} anchor="middle">
        you
      </Label>
      {labels.map(({ machine, x, y, anchor, text }) => (
        <Label key={machine} x={x} y={y} anchor={anchor}>
          {text}
        </Label>
      ))}
      {tearX !== undefined && <Waiting x={tearX} machines={trace.waiting.flatMap((id) => machines.get(id) ?? [])} />}
    </svg>
  );
}

/** The last one first, then the hosts, then everybody else as they got it. */
function wantedLabels({ stops }: StripLayout, machines: ReadonlyMap<string, TreeNodeView>) {
  const last = stops.at(-1);
  const all = stops.flatMap((stop, index) => {
    const machine = machines.get(stop.machine);
    if (machine === undefined) return [];
    const name = shortMachineName(machine);
    const text = stop === last && stops.length > 1 ? `${name}, the last: ${delayText(stop.afterMs)}` : name;
    const host = stops.some(({ from }) => from === index);
    return [{ stop, text, host, weight: stop === last ? 0 : host ? 1 : 2 }];
  });
  return all.toSorted((a, b) => a.weight - b.weight);
}

function Strand({ from, stop, machine }: { from: Point; stop: StripStop; machine: TreeNodeView | undefined }) {
  const band = roundTripBand(machine?.roundTripMs ?? null) ?? 1;
  return <path d={taperedPath(lyingCurve(from, stop), 3.2, 1.6)} fill={`var(--lat-${band})`} opacity="0.75" />;
}

function Glyph({ at, machine, title }: { at: Point; machine: TreeNodeView; title: string }) {
  const { role, colour, headless, me } = machine;
  const size = role === 'root' ? rootRadius : radius;
  const fill = role === 'root' ? 'var(--tree-root)' : headless ? 'var(--tree-node)' : `var(--p${colour}-tint)`;
  return (
    <g transform={`translate(${at.x} ${at.y})`}>
      <title>{title}</title>
      {me && <path d={rolePath(role, size + 4.5)} fill="none" stroke="var(--sun)" strokeWidth="3" />}
      <path
        d={rolePath(role, size)}
        fill={fill}
        stroke={role === 'root' ? 'var(--tree-root)' : 'var(--tree-node-line)'}
        strokeWidth="1.5"
        strokeLinejoin="round"
      />
    </g>
  );
}

/** Waiting machines named beside the tear. */
const mostNamed = 2;

function Waiting({ x, machines }: { x: number; machines: readonly TreeNodeView[] }) {
  const rest = machines.length - mostNamed;
  return (
    <g>
      <path d={`M${x} 6l4 8-8 10 8 10-8 10 8 10-4 8`} fill="none" stroke="var(--line-strong)" strokeWidth="1.5" />
      {machines.slice(0, mostNamed).map((machine, index) => (
        <g key={machine.id} transform={`translate(${x + 22} ${24 + index * 22})`}>
          <path
            d={rolePath(machine.role, machine.role === 'root' ? 6 : radius)}
            fill="var(--tree-bg)"
            stroke="var(--tree-ghost)"
            strokeWidth="1.5"
            strokeDasharray="3 3"
          />
          <text x="13" y="4" fontSize="11" fill="var(--ink-2)">
            {shortMachineName(machine)}
          </text>
        </g>
      ))}
      {rest > 0 && (
        <text x={x + 16} y="76" fontSize="11" fill="var(--ink-2)">
          and {rest} more
        </text>
      )}
    </g>
  );
}

function Label({ x, y, anchor, children }: { x: number; y: number; anchor: 'start' | 'middle'; children: string }) {
  return (
    <text
      x={x}
      y={y}
      fontSize="11"
      fill="var(--ink-2)"
      textAnchor={anchor}
      paintOrder="stroke"
      stroke="var(--tree-bg)"
      strokeWidth="3"
      strokeLinejoin="round"
    >
      {children}
    </text>
  );
}
