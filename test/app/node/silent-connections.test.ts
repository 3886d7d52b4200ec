import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../app/clock.ts';
import { knock } from '../../../app/cluster/admission/door.ts';
import { reachOf } from '../../../app/cluster/reach.ts';
import { MemoryDiscovery, MemorySegment } from '../../../app/discovery/memory/memory-discovery.ts';
import { silentLog } from '../../../app/log.ts';
import { createNode } from '../../../app/node.ts';
import type { BanyanNode, NodeSettings } from '../../../app/node-settings.ts';
import { openTransport } from '../../../app/open-endpoint.ts';
import { MemoryStore } from '../../../app/storage/memory/memory-store.ts';

const nodes: BanyanNode[] = [];
const sockets: Socket[] = [];

/** A node over real sockets, with nothing on the disk. */
async function start(name: string, settings: Partial<NodeSettings>): Promise<BanyanNode> {
  const node = createNode(
    {
      dataFolder: `memory:${name}`,
      defaults: { person: name, machine: name, colour: 1 },
      headless: true,
      version: 'test',
      interfaceAddress: '127.0.0.1',
      autoAccept: true,
      log: silentLog,
      ...settings,
    },
    { store: new MemoryStore(), discovery: new MemoryDiscovery(new MemorySegment()) },
  );
  nodes.push(node);
  await node.start();
  await node.findCluster();
  return node;
}

/** Opens connections and says what `first` gives on each, as slowly as can be. */
async function hold(port: number, count: number, first: Buffer): Promise<void> {
  for (let at = 0; at < count; at += 50) {
    const opened = Array.from({ length: Math.min(50, count - at) }, () => connect(port, '127.0.0.1'));
    sockets.push(...opened);
    for (const socket of opened) socket.on('error', () => {});
    await Promise.all(opened.map((socket) => once(socket, 'connect')));
    for (const socket of opened) socket.write(first);
  }
}

describe('800 connections that hold on to a node', () => {
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    for (const node of nodes.splice(0).toReversed()) await node.stop();
  });

  test.each<[string, Buffer]>([
    ['silent', Buffer.alloc(0)],
    ['babbling', Buffer.alloc(200, 0x41)],
    ['in the middle of a slow handshake (slow-loris)', Buffer.from([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3])],
  ])(
    '%s, on door and control socket: somebody else joins all the same',
    async (_, first) => {
      const root = await start('root', { cluster: 'Busy', port: 0 });
      const transport = await openTransport('zmtp');
      const door = root.info.address;
      const { controlPort } = reachOf(await knock({ transport, clock: systemClock() }, door, 2000))!;
      await transport.close();
      await hold(Number(door.split(':')[1]), 400, first);
      await hold(controlPort, 400, first);
      // Resolves when it was let in.
      await start('guest', { join: door });
      expect(nodes).toHaveLength(2);
    },
    20_000,
  );
});
