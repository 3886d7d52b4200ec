import { frameHeaderBytes } from '../wire/frame.ts';
import { sectionsIn } from '../wire/pack.ts';

/** Frames below this are gathered into chunks, so that many small ones don't cost a buffer each. */
const gatherBelowBytes = 8 * 1024;
const chunkBytes = 64 * 1024;

/** Lowest and highest number of each stream in a chunk, by the bytes that its sections begin with. */
type ChunkIndex = Map<string, { low: number; high: number }>;

interface Chunk {
  bytes: Buffer;
  /** Made when somebody first asks; undefined while the chunk still grows. */
  index: ChunkIndex | undefined;
}

/**
 * The bounded memory of what went out lately, own and passed on, from which those who missed something are served.
 * Remembering is cheap, because everybody does it all the time; finding is rare and may cost more.
 */
export class MessageHistory {
  readonly #maxBytes: number;
  readonly #chunks: Chunk[] = [];
  #gathering = Buffer.allocUnsafeSlow(chunkBytes);
  #gathered = 0;
  #bytes = 0;

  /** `maxBytes` bounds what is kept; the oldest goes first. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Bytes that are kept. */
  get bytes(): number {
    return this.#bytes + this.#gathered;
  }

  /** Remembers a pack. It is kept by reference when it is large: nobody may change it. */
  add(pack: Uint8Array): void {
    this.addSections(pack.subarray(frameHeaderBytes));
  }

  /** Remembers sections, under the same condition. */
  addSections(sections: Uint8Array): void {
    const size = sections.byteLength;
    if (size >= gatherBelowBytes) {
      this.#closeGathering();
      this.#keep(Buffer.from(sections.buffer, sections.byteOffset, size));
      return;
    }
    if (this.#gathered + size > chunkBytes) this.#closeGathering();
    this.#gathering.set(sections, this.#gathered);
    this.#gathered += size;
  }

  /**
   * Sections of the stream whose sections begin with `prefix` that hold something of `from` to `to`, lowest first,
   * together at most `maxBytes` (but at least one). A section may hold more than was asked for.
   */
  find(prefix: Buffer, from: number, to: number, maxBytes: number): Uint8Array[] {
    const key = prefix.toString('latin1');
    const found: { first: number; last: number; bytes: Uint8Array }[] = [];
    let lowest = to + 1;
    for (const sections of this.#newestFirst(key, from, to)) {
      for (const section of sections) {
        if (lowest <= from) break;
        found.push(section);
        lowest = Math.min(lowest, section.first);
      }
    }
    found.sort((a, b) => a.first - b.first);
    const taken: Uint8Array[] = [];
    let bytes = 0;
    let reached = 0;
    for (const section of found) {
      // The same messages may lie here twice, passed on once and sent again after a repair.
      if (section.last <= reached) continue;
      if (taken.length > 0 && bytes + section.bytes.byteLength > maxBytes) break;
      taken.push(section.bytes);
      bytes += section.bytes.byteLength;
      reached = section.last;
    }
    return taken;
  }

  *#newestFirst(key: string, from: number, to: number): Generator<{ first: number; last: number; bytes: Uint8Array }[]> {
    const open = this.#gathering.subarray(0, this.#gathered);
    yield matching(open, key, from, to);
    for (let at = this.#chunks.length - 1; at >= 0; at--) {
      const chunk = this.#chunks[at]!;
      chunk.index ??= indexOf(chunk.bytes);
      const range = chunk.index.get(key);
      if (range !== undefined && range.low <= to && range.high >= from) yield matching(chunk.bytes, key, from, to);
    }
  }

  #closeGathering(): void {
    if (this.#gathered === 0) return;
    this.#keep(this.#gathering.subarray(0, this.#gathered));
    this.#gathering = Buffer.allocUnsafeSlow(chunkBytes);
    this.#gathered = 0;
  }

  #keep(bytes: Buffer): void {
    this.#chunks.push({ bytes, index: undefined });
    this.#bytes += bytes.byteLength;
    while (this.#bytes > this.#maxBytes) this.#bytes -= this.#chunks.shift()!.bytes.byteLength;
  }
}

function indexOf(bytes: Buffer): ChunkIndex {
  const index: ChunkIndex = new Map();
  for (const { start, prefixEnd, first, count } of sectionsIn(bytes, 0)) {
    const key = bytes.toString('latin1', start, prefixEnd);
    const range = index.get(key);
    const last = first + count - 1;
    if (range === undefined) index.set(key, { low: first, high: last });
    else {
      range.low = Math.min(range.low, first);
      range.high = Math.max(range.high, last);
    }
  }
  return index;
}

/** Newest first. */
function matching(bytes: Buffer, key: string, from: number, to: number): { first: number; last: number; bytes: Uint8Array }[] {
  const found = [];
  for (const { start, end, prefixEnd, first, count } of sectionsIn(bytes, 0)) {
    const last = first + count - 1;
    if (first > to || last < from || prefixEnd - start !== key.length) continue;
    if (bytes.toString('latin1', start, prefixEnd) !== key) continue;
    // A copy: the chunk that is still growing must not be held on to by a frame.
    found.push({ first, last, bytes: Uint8Array.prototype.slice.call(bytes, start, end) });
  }
  return found.toReversed();
}
