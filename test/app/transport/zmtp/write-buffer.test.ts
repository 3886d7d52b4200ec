import { once } from 'node:events';
import { connect, createServer, Socket } from 'node:net';
import { duplexPair, type Duplex } from 'node:stream';
import { expect, test } from 'vitest';
import { Outbox } from '../../../../app/transport/zmtp/outbox.ts';
import { WriteBuffer } from '../../../../app/transport/zmtp/write-buffer.ts';

const frames = 400;
const frameBytes = 10_000;

/** Each frame is full of its own number, so that one that was written over is seen. */
function flood(stream: Duplex): void {
  const outbox = new Outbox({ stream, capacity: frames, cipher: undefined, roomed: () => {} });
  for (let number = 0; number < frames; number++) outbox.offer([new Uint8Array(frameBytes).fill(number % 251)]);
}

async function framesFrom(stream: Duplex): Promise<void> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  const expected = frames * (9 + frameBytes);
  for await (const piece of stream as AsyncIterable<Buffer>) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes >= expected) break;
  }
  const all = Buffer.concat(pieces);
  expect(all).toHaveLength(expected);
  for (let number = 0; number < frames; number++) {
    const at = number * (9 + frameBytes) + 9;
    const frame = all.subarray(at, at + frameBytes);
    expect(frame.equals(Buffer.alloc(frameBytes, number % 251))).toBe(true);
  }
}

test('what waits in a socket whose peer does not read yet is not written over', async () => {
  const server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const near = connect(address.port, '127.0.0.1');
  const [[far]] = await Promise.all([once(server, 'connection'), once(near, 'connect')]);
  flood(near);
  await framesFrom(far as Duplex);
  near.destroy();
  server.close();
});

test('a stream that hands on the very buffer gets a new one each time', async () => {
  const [near, far] = duplexPair();
  flood(near);
  await framesFrom(far);
});

test('the memory for large writes serves again, small and huge ones have their own', () => {
  const buffer = new WriteBuffer(new Socket());
  expect(buffer.take(100_000).buffer).toBe(buffer.take(50_000).buffer);
  expect(buffer.take(10_000_000).buffer).not.toBe(buffer.take(10_000_000).buffer);
  expect(buffer.take(100_000)).toHaveLength(100_000);
});
