import { fork, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Bridge } from '../../app/bridge/index.ts';
import { connectToNode } from '../headless/connect.ts';
import { firstSlice } from '../headless/first-slice.ts';
import type { RobotStart } from './robot-process.ts';

const clusterName = 'Banyan demo';
const documentName = 'Written by robots and you';
const robots = [
  { person: 'Ada', machine: 'ada-robot', colour: 12 },
  { person: 'Blaise', machine: 'blaise-robot', colour: 4 },
  { person: 'Chidi', machine: 'chidi-robot', colour: 10 },
  { person: 'Dorothy', machine: 'dorothy-robot', colour: 6 },
  { person: 'Edsger', machine: 'edsger-robot', colour: 1 },
] as const;
const startTimeoutMs = 30_000;

/** A demonstration that runs beside a node. */
export interface Demo {
  stop(): Promise<void>;
}

/**
 * Brings the node on a data folder to life for one person alone: a cluster, a document, and five more nodes in
 * processes of their own, over the real network on loopback, whose robots write into it.
 */
export async function startDemo(dataFolder: string): Promise<Demo> {
  const bridge = await firstConnection(dataFolder);
  const folder = await mkdtemp(join(tmpdir(), 'banyan-demo-'));
  const { address } = await firstSlice(bridge, 'self');
  await prepareCluster(bridge);
  letRobotsIn(bridge);
  const processes = robots.map((robot, index) =>
    startRobot({ ...robot, folder: join(folder, String(index)), join: address, documentName, seed: index + 1 }),
  );
  return {
    stop: async () => {
      bridge.close();
      await Promise.all(processes.map(endRobot));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The node may still be starting. */
async function firstConnection(dataFolder: string): Promise<Bridge> {
  const deadline = performance.now() + startTimeoutMs;
  for (;;) {
    try {
      return await connectToNode(dataFolder);
    } catch (thrown) {
      if (performance.now() > deadline) throw thrown;
      await pause(100);
    }
  }
}

async function prepareCluster(bridge: Bridge): Promise<void> {
  const { phase } = await firstSlice(bridge, 'cluster');
  if (phase === 'alone') await bridge.call('createCluster', { name: clusterName });
  const documents = await firstSlice(bridge, 'documents');
  if (!documents.some((document) => document.name === documentName))
    await bridge.call('createDocument', { name: documentName, kind: 'text', home: 'cluster' });
}

/** Nobody but the robots is let in without the person. */
function letRobotsIn(bridge: Bridge): void {
  const machines = new Set<string>(robots.map((robot) => robot.machine));
  bridge.onSlice('requests', (requests) => {
    for (const { requestId, machine } of requests)
      if (machines.has(machine)) bridge.call('decide', { requestId, accept: true }).catch(() => {});
  });
  void bridge.call('watch', { slices: ['requests'] });
}

function startRobot(start: RobotStart): ChildProcess {
  const child = fork(fileURLToPath(new URL('robot-process.ts', import.meta.url)), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child.send(start);
  return child;
}

async function endRobot(child: ChildProcess): Promise<void> {
  // One that Ctrl-C has ended already tells nobody again.
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => void child.once('exit', () => resolve()));
  if (child.connected) child.disconnect();
  await Promise.race([ended, pause(3000, undefined, { ref: false })]);
  child.kill('SIGKILL');
}
