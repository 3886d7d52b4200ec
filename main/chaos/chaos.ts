import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { seededRandom } from '../../app/index.ts';
import { Fleet } from '../fleet/fleet.ts';
import type { FleetNode } from '../fleet/fleet-node.ts';
import { detourVariable, hostOf, type Detour } from './detour.ts';
import { finalChecks } from './final-checks.ts';
import { Ledger } from './ledger.ts';
import { Links } from './links.ts';
import { planOf, type Step } from './plan.ts';
import { RecoveryWatch } from './recovery.ts';
import { countDeeds, replayCommand, summaryOf, type ChaosReport, type ChaosSettings } from './report.ts';
import { Troubles, type Done } from './troubles.ts';
import { Writer } from './writer.ts';

/** A tree of twelve is three deep with it. */
const fanOut = 3;
const documentNames = ['Log', 'Notes'];
const lookEveryMs = 50;
const settleWithinMs = 60_000;

/**
 * Runs nodes in processes of their own, lets somebody write at each of them, and does to them for a time what follows
 * from the seed. When it is over they have to find back to one tree and to equal texts, with nothing lost that was safe.
 */
export async function runChaos(settings: ChaosSettings, tell: (line: string) => void): Promise<ChaosReport> {
  // Every node has an address of its own, by which its links are told apart. Only some systems have more than one.
  const links = process.platform === 'darwin' ? undefined : await Links.open();
  try {
    return await withFleet(links, settings, (fleet) => chaosIn(fleet, links, settings, tell));
  } finally {
    links?.close();
  }
}

/** The folders of a run that failed are kept. */
async function withFleet(
  links: Links | undefined,
  { nodes, seed }: ChaosSettings,
  use: (fleet: Fleet) => Promise<ChaosReport>,
): Promise<ChaosReport> {
  const fleet = await Fleet.start({
    nodes,
    fanOut,
    // Others on this machine may run the same.
    cluster: `Chaos ${seed} ${process.pid}`,
    each: (number) => (links === undefined ? {} : behindLinks(number, links.port)),
  });
  let failed = true;
  try {
    const report = await use(fleet);
    failed = report.result === 'failed';
    return report;
  } finally {
    await fleet.end(failed);
  }
}

function behindLinks(number: number, port: number) {
  const detour: Detour = { port, from: hostOf(number) };
  return {
    program: fileURLToPath(new URL('detoured-node-process.ts', import.meta.url)),
    args: ['--listen', hostOf(number)],
    environment: { [detourVariable]: JSON.stringify(detour) },
  };
}

async function chaosIn(
  fleet: Fleet,
  links: Links | undefined,
  settings: ChaosSettings,
  tell: (line: string) => void,
): Promise<ChaosReport> {
  const documents: string[] = [];
  for (const name of documentNames) documents.push(await fleet.createText(name));
  tell(`${settings.nodes} nodes are one tree. Chaos for ${settings.seconds} s from seed ${settings.seed}.`);
  const ledger = new Ledger();
  const random = seededRandom(settings.seed + 1);
  const writers: Writer[] = [];
  const write = (node: FleetNode): void => {
    const writer = new Writer(node.bridge, node.number, ledger, random);
    writers.push(writer);
    void writer.write(documents);
  };
  for (const node of fleet.nodes) write(node);
  const troubles = new Troubles(fleet, links, write);
  const watch = new RecoveryWatch();
  await perform(planOf({ ...settings, links: links !== undefined }), settings.seconds * 1000, troubles, watch, tell);
  await troubles.end();
  for (const writer of writers) writer.end();
  tell('The chaos is over.');
  const final = await finalChecks(fleet, documents, ledger, settleWithinMs);
  const faults = [...troubles.failures, ...final.faults];
  const result = faults.length === 0 ? 'passed' : 'failed';
  return {
    ...settings,
    result,
    replay: replayCommand(settings),
    linksCut: links !== undefined,
    deeds: countDeeds(troubles.done),
    rootMet: troubles.done.filter(({ root }) => root).length,
    skipped: troubles.skipped,
    edits: ledger.madeCount,
    safeEdits: ledger.safeCount,
    lapses: summaryOf(watch.lapses),
    final,
    faults,
    folder: result === 'failed' ? fleet.folder : null,
    done: troubles.done,
  };
}

async function perform(
  plan: readonly Step[],
  forMs: number,
  troubles: Troubles,
  watch: RecoveryWatch,
  tell: (line: string) => void,
): Promise<void> {
  const startedAt = performance.now();
  const left = [...plan];
  for (;;) {
    const now = performance.now() - startedAt;
    if (now >= forMs) return watch.end(now);
    while (left.length > 0 && left[0]!.atMs <= now) {
      const done = troubles.do(left.shift()!);
      if (done !== undefined) tell(lineOf(done));
    }
    watch.look(now, troubles.healthy);
    await pause(lookEveryMs);
  }
}

function lineOf({ atMs, deed, forMs, manner, nodes, root }: Done): string {
  const how = deed === 'kill' || deed === 'pause' ? '' : `, ${manner}`;
  return `${(atMs / 1000).toFixed(1)} s: ${deed} ${nodes.join('+')}${root ? ' (root)' : ''} for ${forMs} ms${how}`;
}
