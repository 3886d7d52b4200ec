import { connect, type Socket } from 'node:net';
import type { Random } from '../../app/random.ts';
import type { CurveKeys } from '../../app/transport/transport.ts';
import { encodeCommand } from '../../app/transport/zmtp/command.ts';
import { commandFlag, encodeFrame, longFlag } from '../../app/transport/zmtp/frame-header.ts';
import { encodeGreeting, greetingBytes } from '../../app/transport/zmtp/greeting.ts';
import type { FrameCipher } from '../../app/transport/zmtp/mechanisms/mechanism.ts';
import { CurveClient } from '../../app/transport/zmtp/mechanisms/curve-client.ts';
import type { SocketType } from '../../app/transport/zmtp/socket-type.ts';
import type { Listening } from '../fixtures/listening-ports.ts';
import { flipped } from './bad-peers.ts';

/** Where a handshake of CURVE goes wrong; `nowhere` when it does not. */
export const wrongSteps = [
  'greeting',
  'hello',
  'hello twice',
  'welcome ignored',
  'initiate',
  'initiate cut',
  'key',
  'nowhere',
] as const;
export type WrongStep = (typeof wrongSteps)[number];

/** What came of one connection. */
export interface Visit {
  /** The handshake was completed. */
  shaken: boolean;
  /** Frames that were sent inside the box. */
  sealed: number;
  /** All that was heard: as it came, and as it was inside the box. */
  heard: Buffer[];
}

export interface IntruderParts {
  target: Listening;
  /** Of 127.0.0.0/8, so that it is not one address that does everything. */
  from: string;
  random: Random;
  /** How long a connection is kept at most, in milliseconds. */
  patienceMs: number;
}

export interface CurveParts {
  keys: CurveKeys;
  serverKey: Uint8Array;
  type: SocketType;
  wrong: WrongStep;
  /** What is said inside the box. */
  frames: readonly Uint8Array[];
}

/** Sends these bytes in the clear, and hears what comes back. */
export function say(parts: IntruderParts, chunks: readonly Uint8Array[]): Promise<Visit> {
  return visit(parts, (socket) => {
    for (const chunk of chunks) socket.write(chunk);
    return () => {};
  });
}

/** A client of CURVE that keeps to the protocol up to a step, there does something else, and talks when it gets so far. */
export function shake(parts: IntruderParts, curve: CurveParts): Promise<Visit> {
  const { random } = parts;
  const { wrong, type, keys } = curve;
  const serverKey = wrong === 'key' ? random.bytes(32) : curve.serverKey;
  return visit(parts, (socket, result) => {
    const client = new CurveClient({ type, keys, serverKey, random });
    const send = (body: Uint8Array): void => void socket.write(encodeFrame(commandFlag, body));
    const greeting = Buffer.from(encodeGreeting('CURVE', false));
    socket.write(wrong === 'greeting' ? flipped(greeting, random, 6) : greeting);
    const hello = Buffer.from(client.begin());
    send(wrong === 'hello' ? flipped(hello, random, 4) : hello);
    if (wrong === 'hello twice') send(hello);
    let waiting = Buffer.alloc(0);
    let skipped = 0;
    return (chunk) => {
      const rest = chunk.subarray(Math.min(chunk.length, Math.max(0, greetingBytes - skipped)));
      skipped += chunk.length;
      waiting = Buffer.concat([waiting, rest]);
      for (let frame = firstFrame(waiting); frame !== undefined; frame = firstFrame(waiting)) {
        waiting = waiting.subarray(frame.length);
        const opener = cipherOf(client);
        if (opener !== undefined) {
          result.heard.push(Buffer.from(opener.open(frame.body).body));
          continue;
        }
        if (wrong === 'welcome ignored') {
          send(random.bytes(1 + random.integer(400)));
          continue;
        }
        const step = client.receive(frame.body);
        if (step.reply !== undefined) send(spoiled(Buffer.from(step.reply), wrong, random));
        const cipher = cipherOf(client);
        if (cipher === undefined) continue;
        result.shaken = true;
        const sealAndSend = (body: Uint8Array, flags: number): void => {
          const sealed = Buffer.alloc(body.length + cipher.overheadBytes);
          cipher.sealInto(sealed, 0, flags, body);
          // Now and then the box itself is meddled with.
          socket.write(encodeFrame(0, curve.frames.length > 0 && random.integer(20) === 0 ? flipped(sealed, random, 2) : sealed));
          result.sealed += 1;
        };
        // Whoever listens wants all of it.
        if (type === 'SUB' || type === 'XSUB') sealAndSend(encodeCommand('SUBSCRIBE', new Uint8Array()), commandFlag);
        for (const body of curve.frames) sealAndSend(body, random.integer(8) === 0 ? commandFlag : 0);
      }
    };
  });
}

function spoiled(initiate: Buffer, wrong: WrongStep, random: Random): Buffer {
  if (wrong === 'initiate') return flipped(initiate, random, 4);
  return wrong === 'initiate cut' ? initiate.subarray(0, random.integer(initiate.length)) : initiate;
}

/** What protects the frames once the handshake is over; it becomes so while commands are taken. */
const cipherOf = (client: CurveClient): FrameCipher | undefined => client.cipher;

/** The first whole frame of what has come. */
function firstFrame(bytes: Buffer): { length: number; body: Buffer } | undefined {
  if (bytes.length < 2) return undefined;
  const long = (bytes[0]! & longFlag) !== 0;
  if (long && bytes.length < 9) return undefined;
  const start = long ? 9 : 2;
  const size = long ? Number(bytes.readBigUInt64BE(1)) : bytes[1]!;
  return bytes.length < start + size ? undefined : { length: start + size, body: bytes.subarray(start, start + size) };
}

/** One connection, from its beginning until either side or the time ends it. */
function visit(
  { target, from, patienceMs }: IntruderParts,
  talk: (socket: Socket, result: Visit) => (chunk: Buffer) => void,
): Promise<Visit> {
  const result: Visit = { shaken: false, sealed: 0, heard: [] };
  return new Promise((resolve) => {
    const socket = connect({ host: target.host, port: target.port, localAddress: from });
    const timer = setTimeout(() => socket.destroy(), patienceMs);
    let take: ((chunk: Buffer) => void) | undefined;
    socket.on('connect', () => void (take = talk(socket, result)));
    socket.on('data', (chunk) => {
      result.heard.push(chunk);
      try {
        take?.(chunk);
      } catch {
        // A server that ends it, or that we have confused; what it says is heard all the same.
      }
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(result);
    });
  });
}
