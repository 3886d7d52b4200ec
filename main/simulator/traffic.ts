import { crc32 } from 'node:zlib';
import { frameType } from '../../app/index.ts';

/** What one node has sent so far, in frames, and how many frames of control it was sent. */
export interface NodeTraffic {
  packs: number;
  control: number;
  requests: number;
  replies: number;
  other: number;
  bytes: number;
  controlReceived: number;
  received: number;
}

/** Frames above this are summed up apart. */
const largeBytes = 4096;

interface Counted extends NodeTraffic {
  number: number;
}

const none = (): NodeTraffic => ({
  packs: 0,
  control: 0,
  requests: 0,
  replies: 0,
  other: 0,
  bytes: 0,
  controlReceived: 0,
  received: 0,
});

/** Counts every frame by node, and keeps a running hash over all of them: two runs are the same when it is. */
export class Traffic {
  readonly #nodes = new Map<string, Counted>();
  readonly #head = new Float64Array(4);
  readonly #headBytes = new Uint8Array(this.#head.buffer);
  /** Frames are not changed once they set out. */
  readonly #sums = new WeakMap<Uint8Array, Uint8Array>();
  #contents = 0;
  #heads = 0x811c9dc5;
  #frames = 0;

  /** All frames so far. */
  get frames(): number {
    return this.#frames;
  }

  /** The hash of everything so far, 16 hexadecimal digits. */
  get hash(): string {
    return [this.#contents, this.#heads].map((part) => (part >>> 0).toString(16).padStart(8, '0')).join('');
  }

  /** A frame sets out, and takes so long. */
  sent(at: number, from: string, to: string, bytes: Uint8Array, takesMs: number | 'lost'): void {
    const sender = this.#node(from);
    const receiver = this.#node(to);
    this.#frames++;
    sender.bytes += bytes.byteLength;
    receiver.received++;
    switch (bytes[2]) {
      case frameType.pack:
        sender.packs++;
        break;
      case frameType.control:
        sender.control++;
        receiver.controlReceived++;
        break;
      case frameType.request:
        sender.requests++;
        break;
      case frameType.reply:
        sender.replies++;
        break;
      default:
        sender.other++;
    }
    this.#contents = crc32(bytes.byteLength > largeBytes ? this.#sumOf(bytes) : bytes, this.#contents);
    this.#head[0] = at;
    this.#head[1] = takesMs === 'lost' ? -1 : takesMs;
    this.#head[2] = sender.number;
    this.#head[3] = receiver.number;
    this.#heads = crc32(this.#headBytes, this.#heads);
  }

  /** Sums of all nodes, to be compared with later ones. */
  snapshot(): Map<string, NodeTraffic> {
    return new Map([...this.#nodes].map(([name, counted]) => [name, { ...counted }]));
  }

  /** What each node did since a snapshot. */
  since(before: ReadonlyMap<string, NodeTraffic>): Map<string, NodeTraffic> {
    const differences = new Map<string, NodeTraffic>();
    for (const [name, now] of this.#nodes) {
      const then = before.get(name) ?? none();
      const difference = none();
      for (const key of Object.keys(difference) as (keyof NodeTraffic)[]) difference[key] = now[key] - then[key];
      differences.set(name, difference);
    }
    return differences;
  }

  /** The sum of a large frame, worked out once for all whom it is sent to. */
  #sumOf(bytes: Uint8Array): Uint8Array {
    let sum = this.#sums.get(bytes);
    if (sum === undefined) {
      sum = new Uint8Array(Uint32Array.of(crc32(bytes), bytes.byteLength).buffer);
      this.#sums.set(bytes, sum);
    }
    return sum;
  }

  #node(name: string): Counted {
    let counted = this.#nodes.get(name);
    if (counted === undefined) {
      counted = { ...none(), number: this.#nodes.size };
      this.#nodes.set(name, counted);
    }
    return counted;
  }
}
