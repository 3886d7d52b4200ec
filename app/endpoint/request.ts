import { BanyanError, sentenceOf } from '../errors.ts';
import type { Clock, Timer } from '../clock.ts';
import type { Frame } from '../transport/transport.ts';
import { contentOf, frameOf, frameType } from '../wire/frame.ts';

/** Answers one kind of request. What it throws is told to the asker as the reply. */
export type RequestHandler = (payload: Uint8Array) => Uint8Array | Promise<Uint8Array>;

const requestHeaderBytes = 5;

interface Waiting {
  resolve(payload: Uint8Array): void;
  reject(reason: Error): void;
  timer: Timer;
}

/** The asking half of request/reply: matches replies to requests, gives up after a while. */
export class Requester {
  readonly #clock: Clock;
  readonly #send: (frame: Frame) => void;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;

  constructor(clock: Clock, send: (frame: Frame) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  /** Sends a request (`u32 id | kind u8 | payload`). Rejects with `timed-out`, `closed`, or what the other side said. */
  request(kind: number, payload: Uint8Array, timeoutMs: number): Promise<Uint8Array> {
    this.#lastId = (this.#lastId + 1) >>> 0;
    const id = this.#lastId;
    const header = Buffer.alloc(requestHeaderBytes);
    header.writeUInt32BE(id);
    header.writeUInt8(kind, 4);
    return new Promise((resolve, reject) => {
      const timer = this.#clock.after(timeoutMs, () => {
        this.#waiting.delete(id);
        reject(new BanyanError('timed-out', `The parent did not answer within ${timeoutMs} ms.`));
      });
      this.#waiting.set(id, { resolve, reject, timer });
      this.#send(frameOf(frameType.request, header, payload));
    });
  }

  /** Takes a reply frame (`u32 id | status u8 | payload`). Throws `bad-input` on anything else. */
  takeReply(frame: Frame): void {
    const content = asBuffer(contentOf(frameType.reply, frame));
    if (content.byteLength < requestHeaderBytes) throw new BanyanError('bad-input', 'A reply is cut off.');
    const waiting = this.#waiting.get(content.readUInt32BE());
    if (waiting === undefined) return;
    this.#waiting.delete(content.readUInt32BE());
    waiting.timer.cancel();
    const payload = content.subarray(requestHeaderBytes);
    if (content[4] === 0) waiting.resolve(payload);
    else waiting.reject(new BanyanError('refused', payload.toString('utf8', 0, 400)));
  }

  /** A request frame that could not be sent fails at once, so that whoever asked can ask again. */
  unasked(frame: Frame): void {
    const id = asBuffer(contentOf(frameType.request, frame)).readUInt32BE();
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    waiting?.timer.cancel();
    waiting?.reject(new BanyanError('closed', 'The question could not be sent to the parent.'));
  }

  /** Lets all that wait fail with `closed`. */
  end(): void {
    for (const waiting of this.#waiting.values()) {
      waiting.timer.cancel();
      waiting.reject(new BanyanError('closed', 'The link to the parent went away.'));
    }
    this.#waiting.clear();
  }
}

/** The answering half. Never throws on what a peer sends: what is malformed gives `undefined`. */
export class Responder {
  readonly #handlers = new Map<number, RequestHandler>();

  on(kind: number, handler: RequestHandler): void {
    this.#handlers.set(kind, handler);
  }

  /** The reply frame to a request frame. Throws `bad-input` on what is no request. */
  async answer(frame: Frame): Promise<Frame> {
    const content = asBuffer(contentOf(frameType.request, frame));
    if (content.byteLength < requestHeaderBytes) throw new BanyanError('bad-input', 'A request is cut off.');
    const id = content.subarray(0, 4);
    const handler = this.#handlers.get(content[4]!);
    try {
      if (handler === undefined) throw new BanyanError('bad-input', `Requests of kind ${content[4]} are not known here.`);
      return replyFrame(id, 0, await handler(content.subarray(requestHeaderBytes)));
    } catch (thrown) {
      return replyFrame(id, 1, Buffer.from(sentenceOf(thrown), 'utf8'));
    }
  }
}

function replyFrame(id: Uint8Array, status: number, payload: Uint8Array): Frame {
  return frameOf(frameType.reply, id, Uint8Array.of(status), payload);
}

/** The same bytes, not a copy: an answer may be as large as a view of ten thousand members. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
