import type { Timer } from '../../app/index.ts';
import type { Machine } from './machine.ts';
import type { World } from './world.ts';

/** How a set of numbers is spread. */
export interface Spread {
  count: number;
  mean: number;
  p50: number;
  p99: number;
  max: number;
}

export function spreadOf(numbers: readonly number[]): Spread {
  const sorted = numbers.toSorted((one, other) => one - other);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  const sum = sorted.reduce((total, number) => total + number, 0);
  return { count: sorted.length, mean: sum / Math.max(1, sorted.length), p50: at(0.5), p99: at(0.99), max: sorted.at(-1) ?? 0 };
}

/** Depth of every machine that has a way to a root over machines that live; the root's is 0. */
export function depths(world: World): Map<Machine, number> {
  const { running } = world;
  const carried = Map.groupBy(running, (machine) => parentIdOf(machine));
  const found = new Map<Machine, number>();
  for (const machine of running) if (machine.process!.parts.cluster.standing.phase === 'root') found.set(machine, 0);
  // A map grows while it is walked, so this goes down level by level.
  for (const [machine, depth] of found)
    for (const child of carried.get(machine.nodeId) ?? [])
      if (!found.has(child) && world.groupOf(child) === world.groupOf(machine)) found.set(child, depth + 1);
  return found;
}

/** Id of the node from which that of a machine hangs; undefined while it hangs from none. */
export function parentIdOf({ process }: Machine): string | undefined {
  const standing = process?.parts.cluster.standing;
  return standing?.phase === 'member' ? standing.parentId : undefined;
}

/** Smallest depth of a tree of so many nodes when each carries `fanOut`. */
export function bestDepth(nodes: number, fanOut: number): number {
  let depth = 0;
  for (let level = 1, held = 1; held < nodes; depth++) {
    level *= fanOut;
    held += level;
  }
  return depth;
}

/** Between two looks at everybody. */
const everyMs = 5;
/** With more machines than this a look takes long: after a while there are fewer, and hardly any while all have a way. */
const largeWorld = { machines: 500, afterMs: 200, everyMs: 50, calmEveryMs: 200 };

/** Measures how long nodes are without a way to a root, from now on. */
export class AttachmentMeter {
  readonly #world: World;
  readonly #begin: number;
  readonly #without = new Set<Machine>();
  /** When each that was without a way had one again. */
  readonly #attachedAt = new Map<Machine, number>();
  #timer: Timer;

  constructor(world: World) {
    this.#world = world;
    this.#begin = world.time.monotonic();
    this.#timer = world.time.after(everyMs, () => this.#look());
  }

  /** Ends the measurement: milliseconds from the beginning until each node that was cut off had a way again for good. */
  end(): Spread {
    this.#timer.cancel();
    const now = this.#world.time.monotonic();
    const there = new Set(this.#world.running);
    const ends = [...this.#attachedAt, ...[...this.#without].map((machine) => [machine, now] as const)];
    return spreadOf(ends.filter(([machine]) => there.has(machine)).map(([, at]) => at - this.#begin));
  }

  #look(): void {
    const attached = depths(this.#world);
    const { running, time } = this.#world;
    const now = time.monotonic();
    for (const machine of running)
      if (!attached.has(machine)) {
        this.#without.add(machine);
        this.#attachedAt.delete(machine);
      } else if (this.#without.delete(machine)) this.#attachedAt.set(machine, now);
    this.#timer = time.after(this.#pause(now - this.#begin), () => this.#look());
  }

  #pause(sinceMs: number): number {
    if (this.#world.machines.length <= largeWorld.machines || sinceMs < largeWorld.afterMs) return everyMs;
    return this.#without.size > 0 ? largeWorld.everyMs : largeWorld.calmEveryMs;
  }
}
