import type { Duplex } from 'node:stream';
import { Fifo } from '../fifo.ts';
import type { Frame } from '../transport.ts';
import { FrameBatch } from './frame-batch.ts';
import { commandFlag } from './frame-header.ts';
import type { FrameCipher } from './mechanisms/mechanism.ts';
import { WriteBuffer } from './write-buffer.ts';

/** So much is given to the stream at once; the rest waits here, where it is counted. */
const batchBytes = 262_144;
/** From here on a batch is written without waiting for the end of the tick. */
const eagerBytes = 65_536;

interface OutboxParts {
  stream: Duplex;
  /** Most messages that wait; commands are few and not counted. */
  capacity: number;
  cipher: FrameCipher | undefined;
  /** Runs when there is room again after the outbox was full. */
  roomed(): void;
}

/**
 * What waits to be sent on one connection. Everything that comes within one tick, or while the
 * kernel is busy with the last batch, leaves in one write.
 */
export class Outbox {
  readonly #parts: OutboxParts;
  readonly #writeBuffer: WriteBuffer;
  readonly #messages = new Fifo<readonly Frame[]>();
  #commands: { flags: number; body: Uint8Array }[] = [];
  #pong: Uint8Array | undefined;
  #bytes = 0;
  #scheduled = false;
  #writing = false;
  #turn = 0;
  #closed = false;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
    this.#writeBuffer = new WriteBuffer(parts.stream);
  }

  get full(): boolean {
    return this.#messages.length >= this.#parts.capacity;
  }

  /** Takes a message; false when full. */
  offer(message: readonly Frame[]): boolean {
    if (this.full) return false;
    this.#messages.push(message);
    for (const { length } of message) this.#bytes += length;
    if (this.#bytes >= eagerBytes) this.#flush();
    else this.#schedule();
    return true;
  }

  /** Takes a command's body. */
  command(body: Uint8Array): void {
    this.#commands.push({ flags: commandFlag, body });
    this.#schedule();
  }

  /** Takes a message that is a command to peers before ZMTP 3.1, and counts as one. */
  oldCommand(body: Uint8Array): void {
    this.#commands.push({ flags: 0, body });
    this.#schedule();
  }

  /** Takes an answer to a PING. Only the newest waits: a peer that asks and never reads costs nothing. */
  pong(body: Uint8Array): void {
    this.#pong = body;
    this.#schedule();
  }

  /** Drops everything. */
  close(): void {
    this.#closed = true;
    this.#messages.clear();
    this.#commands = [];
    this.#pong = undefined;
  }

  #schedule(): void {
    if (this.#scheduled || this.#writing || this.#closed) return;
    this.#scheduled = true;
    // After the promises of this tick: a loop of awaited sends becomes one batch.
    process.nextTick(() => {
      this.#scheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    while (!this.#writing && !this.#closed) {
      const wasFull = this.full;
      const batch = this.#gather();
      if (batch.bytes === 0) return;
      this.#write(batch.buffers((bytes) => this.#writeBuffer.take(bytes)));
      if (wasFull) this.#parts.roomed();
    }
  }

  #gather(): FrameBatch {
    const batch = new FrameBatch(this.#parts.cipher);
    if (this.#pong) batch.add(commandFlag, this.#pong);
    this.#pong = undefined;
    for (const { flags, body } of this.#commands) batch.add(flags, body);
    this.#commands = [];
    while (batch.bytes < batchBytes) {
      const message = this.#messages.shift();
      if (!message) break;
      for (const { length } of message) this.#bytes -= length;
      batch.addMessage(message);
    }
    return batch;
  }

  #write(buffers: Buffer[]): void {
    const { stream } = this.#parts;
    const last = buffers.pop();
    if (!last) return;
    this.#turn += 1;
    const turn = this.#turn;
    this.#writing = true;
    stream.cork();
    for (const buffer of buffers) stream.write(buffer);
    stream.write(last, () => {
      // Of a write that was done at once the news comes late, when another may be under way.
      if (turn === this.#turn) this.#resume();
    });
    stream.uncork();
    // The kernel takes what it has room for at once; then there is nothing to wait for.
    if (stream.writableLength === 0) this.#writing = false;
  }

  #resume(): void {
    if (!this.#writing) return;
    this.#writing = false;
    this.#flush();
  }
}
