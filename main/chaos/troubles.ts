import { sentenceOf } from '../../app/index.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { FleetNode } from '../fleet/fleet-node.ts';
import { hostOf } from './detour.ts';
import type { Concerns, Links } from './links.ts';
import type { Step } from './plan.ts';

/** What was done, or why it could not be. */
export interface Done extends Pick<Step, 'atMs' | 'deed' | 'forMs' | 'manner'> {
  /** Numbers of those it met. */
  nodes: number[];
  /** Whether one of them was the root. */
  root: boolean;
}

/** A deed that is to be undone: once, when its time is over or before. */
interface Pending {
  undo: () => Promise<void>;
  timer: NodeJS.Timeout;
  undoing?: Promise<void>;
}

/** Does the deeds of a plan to a fleet, and undoes them when their time is over. */
export class Troubles {
  readonly #fleet: Fleet;
  readonly #links: Links | undefined;
  readonly #onStarted: (node: FleetNode) => void;
  /** Those that something is being done to, and how to undo it early. */
  readonly #troubled = new Map<FleetNode, number>();
  readonly #pending = new Set<Pending>();
  readonly done: Done[] = [];
  /** Deeds for which there was nobody. */
  skipped = 0;
  /** What went wrong in undoing: a node that does not start again. */
  readonly failures: string[] = [];

  /** `onStarted` is told of every node that was killed and is up again. Without links none is cut. */
  constructor(fleet: Fleet, links: Links | undefined, onStarted: (node: FleetNode) => void) {
    this.#fleet = fleet;
    this.#links = links;
    this.#onStarted = onStarted;
  }

  /** Nodes that nothing is being done to, and that therefore have to find together. */
  get healthy(): FleetNode[] {
    return this.#fleet.up.filter((node) => !this.#troubled.has(node));
  }

  /** Does one deed; answers with what it was. */
  do(step: Step): Done | undefined {
    const healthy = this.healthy;
    const root = this.#fleet.root(healthy);
    // Half are left in peace, so that there is a cluster at all; a split troubles nobody in particular.
    const room = step.deed === 'split' || this.#troubled.size < this.#fleet.nodes.length / 2;
    const met = step.target === 'root' && root !== undefined ? root : healthy[step.pick % Math.max(1, healthy.length)];
    const nodes = met === undefined || !room ? [] : this.#perform(step, met, healthy);
    if (nodes.length === 0) {
      this.skipped += 1;
      return undefined;
    }
    const { atMs, deed, forMs, manner } = step;
    const done = {
      atMs,
      deed,
      forMs,
      manner,
      nodes: nodes.map(({ number }) => number),
      root: root !== undefined && nodes.includes(root),
    };
    this.done.push(done);
    return done;
  }

  /** Undoes everything at once; resolves when all nodes are up again. */
  async end(): Promise<void> {
    await Promise.all([...this.#pending].map((pending) => this.#undo(pending)));
  }

  /** Answers with those it met; nobody when it could not be done. */
  #perform({ deed, forMs, manner, pick }: Step, met: FleetNode, healthy: readonly FleetNode[]): FleetNode[] {
    const host = hostOf(met.number);
    switch (deed) {
      case 'kill': {
        const gone = met.end('SIGKILL');
        this.#later(forMs, [met], async () => {
          await gone;
          await met.start();
          this.#onStarted(met);
        });
        return [met];
      }
      case 'pause':
        met.stop();
        this.#later(forMs, [met], async () => met.wake());
        return [met];
      case 'cut': {
        const parent = this.#parentOf(met) ?? healthy.find((node) => node !== met && node.tree?.root === met.nodeId);
        if (parent === undefined) return [];
        const other = hostOf(parent.number);
        // Both go on and are reached by others: they have to find another way.
        return this.#cut(forMs, [], [met, parent], (from, to) => from === host && to === other, manner);
      }
      case 'isolate':
        return this.#cut(forMs, [met], [met], (from) => from === host, manner);
      case 'split': {
        const [one, other] = halves(this.#fleet.nodes, pick);
        const [hosts, others] = [one, other].map((half) => new Set(half.map(({ number }) => hostOf(number))));
        return this.#cut(
          forMs,
          one.length < other.length ? one : other,
          one,
          (from, to) => hosts!.has(from) && others!.has(to),
          manner,
        );
      }
    }
  }

  #cut(forMs: number, troubled: readonly FleetNode[], met: FleetNode[], concerns: Concerns, manner: Step['manner']): FleetNode[] {
    if (this.#links === undefined) return [];
    const heal = this.#links.cut(concerns, manner);
    this.#later(forMs, troubled, async () => heal());
    return met;
  }

  #later(forMs: number, troubled: readonly FleetNode[], undo: () => Promise<void>): void {
    for (const node of troubled) this.#troubled.set(node, (this.#troubled.get(node) ?? 0) + 1);
    const pending: Pending = {
      undo: async () => {
        try {
          await undo();
        } catch (thrown) {
          this.failures.push(sentenceOf(thrown));
        }
        for (const node of troubled) this.#relieve(node);
        this.#pending.delete(pending);
      },
      timer: setTimeout(() => void this.#undo(pending), forMs),
    };
    this.#pending.add(pending);
  }

  #undo(pending: Pending): Promise<void> {
    clearTimeout(pending.timer);
    pending.undoing ??= pending.undo();
    return pending.undoing;
  }

  #relieve(node: FleetNode): void {
    const left = this.#troubled.get(node)! - 1;
    if (left === 0) this.#troubled.delete(node);
    else this.#troubled.set(node, left);
  }

  #parentOf(node: FleetNode): FleetNode | undefined {
    const parent = node.tree?.nodes.find(({ id }) => id === node.nodeId)?.parent;
    return this.#fleet.nodes.find(({ nodeId }) => nodeId === parent);
  }
}

/** Two parts of the nodes, neither of them empty; which, follows from a number. */
export function halves<Item>(all: readonly Item[], pick: number): [Item[], Item[]] {
  const size = 1 + (pick % (all.length - 1));
  const first = (pick >>> 8) % all.length;
  const turned = [...all.slice(first), ...all.slice(0, first)];
  return [turned.slice(0, size), turned.slice(size)];
}
