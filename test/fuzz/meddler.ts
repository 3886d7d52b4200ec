import type { Random } from '../../app/random.ts';
import { flipped } from './bad-peers.ts';

/** Changes what goes by, now and then: one on the way between two honest peers. */
export function meddler(random: Random): (chunk: Buffer) => Buffer[] {
  const oneIn = 2 + random.integer(30);
  let last: Buffer = Buffer.alloc(0);
  return (chunk) => {
    const before = last;
    last = chunk;
    if (random.integer(oneIn) > 0) return [chunk];
    switch (random.integer(6)) {
      case 0:
        return [flipped(chunk, random, 3)];
      case 1:
        return [chunk.subarray(0, random.integer(chunk.length))];
      case 2:
        return [chunk, chunk];
      case 3:
        return [before, chunk];
      case 4:
        return [Buffer.from(random.bytes(1 + random.integer(200))), chunk];
      default:
        return [];
    }
  };
}
