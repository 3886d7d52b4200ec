import { join } from 'node:path';
import * as Y from 'yjs';
import { createNode, silentLog, type BanyanNode } from '../../../app/index.ts';
import { channelPair, openBridge, type Bridge } from '../../../app/bridge/index.ts';
import { firstSlice } from '../../headless/first-slice.ts';
import { presentIn } from '../../fleet/tree-faults.ts';
import { until } from '../../fleet/until.ts';
import { Letters, writeSteadily } from './letters.ts';
import type { Standing } from './orchard-message.ts';

const clusterName = 'Orchard';
const knownWithinMs = 60_000;

export interface OrchardNodeSettings {
  number: number;
  folder: string;
  fanOut: number;
  /** Where to join; starts the cluster without. */
  join: string | undefined;
  now: () => number;
}

/** One whole node among several of a process, with a window at it. */
export class OrchardNode {
  readonly number: number;
  readonly letters: Letters;
  readonly #node: BanyanNode;
  readonly #bridge: Bridge;
  readonly #now: () => number;
  #document = '';

  private constructor(node: BanyanNode, number: number, now: () => number) {
    this.#node = node;
    this.#bridge = this.#window();
    this.number = number;
    this.#now = now;
    this.letters = new Letters(now);
  }

  /** Starts the node; resolves when it has been let in. */
  static async start({ number, folder, fanOut, join: address, now }: OrchardNodeSettings): Promise<OrchardNode> {
    const name = `node-${number}`;
    const settings = {
      dataFolder: join(folder, name),
      person: name,
      machine: name,
      defaults: { person: name, machine: name, colour: 1 },
      headless: true,
      version: 'bench',
      interfaceAddress: '127.0.0.1',
      autoAccept: true,
      fanOut,
      log: silentLog,
      ...(address !== undefined && { join: address }),
    };
    const node = createNode(settings, { discovery: nobodyToBeSeen() });
    await node.start();
    const started = new OrchardNode(node, number, now);
    if (address === undefined) await started.#bridge.call('createCluster', { name: clusterName });
    else await node.findCluster();
    return started;
  }

  get address(): string {
    return this.#node.info.address;
  }

  /** Looks at the node's tree once. Nobody watches it all the time: a hundred trees of a hundred would be work of their own. */
  async standing(): Promise<Standing> {
    const bridge = this.#window();
    const tree = await firstSlice(bridge, 'tree');
    bridge.close();
    const { nodeId } = this.#node.info;
    const own = tree.nodes.find(({ id }) => id === nodeId);
    return {
      number: this.number,
      nodeId,
      root: tree.root,
      term: tree.term,
      present: presentIn(tree).size,
      parent: own?.parent ?? null,
      depth: own?.depth ?? -1,
    };
  }

  async create(name: string): Promise<string> {
    return (await this.#bridge.call('createDocument', { name, kind: 'text', home: 'cluster' })).id;
  }

  /** Opens a document once it is known here, and notes what comes to it. */
  async enter(document: string): Promise<void> {
    this.#document = document;
    await until(`node ${this.number} knows the document`, knownWithinMs, async () => {
      const found = await this.#bridge.call('findDocument', { name: document }).catch(() => undefined);
      return found === undefined ? ['it does not'] : [];
    });
    // One writes, so every letter is of one client and numbered.
    this.#bridge.on('fragments', ({ fragments }) => {
      for (const fragment of fragments)
        for (const { id, length } of Y.decodeUpdate(fragment).structs) this.letters.reach(id.clock + length);
    });
    await this.#bridge.call('openDocument', { document, have: new Uint8Array() });
  }

  /** Writes letters at the end of the text. */
  write(letters: number, everyMs: number): Promise<number[]> {
    const replica = new Y.Doc();
    replica.on('update', (fragment: Uint8Array) => {
      void this.#bridge.call('editDocument', { document: this.#document, fragments: [fragment] });
    });
    return writeSteadily(letters, everyMs, this.#now, (letter) => replica.getText('body').insert(letter, 'x'));
  }

  #window(): Bridge {
    const [nodeEnd, windowEnd] = channelPair();
    this.#node.serve(nodeEnd);
    return openBridge(windowEnd);
  }
}

/**
 * Discovery that sees nobody: they all join by address. Each of a hundred nodes on one machine would hear the hundred
 * announcements that otherwise reach a hundred machines, and nothing but multicast would be measured.
 */
function nobodyToBeSeen() {
  return {
    start: () => {},
    update: () => {},
    seen: () => [],
    onChange: () => {},
    usable: true,
    dropped: 0,
    stop: () => Promise.resolve(),
  };
}
