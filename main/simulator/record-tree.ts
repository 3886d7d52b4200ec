import type { Machine } from './machine.ts';
import type { World } from './world.ts';

/** How often the tree is looked at. */
const everyMs = 50;

/** Records the tree as it changes, from now on, if anybody records; the answer ends that. */
export function recordTree(world: World): () => void {
  const { recorder, time } = world;
  if (!recorder.listens) return () => {};
  let before = new Map<string, string>();
  let reignBefore = '';
  const timer = time.every(everyMs, () => {
    const names = new Map(world.running.map(({ nodeId, name }) => [nodeId, name]));
    const now = new Map<string, string>();
    const changed: { machine: string; parent: string | null; phase: string }[] = [];
    for (const machine of world.running) {
      const seen = { machine: machine.name, parent: parentOf(machine, names), phase: phaseOf(machine) };
      const text = JSON.stringify(seen);
      now.set(machine.name, text);
      if (before.get(machine.name) !== text) changed.push(seen);
    }
    const gone = [...before.keys()].filter((name) => !now.has(name));
    const reign = reignOf(world);
    const reignText = JSON.stringify(reign);
    if (changed.length > 0 || gone.length > 0 || reignText !== reignBefore)
      recorder.view(time.monotonic(), { ...reign, changed, gone });
    before = now;
    reignBefore = reignText;
  });
  return () => timer.cancel();
}

function parentOf({ process }: Machine, names: ReadonlyMap<string, string>): string | null {
  const standing = process!.parts.cluster.standing;
  return standing.phase === 'member' ? (names.get(standing.parentId) ?? null) : null;
}

const phaseOf = ({ process }: Machine): string => (process!.clock.frozen ? 'asleep' : process!.parts.cluster.standing.phase);

/** The reign with the highest term. */
function reignOf(world: World): { root: string | null; term: number } {
  let best: { root: string | null; term: number } = { root: null, term: 0 };
  for (const { name, process } of world.running) {
    const { standing, view } = process!.parts.cluster;
    if (standing.phase === 'root' && view !== undefined && view.term > best.term) best = { root: name, term: view.term };
  }
  return best;
}
