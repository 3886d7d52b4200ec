import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Dealer, Push } from 'zeromq';
import { seededRandom, type Random } from '../../app/index.ts';
import { frameOf, frameType } from '../../app/wire/frame.ts';
import { PackBuilder } from '../../app/wire/pack-builder.ts';
import { streamPrefix } from '../../app/wire/pack.ts';
import { listeningAt } from '../fixtures/listening-ports.ts';
import { newDataFolder, NodeProcess } from './node-process.ts';

const frames = 1000;

const listeningPorts = (pid: number): number[] => listeningAt(pid).map(({ port }) => port);

function validFrame(random: Random): Uint8Array {
  const builder = new PackBuilder();
  const prefix = streamPrefix({ origin: random.bytes(16), incarnation: 1, channel: 'doc/00000000-0000-4000-8000-000000000000' });
  for (let sequence = 1; sequence <= 3; sequence++) builder.add(prefix, 0, sequence, 1, random.bytes(20));
  return random.integer(2) === 0 ? builder.take() : frameOf(frameType.control, random.bytes(30));
}

function mutated(frame: Uint8Array, random: Random): Uint8Array {
  const copy = frame.slice();
  for (let change = 0; change <= random.integer(4); change++) copy[random.integer(copy.byteLength)] = random.integer(256);
  return random.integer(5) === 0 ? copy.subarray(0, random.integer(copy.byteLength)) : copy;
}

describe('garbage on every listening port', () => {
  let node: NodeProcess;
  const random = seededRandom(20_261_123);

  beforeAll(async () => {
    node = await NodeProcess.start(await newDataFolder(), ['--cluster', 'Garbage', '--auto-accept']);
    await node.run(['doc', 'new', 'Safe']);
    await node.run(['doc', 'write', 'Safe'], 'still here');
  });
  afterAll(() => node.end('SIGKILL'));

  const stillServes = async (): Promise<void> => {
    expect(node.running).toBe(true);
    expect(await node.run(['doc', 'cat', 'Safe'])).toBe('still here');
  };

  test('1,000 pieces of random bytes to each port leave the node serving', async () => {
    const ports = listeningPorts(node.ready.pid);
    expect(ports.length).toBeGreaterThanOrEqual(5);
    for (const port of ports) {
      for (let sent = 0; sent < frames; sent += 50)
        await sendRaw(
          port,
          Array.from({ length: 50 }, () => random.bytes(1 + random.integer(300))),
        );
    }
    await stillServes();
  });

  test.each([
    ['pushed', () => new Push({ linger: 0 })],
    ['dealt', () => new Dealer({ linger: 0 })],
  ])('1,000 random and 1,000 mutated frames, %s over ZeroMQ to each port, leave the node serving', async (_how, makeSocket) => {
    for (const port of listeningPorts(node.ready.pid)) {
      const socket = makeSocket();
      socket.sendTimeout = 50;
      socket.connect(`tcp://127.0.0.1:${port}`);
      for (let sent = 0; sent < frames; sent++) {
        // A port that speaks another pattern takes nothing, which is an answer as well.
        if (!(await taken(socket, random.bytes(1 + random.integer(200))))) break;
        await taken(socket, mutated(validFrame(random), random));
      }
      socket.close();
    }
    await stillServes();
  });

  test('somebody can still join afterwards', async () => {
    const other = await NodeProcess.start(await newDataFolder(), ['--join', node.ready.address, '--no-ui']);
    await other.happened('joined');
    await other.end('SIGTERM');
  });
});

function taken(socket: Push | Dealer, frame: Uint8Array): Promise<boolean> {
  return socket.send(frame).then(
    () => true,
    () => false,
  );
}

/** Sends pieces over one plain connection; the other side may close it whenever it likes. */
function sendRaw(port: number, pieces: readonly Uint8Array[]): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      for (const piece of pieces) socket.write(piece);
      socket.end();
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve());
    socket.resume();
    socket.setTimeout(500, () => socket.destroy());
  });
}
