import { sectionsIn, sectionsStart } from '../wire/pack.ts';

/** Most that a chunk holds; a section that is larger gets one of its own. */
const mostChunkBytes = 1024 * 1024;
/** Least number of chunks that the whole is made of: so much is forgotten at a time. */
const leastChunks = 8;

/** Lowest and highest number of each stream in a chunk, by the bytes that its sections begin with. */
type ChunkIndex = Map<string, { low: number; high: number }>;

/** One section that somebody asked for. */
interface Found {
  first: number;
  last: number;
  bytes: Uint8Array;
}

interface Chunk {
  buffer: Buffer;
  length: number;
  /** Made when somebody first asks; undefined while the chunk still grows. */
  index: ChunkIndex | undefined;
}

/**
 * The bounded memory of what went out lately, own and passed on, from which those who missed something are served.
 * Remembering is cheap, because everybody does it all the time; finding is rare and may cost more. What is remembered
 * is copied into chunks that are used again and again: keeping the frames themselves would make them grow old, and
 * collecting old ones costs many times the copy.
 */
export class MessageHistory {
  readonly #maxBytes: number;
  readonly #chunkBytes: number;
  readonly #closed: Chunk[] = [];
  #open: Chunk | undefined;
  #bytes = 0;

  /** `maxBytes` bounds what is kept; the oldest goes first. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
    this.#chunkBytes = Math.min(mostChunkBytes, Math.floor(maxBytes / leastChunks));
  }

  /** Bytes that are kept. */
  get bytes(): number {
    return this.#bytes + (this.#open?.length ?? 0);
  }

  /** Remembers a pack, of either type. */
  add(pack: Uint8Array): void {
    this.addSections(pack.subarray(sectionsStart(pack)));
  }

  /** Remembers sections; of more than the whole bound nothing is remembered, nor what came before. */
  addSections(sections: Uint8Array): void {
    if (sections.byteLength > this.#maxBytes) return this.#forgetAll();
    const chunk = this.#chunkFor(sections.byteLength);
    chunk.buffer.set(sections, chunk.length);
    chunk.length += sections.byteLength;
  }

  /**
   * Sections of the stream whose sections begin with `prefix` that hold something of `from` to `to`, lowest first,
   * together at most `maxBytes` (but at least one). A section may hold more than was asked for. It looks no further
   * than it has to: who has missed all of it asks hundreds of times.
   */
  find(prefix: Buffer, from: number, to: number, maxBytes: number): Uint8Array[] {
    const key = prefix.toString('latin1');
    let found: Found[] = [];
    let upTo = to;
    for (const { chunk, low } of this.#holding(key, from, to)) {
      // The same messages may lie here twice, passed on once and sent again after a repair: what comes late may fill a hole.
      if (low > upTo) break;
      const { fitting, cut } = lowestFirst([...found, ...matching(contentOf(chunk), key, from, upTo)], maxBytes);
      found = fitting;
      if (cut) upTo = fitting.at(-1)!.last;
    }
    // Copies: chunks are written over one day.
    return found.map(({ bytes }) => Uint8Array.prototype.slice.call(bytes));
  }

  #forgetAll(): void {
    this.#closed.length = 0;
    this.#open = undefined;
    this.#bytes = 0;
  }

  /** Chunks that hold something of a range of a stream, by the lowest number in each. */
  #holding(key: string, from: number, to: number): { chunk: Chunk; low: number }[] {
    const open = this.#open === undefined ? [] : [{ chunk: this.#open, range: indexOf(contentOf(this.#open)).get(key) }];
    const closed = this.#closed.map((chunk) => ({ chunk, range: (chunk.index ??= indexOf(contentOf(chunk))).get(key) }));
    return [...closed, ...open]
      .flatMap(({ chunk, range }) =>
        range === undefined || range.low > to || range.high < from ? [] : [{ chunk, low: range.low }],
      )
      .toSorted((a, b) => a.low - b.low);
  }

  #chunkFor(bytes: number): Chunk {
    if (this.#open !== undefined && this.#open.length + bytes <= this.#open.buffer.byteLength) return this.#open;
    const spare = this.#close();
    const buffer =
      spare !== undefined && spare.byteLength >= bytes ? spare : Buffer.allocUnsafeSlow(Math.max(bytes, this.#chunkBytes));
    this.#open = { buffer, length: 0, index: undefined };
    return this.#open;
  }

  /** Closes the open chunk and forgets what is too old; answers with a buffer that is free again, if there is one. */
  #close(): Buffer | undefined {
    if (this.#open === undefined) return undefined;
    this.#closed.push(this.#open);
    this.#bytes += this.#open.length;
    let spare: Buffer | undefined;
    while (this.#bytes > this.#maxBytes) {
      const oldest = this.#closed.shift()!;
      this.#bytes -= oldest.length;
      spare = oldest.buffer;
    }
    return spare;
  }
}

const contentOf = ({ buffer, length }: Chunk): Buffer => buffer.subarray(0, length);

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

/** Sections that hold something of `from` to `to`; their bytes are the chunk's own. */
function matching(bytes: Buffer, key: string, from: number, to: number): Found[] {
  const found: Found[] = [];
  for (const { start, end, prefixEnd, first, count } of sectionsIn(bytes, 0)) {
    const last = first + count - 1;
    if (first > to || last < from || prefixEnd - start !== key.length) continue;
    if (bytes.toString('latin1', start, prefixEnd) !== key) continue;
    found.push({ first, last, bytes: bytes.subarray(start, end) });
  }
  return found;
}

/** As many as fit, without those that hold nothing new, and whether some did not fit. */
function lowestFirst(sections: Found[], maxBytes: number): { fitting: Found[]; cut: boolean } {
  const fitting: Found[] = [];
  let bytes = 0;
  let reached = 0;
  for (const section of sections.toSorted((a, b) => a.first - b.first)) {
    if (section.last <= reached) continue;
    if (fitting.length > 0 && bytes + section.bytes.byteLength > maxBytes) return { fitting, cut: true };
    fitting.push(section);
    bytes += section.bytes.byteLength;
    reached = section.last;
  }
  return { fitting, cut: false };
}
