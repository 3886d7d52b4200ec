import { randomBytes } from 'node:crypto';

/** Chance as the core sees it. Injected, so that a failing seed replays exactly. */
export interface Random {
  /** `length` random bytes, 1 to 65,536. */
  bytes(length: number): Uint8Array;
  /** A whole number from 0 up to, not including, `below` (at most 2^32). */
  integer(below: number): number;
}

/** Cryptographic chance from the operating system. */
export function systemRandom(): Random {
  return {
    bytes: (length) => new Uint8Array(randomBytes(length)),
    integer: (below) => Math.floor((randomBytes(4).readUInt32BE(0) / 2 ** 32) * below),
  };
}

/** Draws after which the state no longer shows what it began with. */
const mixingRounds = 12;

/**
 * Chance that follows from a seed: sfc32, a generator with 128 bits of state by Chris Doty-Humphrey (PractRand, public
 * domain). Streams of one seed have nothing in common; two that are alike would be two machines with one identity.
 * For tests and the simulator; never for identities on a real network.
 */
export function seededRandom(seed: number, stream = 0): Random {
  let a = seed | 0;
  let b = stream | 0;
  let c = 0;
  let counter = 1;
  const next = (): number => {
    const drawn = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + drawn) | 0;
    return drawn >>> 0;
  };
  for (let round = 0; round < mixingRounds; round++) next();
  return {
    bytes: (length) => Uint8Array.from({ length }, () => next() & 0xff),
    integer: (below) => Math.floor((next() / 2 ** 32) * below),
  };
}
