import { setTimeout as pause } from 'node:timers/promises';
import { BanyanError } from '../../../app/index.ts';
import { Fleet } from '../../fleet/fleet.ts';
import type { FleetNode } from '../../fleet/fleet-node.ts';
import { until } from '../../fleet/until.ts';
import { Post, type Correspondent } from './post.ts';

const nodes = 12;
const fanOut = 3;
const settleWithinMs = 60_000;

/** Twelve nodes in processes of their own, a tree of three floors, and somebody to write at each of them. */
export class Grove {
  readonly fleet: Fleet;
  readonly post: Post;
  readonly #document: string;
  readonly #correspondents = new Map<FleetNode, Correspondent>();

  private constructor(fleet: Fleet, document: string, now: () => number) {
    this.fleet = fleet;
    this.#document = document;
    this.post = new Post(document, now);
  }

  /** Runs `use` with a grove that stands, and ends it however that ends. `now` in milliseconds. */
  static async with<Result>(now: () => number, use: (grove: Grove) => Promise<Result>): Promise<Result> {
    const fleet = await Fleet.start({ nodes, fanOut, cluster: `Failover ${process.pid}` });
    let grove: Grove | undefined;
    try {
      grove = new Grove(fleet, await fleet.createText('Post'), now);
      for (const node of fleet.nodes) await grove.#open(node);
      return await use(grove);
    } finally {
      if (grove !== undefined) grove.#rest();
      await fleet.end();
    }
  }

  /** The root, on which all agree. */
  get root(): FleetNode {
    const root = this.fleet.root();
    if (root === undefined) throw new BanyanError('internal', 'The nodes of the bench do not agree on a root.');
    return root;
  }

  /** Those at all nodes but one. */
  othersThan(node: FleetNode): Correspondent[] {
    return [...this.#correspondents].flatMap(([at, correspondent]) => (at === node ? [] : [correspondent]));
  }

  /** Lets them write, each at a moment of its own, and gives them time to get into their stride. */
  async write(correspondents: readonly Correspondent[], everyMs: number): Promise<void> {
    for (const correspondent of correspondents) {
      correspondent.write(everyMs);
      await pause(everyMs / correspondents.length);
    }
    await pause(1000);
  }

  /** Nobody writes; resolves when the tree is whole again, everybody is in it, and all texts are equal. */
  async settle(): Promise<void> {
    this.#rest();
    for (const node of this.fleet.nodes.filter(({ state }) => state === 'down')) {
      await node.start();
      await this.#open(node);
    }
    await this.fleet.whole('the tree is whole again', settleWithinMs);
    await until('all texts are equal', settleWithinMs, () => this.#differences());
    // So that no round begins while the tree is still being evened out.
    await pause(1000);
    await this.fleet.whole('the tree is whole again', settleWithinMs);
  }

  #rest(): void {
    for (const correspondent of this.#correspondents.values()) correspondent.rest();
  }

  async #open(node: FleetNode): Promise<void> {
    this.#correspondents.set(node, await this.post.open(node));
  }

  async #differences(): Promise<string[]> {
    const texts = await Promise.all(
      this.fleet.nodes.map(async ({ bridge, number }) => ({
        number,
        text: (await bridge.call('readText', { document: this.#document })).text,
      })),
    );
    return texts.filter(({ text }) => text !== texts[0]!.text).map(({ number }) => `node ${number} has another text`);
  }
}
