/**
 * Attacks on every port of a real node that encrypts, while two that belong together go on writing: bytes in the clear,
 * handshakes that go wrong at each step, and garbage inside the box of a stranger and of a member.
 *
 * Usage: node test/fuzz/live-node.ts SECONDS [SEED]
 */
import { pathToFileURL } from 'node:url';
import { knock } from '../../app/cluster/admission/door.ts';
import { reachOf } from '../../app/cluster/reach.ts';
import { keptKeys, keyFileIn } from '../../app/identity/key-file.ts';
import { openTransport, seededRandom, systemClock, type Random } from '../../app/index.ts';
import type { Bridge, RoleView } from '../../app/bridge/index.ts';
import { newCurveKeys } from '../../app/transport/curve-keys.ts';
import { uuidBytes } from '../../app/wire/uuid.ts';
import { connectToNode } from '../../main/headless/connect.ts';
import { firstSlice } from '../../main/headless/first-slice.ts';
import { newDataFolder, NodeProcess } from '../e2e/node-process.ts';
import { listeningAt, residentMegabytes, type Listening } from '../fixtures/listening-ports.ts';
import { shake } from './intruder.ts';
import { anAttack, type AttackTarget } from './attacks.ts';

/** What came of a run. */
export interface LiveReport {
  seed: number;
  ports: number;
  /** Connections by what was done with them. */
  attacks: Record<string, number>;
  /** Handshakes of attackers that were completed. */
  shaken: number;
  /** Frames that attackers sent inside a box. */
  sealed: number;
  /** Bytes that they heard. */
  heardBytes: number;
  /** Texts that the good nodes wrote meanwhile, each. */
  writes: number;
  /** What the attacked node took more at the end, in MB. */
  grownMegabytes: number;
}

/** At the same time; more than the node lets one address have. */
const atOnce = 24;
const patienceMs = 400;
const addresses = 200;
/** No more than this may the attacked node grow, in MB: room for its queues and for garbage that is not collected yet. */
const mostGrowth = 200;
const settleMs = 30_000;
/** Stands in every text that is written, and in nothing else. */
const marker = 'written-by-those-who-belong';

/** Runs for so long. Throws at the first thing that is wrong, with the seed. */
export async function run(seconds: number, seed: number): Promise<LiveReport> {
  const stage = await Stage.set(seed);
  try {
    return { seed, ...(await stage.play(seconds)) };
  } catch (cause) {
    throw new Error(`The attacked node did not hold. Seed ${seed}.`, { cause });
  } finally {
    await stage.end();
  }
}

/** A node that is attacked, one that belongs with it, and what an attacker may know. */
class Stage {
  readonly #random: Random;
  readonly #seed: number;
  readonly #nodes: NodeProcess[];
  readonly #bridges: Bridge[];
  readonly #documents: string[];
  readonly #target: AttackTarget;
  readonly #ports: Listening[];
  #over = false;
  #visits = 0;

  private constructor(parts: {
    random: Random;
    seed: number;
    nodes: NodeProcess[];
    bridges: Bridge[];
    documents: string[];
    target: AttackTarget;
  }) {
    this.#random = parts.random;
    this.#seed = parts.seed;
    this.#nodes = parts.nodes;
    this.#bridges = parts.bridges;
    this.#documents = parts.documents;
    this.#target = parts.target;
    this.#ports = listeningAt(this.#victim.ready.pid);
  }

  static async set(seed: number): Promise<Stage> {
    const random = seededRandom(seed);
    const victim = await NodeProcess.start(await newDataFolder(), [
      '--name',
      'attacked',
      '--cluster',
      'Fuzz',
      '--auto-accept',
      '--ui-host',
      '127.0.0.2',
    ]);
    // It looks for a cluster of that name for a while before it begins one.
    await victim.happened('started');
    const join = async (name: string): Promise<NodeProcess> => {
      const node = await NodeProcess.start(await newDataFolder(), ['--name', name, '--join', victim.ready.address]);
      await node.happened('joined');
      return node;
    };
    const other = await join('other');
    // Its keys are what the attacker has; it is gone, so that nothing but the attacker uses them.
    const stolen = await join('stolen-from');
    const memberKeys = keptKeys(keyFileIn(stolen.dataFolder), random).curve;
    await stolen.end('SIGTERM');
    const bridges = [await connectToNode(victim.dataFolder), await connectToNode(other.dataFolder)];
    const cluster = await firstSlice(bridges[0]!, 'cluster');
    if (!('id' in cluster)) throw new Error('The attacked node is in no cluster.');
    // While an invitation is open there is one port more.
    await bridges[0]!.call('createInvitation', { role: 'viewer' satisfies RoleView, uses: 5, minutes: 60, asks: true });
    const documents = [];
    for (const bridge of bridges)
      documents.push((await bridge.call('createDocument', { name: `By ${documents.length}`, kind: 'text' })).id);
    const target: AttackTarget = {
      serverKey: await serverKeyOf(victim.ready.address),
      strangerKeys: newCurveKeys(random),
      memberKeys,
      memberId: uuidBytes(stolen.ready.nodeId),
      clusterId: uuidBytes(cluster.id),
    };
    return new Stage({ random, seed, nodes: [victim, other], bridges, documents, target });
  }

  get #victim(): NodeProcess {
    return this.#nodes[0]!;
  }

  async play(seconds: number): Promise<Omit<LiveReport, 'seed'>> {
    const before = residentMegabytes(this.#victim.ready.pid);
    const writing = this.#bridges.map((bridge, at) => this.#write(bridge, this.#documents[at]!));
    // When something else goes wrong first, the writers end with it and nobody waits for them.
    for (const each of writing) each.catch(() => {});
    const report = {
      ports: this.#ports.length,
      attacks: {} as Record<string, number>,
      shaken: 0,
      sealed: 0,
      heardBytes: 0,
    };
    const until = performance.now() + seconds * 1000;
    const attackers = Array.from({ length: atOnce }, async () => {
      do await this.#attack(report);
      while (performance.now() < until);
    });
    await Promise.all([...attackers, this.#mustHear()]);
    this.#over = true;
    const written = await Promise.all(writing);
    await this.#agree(written);
    const grownMegabytes = Math.round(residentMegabytes(this.#victim.ready.pid) - before);
    if (grownMegabytes > mostGrowth) throw new Error(`It has grown by ${grownMegabytes} MB.`);
    return { ...report, writes: Math.min(...written.map(({ count }) => count)), grownMegabytes };
  }

  async end(): Promise<void> {
    this.#over = true;
    for (const bridge of this.#bridges) bridge.close();
    for (const node of this.#nodes) await node.end('SIGKILL');
  }

  async #attack(report: Pick<LiveReport, 'attacks' | 'shaken' | 'sealed' | 'heardBytes'>): Promise<void> {
    const number = this.#visits++;
    // Each has chance of its own, so that what one did can be drawn again although they run beside each other.
    const random = seededRandom((this.#seed + number) % 2 ** 32);
    const attack = anAttack(this.#target, random);
    // One port after the other, so that none is left out.
    const target = this.#ports[number % this.#ports.length]!;
    const from = `127.0.1.${1 + random.integer(addresses)}`;
    const { shaken, sealed, heard } = await attack.run({ target, from, random, patienceMs });
    if (!this.#victim.running)
      throw new Error(`It ended. The last attack: number ${number}, ${attack.name}, on port ${target.port}.`);
    const all = Buffer.concat(heard);
    // Who does not bring the handshake to its end gets nothing, whoever's keys it has.
    if (!(attack.member && shaken) && all.includes(marker))
      throw new Error(`A document came out to attack ${number}, "${attack.name}", on port ${target.port}.`);
    report.attacks[attack.name] = (report.attacks[attack.name] ?? 0) + 1;
    report.shaken += shaken ? 1 : 0;
    report.sealed += sealed;
    report.heardBytes += all.length;
  }

  /** A member that listens does hear what is written: else it would prove nothing that others did not. */
  async #mustHear(): Promise<void> {
    const { memberKeys: keys, serverKey } = this.#target;
    const curve = { keys, serverKey, type: 'SUB', wrong: 'nowhere', frames: [] } as const;
    const parts = { from: '127.0.2.1', random: this.#random, patienceMs: 3000 };
    const visits = await Promise.all(this.#ports.map((target) => shake({ ...parts, target }, curve)));
    if (!visits.some(({ heard }) => Buffer.concat(heard).includes(marker)))
      throw new Error('Not even a member hears what is written.');
  }

  /** Writes on and on, as fast as it is safe each time. */
  async #write(bridge: Bridge, document: string): Promise<{ count: number; text: string }> {
    let count = 0;
    let text = '';
    while (!this.#over) {
      text = `${marker} ${++count} ${text.slice(0, 2000)}`;
      await bridge.call('writeText', { document, text });
    }
    return { count, text };
  }

  /** Both have what both wrote. */
  async #agree(written: readonly { text: string }[]): Promise<void> {
    const deadline = performance.now() + settleMs;
    for (const [at, { text }] of written.entries()) {
      for (const bridge of this.#bridges) {
        const read = (): Promise<{ text: string }> => bridge.call('readText', { document: this.#documents[at]! });
        while ((await read()).text !== text) {
          if (performance.now() > deadline) throw new Error('The nodes that belong together do not have the same texts.');
          await new Promise((resolve) => void setTimeout(resolve, 50));
        }
      }
    }
  }
}

async function serverKeyOf(address: string): Promise<Uint8Array> {
  const transport = await openTransport('zmtp');
  try {
    return reachOf(await knock({ transport, clock: systemClock() }, address, 5000))!.key;
  } finally {
    await transport.close();
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [seconds = '60', seed = String(Date.now() % 2 ** 32)] = process.argv.slice(2);
  console.log(JSON.stringify(await run(Number(seconds), Number(seed))));
}
