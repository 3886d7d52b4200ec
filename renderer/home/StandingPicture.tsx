import { leafPath, rolePath, strandStart } from '../components/glyph-shapes.ts';
import { initials } from '../components/initials.ts';
import { hangingCurve, taperedPath, type Point } from '../components/strand.ts';
import { groundY, type PlacedStanding, type SmallNode } from './horizon-layout.ts';
import type { NearStanding } from './standings.ts';

const radii = { root: 9, relay: 5, leaf: 4.6 };

/** One small tree, or one seedling. */
export function StandingPicture({ placed }: { placed: PlacedStanding<NearStanding> }) {
  return placed.standing.person === undefined ? <SmallTree placed={placed} /> : <Seedling placed={placed} />;
}

function SmallTree({ placed: { standing, points } }: { placed: PlacedStanding<NearStanding> }) {
  const mine = standing.kind === 'mine';
  const hosts = new Set(standing.nodes.map(({ parent }) => parent));
  return (
    <g>
      {standing.nodes.map((node, index) => (
        <SmallStrand
          key={index}
          node={node}
          at={points[index]}
          parent={points[node.parent]}
          hanging={!hosts.has(index) && standing.nodes.length > 1}
          mine={mine}
        />
      ))}
      {standing.nodes.map((node, index) => (
        <SmallGlyph key={index} node={node} at={points[index]} mine={mine} />
      ))}
    </g>
  );
}

function SmallStrand({
  node,
  at,
  parent,
  hanging,
  mine,
}: {
  node: SmallNode;
  at: Point | undefined;
  parent: Point | undefined;
  hanging: boolean;
  mine: boolean;
}) {
  if (at === undefined) return null;
  const colour = node.me ? 'var(--sun)' : mine ? 'var(--leaf-line)' : 'var(--line-strong)';
  const start = parent && { x: parent.x, y: parent.y + 5 };
  return (
    <>
      {start && <path d={taperedPath(hangingCurve(start, at), mine ? 2.4 : 2, mine ? 1.2 : 1.2)} fill={colour} />}
      {hanging && (
        <line
          x1={at.x}
          x2={at.x}
          y1={at.y + strandStart('leaf', radii.leaf)}
          y2={groundY}
          stroke={colour}
          strokeWidth={node.me ? 1.5 : 1}
          opacity={node.me ? 1 : 0.55}
        />
      )}
    </>
  );
}

function SmallGlyph({ node, at, mine }: { node: SmallNode; at: Point | undefined; mine: boolean }) {
  if (at === undefined) return null;
  const fill = mine
    ? node.role === 'root'
      ? 'var(--tree-root)'
      : node.colour === undefined
        ? 'var(--tree-node)'
        : `var(--p${node.colour})`
    : node.role === 'root'
      ? 'var(--ink-3)'
      : 'var(--tree-node)';
  const line = node.me ? 'var(--sun)' : mine ? 'var(--tree-node-line)' : 'var(--ink-3)';
  return (
    <path
      transform={`translate(${at.x} ${at.y})`}
      d={rolePath(node.role, radii[node.role])}
      fill={fill}
      stroke={line}
      strokeWidth={node.me ? 2 : 1}
    />
  );
}

function Seedling({ placed: { standing, x } }: { placed: PlacedStanding<NearStanding> }) {
  const { person, kind } = standing;
  if (person === undefined) return null;
  if (kind === 'me') {
    return (
      <g>
        <line x1={x} x2={x} y1={groundY} y2={groundY - 30} stroke="var(--sun)" strokeWidth="2" />
        <path
          transform={`translate(${x} ${groundY - 46})`}
          d={leafPath(13)}
          fill={`var(--p${person.colour}-tint)`}
          stroke="var(--sun)"
          strokeWidth="2.5"
        />
        <text x={x} y={groundY - 42.5} fontSize="9.5" fontWeight="600" textAnchor="middle" fill="var(--ink)">
          {initials(person.name)}
        </text>
      </g>
    );
  }
  return (
    <g>
      <line x1={x} x2={x} y1={groundY} y2={groundY - 20} stroke="var(--line-strong)" strokeWidth="1.5" />
      <path transform={`translate(${x} ${groundY - 31})`} d={leafPath(9)} fill={`var(--p${person.colour})`} />
    </g>
  );
}
