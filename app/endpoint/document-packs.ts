import { documentPackHeader } from '../wire/pack.ts';
import { PackBuilder } from '../wire/pack-builder.ts';
import { uuidBytes, type Uuid } from '../wire/uuid.ts';

/** Packs that are gathered at once, and kept to be filled again. */
const mostPacks = 64;

/** Packs that are being gathered, one for each document, where children subscribe to documents one by one. */
export class DocumentPacks {
  readonly #close: (pack: PackBuilder) => void;
  readonly #packs = new Map<Uuid, PackBuilder>();
  /** The one that was asked for last, and may be growing. */
  #growing: PackBuilder | undefined;
  /** Bytes of all but that one. */
  #otherBytes = 0;

  /** `close` takes what a pack has gathered. */
  constructor(close: (pack: PackBuilder) => void) {
    this.#close = close;
  }

  /** Bytes gathered so far, frame headers included. */
  get bytes(): number {
    return this.#otherBytes + (this.#growing?.bytes ?? 0);
  }

  /** The pack to which something of a document is added now. */
  of(document: Uuid): PackBuilder {
    let pack = this.#packs.get(document);
    if (pack === undefined) {
      if (this.#packs.size >= mostPacks) this.end();
      pack = new PackBuilder(documentPackHeader(uuidBytes(document)));
      this.#packs.set(document, pack);
      this.#otherBytes += pack.bytes;
    }
    if (pack !== this.#growing) {
      this.#otherBytes += (this.#growing?.bytes ?? 0) - pack.bytes;
      this.#growing = pack;
    }
    return pack;
  }

  /** Closes all packs that have something in them. */
  closeAll(): void {
    this.#growing = undefined;
    this.#otherBytes = 0;
    for (const pack of this.#packs.values()) {
      if (pack.messages > 0) this.#close(pack);
      this.#otherBytes += pack.bytes;
    }
  }

  /** Closes all packs, and keeps none of them. */
  end(): void {
    this.closeAll();
    this.#packs.clear();
    this.#otherBytes = 0;
  }
}
