import { AttachmentMeter, bestDepth, depths, parentIdOf, spreadOf, type Spread } from './attachment.ts';
import { workBounded, type RestingWork, type Violations } from './checks.ts';
import { Edits } from './edits.ts';
import type { Machine } from './machine.ts';
import { rest, type Belongs } from './rest.ts';
import type { World } from './world.ts';

/** What a node may send per link and second at rest: heartbeats four times a second, answers to them, and some news. */
const restingPerLink: RestingWork = { control: 14, frames: 22 };
/** How long a node may take to be let in, and the whole to come to rest. */
const settleMs = 30_000;

/** Nodes that ask to be let in at one time, while the cluster grows. */
const mostAsking = 1000;

/**
 * More nodes than this are entered in the list of members beforehand: a founder lets in some hundred a second, by the
 * bound for strangers, and the whole waits for it.
 */
const mostByDoor = 256;

/** From so many nodes on a world is very large. */
const veryLarge = 2000;

/** What a scenario measured, by the name of the figure. */
export type Figures = Record<string, number | Spread>;

export interface StageOptions {
  nodes: number;
  /** Children per node; what the best depth is reckoned with. */
  fanOut: number;
  progress: (sentence: string) => void;
}

/** What scenarios have to do with: a world, the means to grow and disturb it, and to say what must hold then. */
export class Stage {
  readonly world: World;
  readonly edits: Edits;
  readonly nodes: number;
  readonly violations: Violations = [];
  readonly figures: Figures = {};
  readonly #fanOut: number;
  readonly #progress: (sentence: string) => void;

  constructor(world: World, { nodes, fanOut, progress }: StageOptions) {
    this.world = world;
    this.edits = new Edits(world);
    this.nodes = nodes;
    this.#fanOut = fanOut;
    this.#progress = progress;
  }

  /** Grows a cluster of the wanted size, node by node, and lets it come to rest. */
  async grow(nodes = this.nodes): Promise<void> {
    const { world } = this;
    const first = world.add();
    await world.time.until(world.found(first), 1000);
    await this.edits.begin(first);
    const machines = Array.from({ length: nodes - 1 }, () => world.add());
    if (nodes > mostByDoor)
      first.process!.parts.cluster.letInAll(
        machines.map((machine) => machine.prepare()),
        'editor',
        true,
      );
    const begin = world.time.monotonic();
    // Many join at once, but not all: the larger the cluster, the more doors it has.
    const joined: Machine[] = [first];
    let open = 0;
    let left = nodes - 1;
    const joinOne = async (machine: Machine): Promise<void> => {
      await world.startAndJoin(machine, () => joined);
      open--;
      joined.push(machine);
      if (joined.length % 1000 === 0) this.say(`${joined.length} nodes have been let in`);
      openDoors();
    };
    const openDoors = (): void => {
      while (left > 0 && open < Math.max(1, Math.min(mostAsking, joined.length / 8))) {
        left--;
        open++;
        void joinOne(machines[nodes - 2 - left]!);
      }
    };
    openDoors();
    const limitMs = settleMs + nodes * 100;
    const grown = await world.until(() => open === 0 && left === 0, limitMs, 50);
    if (!grown) this.violations.push(`Growing took more than ${limitMs} ms: ${open} are still asking and ${left} not started.`);
    this.figures['grown after, ms'] = world.time.monotonic() - begin;
    await this.settle('growing');
    this.#measureDepth();
  }

  /** Whoever is in the cluster may let others in from now on, as far as an admin who is there knows of it. */
  appoint(): void {
    const { lively } = this.world;
    const isAdmin = ({ nodeId, process }: Machine): boolean => process!.parts.cluster.membership.member(nodeId)?.role === 'admin';
    const cluster = lively.find(isAdmin)?.process?.parts.cluster;
    if (cluster === undefined) return;
    for (const { nodeId } of lively) {
      const role = cluster.membership.member(nodeId)?.role;
      if (role !== undefined && role !== 'admin') cluster.setRole(nodeId, 'admin', true);
    }
  }

  /**
   * Starts machines that were on before, as after a power cut; each at some time within so long. Whoever was not let in
   * then asks again.
   */
  restart(machines: readonly Machine[], withinMs = 0): void {
    const { time, random } = this.world;
    for (const machine of machines)
      time.after(withinMs === 0 ? 0 : random.integer(withinMs), () => {
        if (machine.process === undefined) void this.world.startAndJoin(machine, () => this.world.members);
      });
  }

  /** The machine that reigns, or the one of several with the highest term. Throws when nobody does. */
  get root(): Machine {
    const roots = this.world.lively.filter(({ process }) => process!.parts.cluster.standing.phase === 'root');
    return this.world.any(roots);
  }

  /** Machines that carry others and do not reign. */
  get relays(): Machine[] {
    const parents = new Set(this.world.running.map((machine) => parentIdOf(machine)));
    return this.world.lively.filter(
      (machine) => parents.has(machine.nodeId) && machine.process!.parts.cluster.standing.phase === 'member',
    );
  }

  get leaves(): Machine[] {
    const parents = new Set(this.world.running.map((machine) => parentIdOf(machine)));
    return this.world.lively.filter(
      (machine) => !parents.has(machine.nodeId) && machine.process!.parts.cluster.standing.phase === 'member',
    );
  }

  /** Where a machine's node hangs now. */
  parentOf(machine: Machine): Machine | undefined {
    const id = parentIdOf(machine);
    return this.world.running.find(({ nodeId }) => nodeId === id);
  }

  /** Waits until all is in order, and notes what is not. `what` says after what; answers with how long it took. */
  async settle(what: string, options: { withinMs?: number; belongs?: Belongs } = {}): Promise<number> {
    const { withinMs = settleMs, belongs } = options;
    const { violations, tookMs } = await rest(this.world, {
      withinMs,
      edits: this.edits,
      ...(belongs !== undefined && { belongs }),
    });
    this.violations.push(...violations.map((violation) => `After ${what}, within ${withinMs} ms: ${violation}`));
    this.violations.push(...this.world.troubles.splice(0));
    this.figures[`at rest after ${what}, ms`] = Math.round(tookMs);
    this.say(`${what}: at rest after ${Math.round(tookMs)} ms`);
    return tookMs;
  }

  /** Measures how long nodes are cut off by what happens from now on. */
  measureAttachment(what: string): { end(): Spread } {
    const meter = new AttachmentMeter(this.world);
    return {
      end: () => {
        const spread = meter.end();
        this.figures[`attached again after ${what}, ms`] = spread;
        return spread;
      },
    };
  }

  /** Everybody writes for a while; in a very large world for a shorter one, because a second of it takes long enough. */
  writing(everyMs: number, forMs: number): number {
    const shortened = this.#isVeryLarge ? Math.min(forMs, 1000) : forMs;
    this.edits.everyone(everyMs, shortened);
    return shortened;
  }

  /** Lets time pass in which nothing happens, and notes who does too much in it. */
  async quiet(): Promise<void> {
    const { world } = this;
    const forMs = this.#isVeryLarge ? 2000 : 5000;
    // Until the last edit has been told to everybody, and so has that it was heard.
    await world.pass(Math.max(0, this.edits.busyUntil - world.time.monotonic()) + 1000);
    const before = world.traffic.snapshot();
    await world.pass(forMs);
    const seconds = forMs / 1000;
    const there = new Set(world.running.map(({ name }) => name));
    const work = new Map<string, RestingWork>();
    for (const [name, { control, packs, requests, replies, other }] of world.traffic.since(before))
      if (there.has(name))
        work.set(name, { control: control / seconds, frames: (control + packs + requests + replies + other) / seconds });
    this.violations.push(...workBounded(work, this.#childrenOf(), restingPerLink).map((violation) => `At rest: ${violation}`));
    const all = [...work.values()];
    this.figures['control messages per node and second at rest'] = spreadOf(all.map(({ control }) => control));
    this.figures['frames per node and second at rest'] = spreadOf(all.map(({ frames }) => frames));
  }

  say(sentence: string): void {
    this.#progress(`${(this.world.time.monotonic() / 1000).toFixed(1)} s: ${sentence}`);
  }

  get #isVeryLarge(): boolean {
    return this.nodes >= veryLarge;
  }

  #measureDepth(): void {
    const all = [...depths(this.world).values()];
    this.figures['depth'] = all.reduce((deepest, depth) => Math.max(deepest, depth), 0);
    this.figures['best depth'] = bestDepth(all.length, this.#fanOut);
    this.figures['most children'] = [...this.#childrenOf().values()].reduce((most, count) => Math.max(most, count), 0);
  }

  #childrenOf(): Map<string, number> {
    const names = new Map(this.world.running.map(({ nodeId, name }) => [nodeId, name]));
    const children = new Map<string, number>();
    for (const machine of this.world.running) {
      const parent = names.get(parentIdOf(machine) ?? '');
      if (parent !== undefined) children.set(parent, (children.get(parent) ?? 0) + 1);
    }
    return children;
  }
}
