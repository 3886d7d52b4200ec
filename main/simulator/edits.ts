import type { TextDocument } from '../../app/index.ts';
import type { Machine } from './machine.ts';
import type { World } from './world.ts';

/** Characters of every token: they are put in at multiples of it, so that none is ever split. */
const tokenLength = 12;

/** Least pause between two edits, per node that takes them in: ten thousand nodes handle two edits a second. */
const pausePerNodeMs = 0.05;

/** In larger worlds only so many write: what Yjs does for an edit grows with the number of those who ever wrote. */
const mostWriters = 64;

/** One edit: a piece of text that occurs only once. */
export interface Edit {
  token: string;
  node: string;
  madeAt: number;
  /** When its node called it safe; undefined while it has not. */
  safeAt: number | undefined;
}

/** Everybody writes into one document, and it is remembered who was told that what is safe. */
export class Edits {
  readonly #world: World;
  readonly #made: Edit[] = [];
  #document: string | undefined;
  #busyUntil = 0;

  constructor(world: World) {
    this.#world = world;
  }

  get document(): string | undefined {
    return this.#document;
  }

  /** When {@link everyone} will be done. */
  get busyUntil(): number {
    return this.#busyUntil;
  }

  get made(): number {
    return this.#made.length;
  }

  /** Edits that a node has called safe. */
  get safe(): Edit[] {
    return this.#made.filter(({ safeAt }) => safeAt !== undefined);
  }

  /** Makes the document on a machine. */
  async begin(machine: Machine): Promise<void> {
    const { parts } = machine.process!;
    const entry = await this.#world.time.until(parts.library.create('Everybody writes here', 'text', 'cluster'), 5000);
    this.#document = entry.id;
    this.write(machine);
  }

  /** One edit on a machine, at a place by chance; nothing on one that does not know the document (yet). */
  write(machine: Machine): void {
    const { process } = machine;
    const id = this.#document;
    if (process === undefined || id === undefined || process.clock.frozen) return;
    const { exchange, library } = process.parts;
    if (!library.shared().some((listed) => listed.id === id)) return;
    const { time, random } = this.#world;
    const edit: Edit = { token: this.#token(), node: machine.name, madeAt: time.monotonic(), safeAt: undefined };
    this.#made.push(edit);
    const document = exchange.document(id, 'text') as TextDocument;
    const place = random.integer(Math.floor(document.length / tokenLength) + 1) * tokenLength;
    const fragment = document.splice(place, 0, edit.token);
    if (fragment === undefined) return;
    void exchange.spread(id, 'text', fragment, 'the simulation').then(() => void (edit.safeAt = time.monotonic()));
  }

  /** Machines that are there write again and again, each on average once per `everyMs`, for so long. Does not wait. */
  everyone(everyMs: number, forMs: number): void {
    const { time, random } = this.#world;
    const end = time.monotonic() + forMs;
    this.#busyUntil = Math.max(this.#busyUntil, end);
    const turn = (): void => {
      if (time.monotonic() > end) return;
      const { lively } = this.#world;
      const every = Math.max(1, Math.ceil(lively.length / mostWriters));
      if (lively.length > 0) this.write(lively[random.integer(Math.ceil(lively.length / every)) * every]!);
      const pause = Math.max(everyMs / Math.max(1, lively.length), pausePerNodeMs * lively.length);
      time.after((2 * pause * random.integer(1024)) / 1024, turn);
    };
    turn();
  }

  #token(): string {
    return `<${String(this.#made.length).padStart(tokenLength - 2, '0')}>`;
  }
}
