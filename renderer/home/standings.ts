import type { ClusterView, NearView, SelfView, TreeNodeView, TreeView } from '../../app/bridge/index.ts';
import { counted, listed } from '../components/words.ts';
import type { SmallNode, Standing } from './horizon-layout.ts';

/** Something on the horizon with what is written under it. */
export interface NearStanding extends Standing {
  kind: 'me' | 'mine' | 'cluster' | 'single';
  name: string;
  detail: string;
  /** Cluster that can be asked. */
  clusterId?: string;
  /** What to be careful about with it, one sentence each. */
  doubts?: readonly string[];
  /** Name and colour of the one person of a seedling. */
  person?: { name: string; colour: number };
}

/** Machines drawn of one's own cluster. */
const mostDrawn = 24;

/** Who and what is near, one's own first. */
export function nearStandings(near: NearView, self: SelfView, cluster: ClusterView, tree: TreeView): NearStanding[] {
  const own = cluster.phase === 'alone' || cluster.phase === 'asking' ? seedlingOfMine(self) : ownCluster(cluster.name, tree);
  const others = near.clusters.filter(({ mine }) => !mine).map(strangersCluster);
  const singles = near.singles.map(({ nodeId, person, machine, colour }): NearStanding => ({
    key: nodeId,
    kind: 'single',
    name: person === '' ? machine : person,
    detail: machine,
    nodes: [{ parent: -1, role: 'leaf', colour }],
    person: { name: person, colour },
    captionWidth: captionWidth(person, machine),
  }));
  return [own, ...others, ...singles];
}

function seedlingOfMine({ nodeId, person, colour }: SelfView): NearStanding {
  const detail = 'alone, and that is fine';
  return {
    key: nodeId,
    kind: 'me',
    name: 'You',
    detail,
    nodes: [{ parent: -1, role: 'leaf', colour, me: true }],
    person: { name: person, colour },
    captionWidth: captionWidth('You', detail),
  };
}

function ownCluster(name: string, tree: TreeView): NearStanding {
  const living = tree.nodes.filter(({ health }) => health !== 'gone');
  const people = new Set(living.filter(({ headless }) => !headless).map(({ person }) => person)).size;
  const unwell = living.filter(({ health }) => health !== 'ok').length;
  const detail = [
    counted(living.length, 'machine'),
    counted(people, 'person', 'people'),
    unwell === 0 ? 'all in step' : `${unwell} not in step`,
  ].join(', ');
  return {
    key: 'mine',
    kind: 'mine',
    name: `${name}, yours`,
    detail,
    nodes: ownShape(living),
    captionWidth: captionWidth(name, detail),
  };
}

/** The true shape of one's own tree; where it is large, what is left has oneself and the inner nodes in it. */
function ownShape(living: readonly TreeNodeView[]): SmallNode[] {
  const weight = ({ me, role }: TreeNodeView): number => (role === 'root' ? 0 : me ? 1 : role === 'relay' ? 2 : 3);
  const drawn = new Set(
    living
      .toSorted((a, b) => weight(a) - weight(b))
      .slice(0, mostDrawn)
      .map(({ id }) => id),
  );
  const kept = living.filter(({ id }) => drawn.has(id));
  const indexOf = new Map(kept.map(({ id }, index) => [id, index]));
  const root = kept.findIndex(({ role }) => role === 'root');
  return kept.map(({ parent, role, colour, headless, me }, index) => ({
    parent: index === root ? -1 : (indexOf.get(parent ?? '') ?? root),
    role,
    colour: headless ? undefined : colour,
    me,
  }));
}

function strangersCluster({ id, name, machines, people, shape, doubts }: NearView['clusters'][number]): NearStanding {
  const named = people.slice(0, 2);
  const detail =
    people.length === 0 ? counted(machines, 'machine') : `${counted(machines, 'machine')}. ${listed(named, people.length)}`;
  return {
    key: id,
    kind: 'cluster',
    clusterId: id,
    doubts,
    name,
    detail,
    nodes: strangersShape(shape),
    captionWidth: captionWidth(name, detail),
  };
}

function strangersShape(shape: readonly number[]): SmallNode[] {
  const hosts = new Set(shape);
  const nodes = shape.map((parent, index): SmallNode => ({
    parent: parent < index ? parent : 0,
    role: parent < 0 ? 'root' : hosts.has(index) ? 'relay' : 'leaf',
  }));
  return nodes.length === 0 ? [{ parent: -1, role: 'root' }] : nodes;
}

/** Room a caption takes, estimated from its letters. */
function captionWidth(name: string, detail: string): number {
  return Math.max(72, Math.min(260, Math.max(name.length * 7.2, detail.length * 6)));
}
