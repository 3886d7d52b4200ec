import type { NodeParts } from '../../app/index.ts';
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
  const byId = new Map(world.running.map((machine) => [machine.nodeId, machine]));
  const found = new Map<Machine, number>();
  for (const start of byId.values()) {
    const path: Machine[] = [];
    let at: Machine | undefined = start;
    let depth = -1;
    while (at !== undefined && path.length <= byId.size) {
      const known = found.get(at);
      const { standing }: { standing: NodeParts['cluster']['standing'] } = at.process!.parts.cluster;
      if (known !== undefined || standing.phase === 'root') {
        depth = known ?? 0;
        if (known === undefined) found.set(at, 0);
        break;
      }
      path.push(at);
      at = standing.phase === 'member' ? byId.get(standing.parentId) : undefined;
      if (at !== undefined && world.groupOf(at) !== world.groupOf(start)) at = undefined;
    }
    if (depth >= 0) for (const machine of path.toReversed()) found.set(machine, ++depth);
  }
  return found;
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

/** Measures how long nodes are without a way to a root, from now on. */
export class AttachmentMeter {
  readonly #world: World;
  readonly #everyMs: number;
  /** When each was last seen without a way, as far as it was since the beginning. */
  readonly #lastWithout = new Map<Machine, number>();
  readonly #begin: number;
  readonly #timer;

  constructor(world: World) {
    this.#world = world;
    this.#begin = world.time.monotonic();
    this.#everyMs = world.machines.length > 500 ? 50 : 5;
    this.#timer = world.time.every(this.#everyMs, () => this.#look());
  }

  /** Ends the measurement: milliseconds from the beginning until each node that was cut off had a way again for good. */
  end(): Spread {
    this.#timer.cancel();
    const there = new Set(this.#world.running);
    return spreadOf(
      [...this.#lastWithout].filter(([machine]) => there.has(machine)).map(([, at]) => at + this.#everyMs - this.#begin),
    );
  }

  #look(): void {
    const attached = depths(this.#world);
    const now = this.#world.time.monotonic();
    for (const machine of this.#world.running) if (!attached.has(machine)) this.#lastWithout.set(machine, now);
  }
}
