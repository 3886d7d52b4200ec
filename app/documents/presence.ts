import type { Clock, Timer } from '../clock.ts';
import { limits, presenceDefaults } from '../config.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import { BanyanError } from '../errors.ts';
import { PresenceSchema } from '../wire/banyan_pb.js';
import { decodeMessage, encodeMessage } from '../wire/protobuf.ts';
import { uuidBytes, uuidFromBytes, type Uuid } from '../wire/uuid.ts';

const channelName = '~presence';
const presenceKind = 1;

/** Where the person at one window is. */
export interface Whereabouts {
  document: Uuid | undefined;
  /** Encoded relative positions of selection start and caret; undefined without a caret. */
  cursor: { anchor: Uint8Array; head: Uint8Array } | undefined;
}

/** One window's person, here or elsewhere. */
export interface Present extends Whereabouts {
  /** Node and window: stable while the window lives. */
  key: string;
  nodeId: Uuid;
  movedAt: number;
}

interface OwnWindow {
  whereabouts: Whereabouts;
  sentAt: number;
  timer: Timer | undefined;
}

export interface PresenceParts {
  endpoint: Endpoint;
  clock: Clock;
  nodeId: Uuid;
}

/** Who is in which document and where their caret is. Only the newest counts; what is overtaken is never sent. */
export class Presence {
  readonly #parts: PresenceParts;
  readonly #others = new Map<string, Present & { heardAt: number }>();
  readonly #own = new Map<number, OwnWindow>();
  readonly #listeners: ((key: string, documents: (Uuid | undefined)[]) => void)[] = [];
  #timer: Timer | undefined;

  constructor(parts: PresenceParts) {
    this.#parts = parts;
    parts.endpoint.handle(channelName, (message) => {
      if (message.kind === presenceKind) this.#take(message.origin, message.payload);
    });
  }

  start(): void {
    this.#timer = this.#parts.clock.every(presenceDefaults.repeatMs, () => this.#tick());
  }

  stop(): void {
    this.#timer?.cancel();
    for (const number of [...this.#own.keys()]) this.remove(number);
  }

  /** Called with the key of who moved and the documents concerned, before and after. */
  onChange(listener: (key: string, documents: (Uuid | undefined)[]) => void): void {
    this.#listeners.push(listener);
  }

  /** Everybody, own windows included. */
  all(): Present[] {
    const own = [...this.#own].map(([number, window]) => ({
      ...window.whereabouts,
      key: this.#ownKey(number),
      nodeId: this.#parts.nodeId,
      movedAt: window.sentAt,
    }));
    return [...own, ...this.#others.values()];
  }

  /** Says where one of this node's windows is; sent at once, or with the next of 30 a second. */
  set(window: number, whereabouts: Whereabouts): void {
    const { clock } = this.#parts;
    const own = this.#own.get(window) ?? { whereabouts, sentAt: -Infinity, timer: undefined };
    const before = own.whereabouts.document;
    own.whereabouts = whereabouts;
    this.#own.set(window, own);
    this.#notify(this.#ownKey(window), [before, whereabouts.document]);
    if (own.timer !== undefined) return;
    const wait = own.sentAt + presenceDefaults.minIntervalMs - clock.monotonic();
    if (wait <= 0) return this.#send(window, own);
    own.timer = clock.after(wait, () => {
      own.timer = undefined;
      this.#send(window, own);
    });
  }

  /** One of this node's windows is gone. */
  remove(window: number): void {
    const own = this.#own.get(window);
    if (own === undefined) return;
    own.timer?.cancel();
    this.#own.delete(window);
    this.#parts.endpoint
      .channel(channelName)
      .send(presenceKind, encodeMessage(PresenceSchema, { window, gone: true }), String(window));
    this.#notify(this.#ownKey(window), [own.whereabouts.document]);
  }

  /** A node went: so did everybody at it. */
  removeNode(nodeId: Uuid): void {
    for (const other of [...this.#others.values()]) if (other.nodeId === nodeId) this.#forget(other);
  }

  /** Somebody new should know where everybody here is. */
  repeat(): void {
    for (const [number, own] of this.#own) this.#send(number, own);
  }

  #take(nodeId: Uuid, payload: Uint8Array): void {
    const raw = decodeMessage(PresenceSchema, payload);
    const key = `${nodeId}/${raw.window}`;
    const before = this.#others.get(key);
    if (raw.gone) {
      if (before !== undefined) this.#forget(before);
      return;
    }
    if (raw.anchor.byteLength > limits.cursorBytes || raw.head.byteLength > limits.cursorBytes)
      throw new BanyanError('too-large', 'A caret position is too long.');
    if (before === undefined && this.#others.size >= presenceDefaults.maxEntries)
      throw new BanyanError('queue-full', 'Too many people are present to show all.');
    const moved =
      before === undefined || !sameBytes(before.cursor?.head, raw.head) || !sameBytes(before.cursor?.anchor, raw.anchor);
    const now = this.#parts.clock.now();
    this.#others.set(key, {
      key,
      nodeId,
      document: raw.document.byteLength === 0 ? undefined : uuidFromBytes(raw.document),
      cursor: raw.head.byteLength === 0 ? undefined : { anchor: raw.anchor.slice(), head: raw.head.slice() },
      movedAt: moved ? now : before.movedAt,
      heardAt: this.#parts.clock.monotonic(),
    });
    this.#notify(key, [before?.document, this.#others.get(key)?.document]);
  }

  #send(window: number, own: OwnWindow): void {
    own.sentAt = this.#parts.clock.monotonic();
    const { document, cursor } = own.whereabouts;
    const payload = encodeMessage(PresenceSchema, {
      window,
      document: document === undefined ? new Uint8Array() : uuidBytes(document),
      anchor: cursor?.anchor ?? new Uint8Array(),
      head: cursor?.head ?? new Uint8Array(),
    });
    this.#parts.endpoint.channel(channelName).send(presenceKind, payload, String(window));
  }

  #tick(): void {
    const now = this.#parts.clock.monotonic();
    for (const other of [...this.#others.values()]) if (now - other.heardAt > presenceDefaults.expireAfterMs) this.#forget(other);
    this.repeat();
  }

  #forget(present: Present): void {
    this.#others.delete(present.key);
    this.#notify(present.key, [present.document]);
  }

  #notify(key: string, documents: (Uuid | undefined)[]): void {
    for (const listener of this.#listeners) listener(key, documents);
  }

  #ownKey(window: number): string {
    return `${this.#parts.nodeId}/${window}`;
  }
}

function sameBytes(a: Uint8Array | undefined, b: Uint8Array): boolean {
  return Buffer.compare(a ?? new Uint8Array(), b) === 0;
}
