const headerBytes = 4;

/** A frame with its length in front, 32 bits, big-endian. */
export function framed(frame: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(headerBytes + frame.length);
  bytes.writeUInt32BE(frame.length);
  bytes.set(frame, headerBytes);
  return bytes;
}

/** Cuts a stream of bytes into its frames again, however the bytes come. */
export class Deframer {
  readonly #take: (frame: Buffer) => void;
  #rest: Buffer = Buffer.alloc(0);

  constructor(take: (frame: Buffer) => void) {
    this.#take = take;
  }

  /** Further bytes of the stream. */
  read(bytes: Buffer): void {
    let rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    while (rest.length >= headerBytes) {
      const end = headerBytes + rest.readUInt32BE();
      if (rest.length < end) break;
      this.#take(rest.subarray(headerBytes, end));
      rest = rest.subarray(end);
    }
    this.#rest = rest;
  }
}
