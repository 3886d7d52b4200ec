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

/**
 * Chance that follows from a seed: mulberry32, a 32-bit generator by Tommy Ettinger (public domain).
 * For tests and the simulator; never for identities on a real network.
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  return {
    bytes: (length) => Uint8Array.from({ length }, () => next() & 0xff),
    integer: (below) => Math.floor((next() / 2 ** 32) * below),
  };
}
