import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import packet from 'dns-packet';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { discoveryDefaults } from '../../app/config.ts';
import { toTxt } from '../../app/discovery/mdns/txt-record.ts';
import { seededRandom, type Random } from '../../app/index.ts';
import { randomUuid } from '../../app/wire/uuid.ts';
import { residentMegabytes } from '../fixtures/listening-ports.ts';
import { newDataFolder, NodeProcess } from './node-process.ts';

const type = '_banyan._tcp.local';
const forgeries = 10_000;
const patience = { timeout: 30_000, interval: 250 };
/** What a node may take more than before, however much is announced. */
const mostMegabytes = 96;

/** A machine that does not exist, under an id, a name and a cluster of its own. */
function forged(random: Random): Buffer {
  const nodeId = randomUuid(random);
  const name = `banyan-${nodeId}.${type}`;
  const said = {
    ...{
      nodeId,
      person: `Anna ${random.integer(1e9)}`,
      machine: `m${random.integer(1e9)}`,
      colour: 1,
      headless: false,
      protocol: 1,
    },
    ...{ port: 1 + random.integer(65_000), link: { port: 7000, key: random.bytes(32) } },
    cluster: { id: randomUuid(random), name: `C${random.integer(1e9)}`, role: 'root' as const, machines: 9, people: ['A', 'B'] },
  };
  const txt = Object.entries(toTxt(said)).map(([key, value]) => `${key}=${value}`);
  return packet.encode({
    type: 'response',
    flags: packet.AUTHORITATIVE_ANSWER,
    answers: [
      { type: 'PTR', name: type, ttl: 120, data: name },
      { type: 'SRV', name, ttl: 120, data: { port: said.port, target: `host-${nodeId}.local` } },
      { type: 'TXT', name, ttl: 120, data: txt },
      { type: 'A', name: `host-${nodeId}.local`, ttl: 120, data: `10.${random.integer(256)}.${random.integer(256)}.9` },
    ],
  });
}

/** The same with a few bytes changed, cut off, or noise. */
function malformed(random: Random): Buffer {
  const bytes = forged(random);
  for (let change = 0; change < 6; change++) bytes[random.integer(bytes.length)] = random.integer(256);
  if (random.integer(3) === 0) return bytes.subarray(0, random.integer(bytes.length));
  return random.integer(3) === 0 ? Buffer.from(random.bytes(1 + random.integer(300))) : bytes;
}

/** A socket that speaks multicast DNS on loopback, as every program on this machine may. */
async function speaker(): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  socket.bind(5353, '0.0.0.0');
  await once(socket, 'listening');
  socket.setMulticastInterface('127.0.0.1');
  socket.setMulticastLoopback(true);
  return socket;
}

describe('a flood of announcements', () => {
  const nodes: NodeProcess[] = [];
  let victim: NodeProcess;
  const start = async (name: string): Promise<NodeProcess> => {
    const node = await NodeProcess.start(await newDataFolder(), ['--name', name, '--no-ui']);
    nodes.push(node);
    return node;
  };
  const near = async (): Promise<{ machine: string }[]> => {
    const { singles } = JSON.parse(await victim.run(['near', '--json'])) as { singles: { machine: string }[] };
    return singles;
  };
  const clustersNear = async (): Promise<number> =>
    (JSON.parse(await victim.run(['near', '--json'])) as { clusters: unknown[] }).clusters.length;
  const sees = (name: string): Promise<void> =>
    vi.waitFor(async () => expect((await near()).map(({ machine }) => machine)).toContain(name), patience);

  beforeAll(async () => {
    victim = await start('flooded');
    await start('here-before');
    await sees('here-before');
  });
  afterAll(async () => {
    for (const node of nodes) await node.end('SIGTERM');
  });

  test('of 10,000 machines that do not exist leaves a node small, quick, and with its neighbours', async () => {
    const random = seededRandom(5353);
    const socket = await speaker();
    const before = residentMegabytes(victim.ready.pid);
    let late: Promise<NodeProcess> | undefined;
    for (let sent = 0; sent < forgeries; sent++) {
      const bytes = sent % 5 === 0 ? malformed(random) : forged(random);
      await new Promise<void>((resolve) => socket.send(bytes, 5353, '224.0.0.251', () => resolve()));
      // One that really is there comes in the midst of it.
      if (sent === forgeries / 2) late = start('came-meanwhile');
    }
    socket.close();
    await late;
    await sees('here-before');
    await sees('came-meanwhile');
    expect(await clustersNear()).toBeLessThanOrEqual(discoveryDefaults.maxPerAddress);
    expect(residentMegabytes(victim.ready.pid) - before).toBeLessThan(mostMegabytes);
    // It is said: as something that happened, and by the doctor.
    expect(victim.events.some(({ sentence }) => sentence?.startsWith('More machines are announced'))).toBe(true);
    expect(await victim.run(['doctor'])).toMatch(/announcements on this network were malformed, or more than there can be/);
  });
});
