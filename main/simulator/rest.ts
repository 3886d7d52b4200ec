import { checkTree, replicasEqual, safeEditsThere, type Violations } from './checks.ts';
import type { Edits } from './edits.ts';
import type { Machine } from './machine.ts';
import { observe, type Observed } from './observed.ts';
import type { World } from './world.ts';

/** How long everything has to stay in order before it counts as rest. */
const calmMs = 1000;
/** Machines that belong to no cluster, or to another one, are left out of the checks. */
export type Belongs = (machine: Machine) => boolean;

export interface RestOptions {
  withinMs: number;
  belongs?: Belongs;
  /** Checked too, once the tree is in order. */
  edits?: Edits;
}

export interface Rest {
  /** What is still wrong when the time was over; none when all came to rest. */
  violations: Violations;
  /** Virtual milliseconds until everything was in order, and stayed so. */
  tookMs: number;
}

/** Lets time pass until the whole world is in order and has stayed so for a while. */
export async function rest(world: World, { withinMs, belongs = () => true, edits }: RestOptions): Promise<Rest> {
  const begin = world.time.monotonic();
  // Looking costs as much as the nodes themselves when there are thousands.
  const everyMs = world.machines.length > 500 ? 250 : 50;
  let calmSince: number | undefined;
  let found: Violations = [];
  const look = (): boolean => {
    found = wrong(world, belongs, edits);
    const now = world.time.monotonic();
    if (found.length > 0) calmSince = undefined;
    else calmSince ??= now;
    return calmSince !== undefined && now - calmSince >= calmMs;
  };
  const calm = await world.until(look, withinMs, everyMs);
  return { violations: calm ? [] : found, tookMs: (calmSince ?? world.time.monotonic()) - begin };
}

/** What is wrong now. Documents are compared only when the tree is right. */
export function wrong(world: World, belongs: Belongs = () => true, edits?: Edits): Violations {
  const names = new Set(world.machines.filter(belongs).map(({ name }) => name));
  const among = (nodes: Observed[]): Observed[] => nodes.filter(({ name }) => names.has(name));
  const tree = checkTree(among(observe(world, { documents: false })));
  if (tree.length > 0) return tree;
  const nodes = among(observe(world, { documents: true }));
  const replicas = replicasEqual(nodes);
  // What is written in one part of the network is not in another.
  const parted = nodes.some(({ group }) => group !== nodes[0]!.group);
  if (replicas.length > 0 || parted || edits?.document === undefined) return replicas;
  return safeEditsThere(nodes, edits.document, edits.safe);
}
