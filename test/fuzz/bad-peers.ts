import type { Random } from '../../app/random.ts';
import { encodeCommand } from '../../app/transport/zmtp/command.ts';
import { commandFlag, encodeFrame, longFlag, moreFlag } from '../../app/transport/zmtp/frame-header.ts';
import { encodeGreeting, greetingBytes } from '../../app/transport/zmtp/greeting.ts';
import { encodeMetadata } from '../../app/transport/zmtp/metadata.ts';

/** What a peer sends that has only bad things in mind, in the chunks in which it arrives. */
export type BadPeer = (random: Random) => Buffer[];

/** Bad peers by what they send. */
export const badPeers: Record<string, BadPeer> = {
  noise: (random) => many(random, 20, () => noise(random, 2_000)),
  'a broken greeting': (random) => [flipped(greeting(random), random, 3), noise(random, 500)],
  'half a greeting': (random) => [greeting(random).subarray(0, random.integer(greetingBytes))],
  'a greeting, octet by octet': (random) => [...greeting(random)].map((octet) => Buffer.of(octet)),
  'a greeting and noise': (random) => [greeting(random), ...many(random, 20, () => noise(random, 2_000))],
  'handshake commands of noise': (random) => [
    greeting(random),
    ...many(random, 5, () => command(pick(random, ['READY', 'HELLO', 'WELCOME', 'INITIATE', 'ERROR', 'X']), noise(random, 300))),
  ],
  'a HELLO that breaks off': (random) => [
    Buffer.from(encodeGreeting('CURVE', false)),
    command('HELLO', noise(random, 300)).subarray(0, random.integer(250)),
  ],
  'a huge size in the handshake': (random) => [greeting(random), hugeFrame(random, commandFlag)],
  'frames of noise': (random) => [introduction(), ...many(random, 30, () => frame(random))],
  'frames cut anywhere': (random) => cut(Buffer.concat([introduction(), ...many(random, 30, () => frame(random))]), random),
  'noise after the handshake': (random) => [introduction(), ...many(random, 20, () => noise(random, 2_000))],
  'a huge size': (random) => [introduction(), hugeFrame(random, pick(random, [0, moreFlag, commandFlag]))],
  'a message without end': (random) => [introduction(), ...many(random, 100, () => encodeFrame(moreFlag, noise(random, 200)))],
  'commands of noise': (random) => [
    introduction(),
    ...many(random, 30, () =>
      command(pick(random, ['PING', 'PONG', 'SUBSCRIBE', 'CANCEL', 'READY', 'ERROR', 'JOIN']), noise(random, 40)),
    ),
  ],
  'an introduction with bits flipped': (random) => [flipped(introduction(), random, 4), noise(random, 500)],
};

function greeting(random: Random): Buffer {
  return Buffer.from(encodeGreeting(pick(random, ['NULL', 'CURVE']), random.integer(2) === 1));
}

/** A NULL handshake as it should be. */
function introduction(): Buffer {
  return Buffer.concat([encodeGreeting('NULL', false), command('READY', encodeMetadata('PUSH'))]);
}

function command(name: string, data: Uint8Array): Buffer {
  return encodeFrame(commandFlag, encodeCommand(name, data));
}

function frame(random: Random): Buffer {
  return encodeFrame(pick(random, [0, 0, 0, moreFlag, commandFlag]), noise(random, pick(random, [1, 10, 300, 9_000])));
}

/** A header that promises up to 2^64 octets, and a few of them. */
function hugeFrame(random: Random, flags: number): Buffer {
  return Buffer.concat([Buffer.of(flags | longFlag), random.bytes(8), noise(random, 100)]);
}

function noise(random: Random, most: number): Buffer {
  return Buffer.from(random.bytes(1 + random.integer(most)));
}

function many<T>(random: Random, most: number, make: () => T): T[] {
  return Array.from({ length: 1 + random.integer(most) }, make);
}

function pick<T>(random: Random, choices: [T, ...T[]]): T {
  return choices[random.integer(choices.length)] ?? choices[0];
}

/** The bytes in pieces of any size. */
function cut(bytes: Buffer, random: Random): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const size = 1 + random.integer(pick(random, [3, 50, 5_000]));
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}

/** A copy with some bits turned around. */
export function flipped(bytes: Buffer, random: Random, most: number): Buffer {
  const copy = Buffer.from(bytes);
  for (let left = 1 + random.integer(most); left > 0; left -= 1) {
    const at = random.integer(copy.length);
    copy[at] = (copy[at] ?? 0) ^ (1 << random.integer(8));
  }
  return copy;
}
