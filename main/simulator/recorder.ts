import { createWriteStream } from 'node:fs';
import { createGzip, type Gzip } from 'node:zlib';

/** What the scenario did, or what a node told. */
export interface RecordedEvent {
  what: string;
  machine?: string;
  sentence?: string;
}

/** The tree as a person who watches would see it; only what changed since the last line. */
export interface RecordedView {
  root: string | null;
  term: number;
  /** Machines that are there, by name, with their parent (null for the root, undefined left out for who looks for one). */
  changed: { machine: string; parent: string | null; phase: string }[];
  gone: string[];
}

/** Takes down what happens in a run. */
export interface Recorder {
  /** Whether it is worth while to work out what the tree looks like. */
  readonly listens: boolean;
  event(at: number, event: RecordedEvent): void;
  view(at: number, view: RecordedView): void;
}

/** Takes down nothing. */
export const silentRecorder: Recorder = { listens: false, event() {}, view() {} };

/** What the first line of a recording says. */
export interface RecordingHeader {
  scenario: string;
  seed: number;
  nodes: number;
}

/** Writes a recording as gzipped lines of JSON: first what it is, then one line for each change. */
export class FileRecorder implements Recorder {
  readonly listens = true;
  readonly #gzip: Gzip;
  readonly #written: Promise<void>;

  constructor(file: string, { scenario, seed, nodes }: RecordingHeader) {
    this.#gzip = createGzip();
    this.#written = new Promise((resolve, reject) => {
      this.#gzip.pipe(createWriteStream(file)).on('finish', resolve).on('error', reject);
    });
    // Whoever closes it hears of it; until then it must not end the program.
    this.#written.catch(() => {});
    this.#line({ format: 'banyan-recording', version: 1, scenario, seed, nodes });
  }

  event(at: number, event: RecordedEvent): void {
    this.#line({ at: round(at), kind: 'event', ...event });
  }

  view(at: number, view: RecordedView): void {
    this.#line({ at: round(at), kind: 'view', ...view });
  }

  /** Resolves when everything is in the file. Rejects when it could not be written. */
  close(): Promise<void> {
    this.#gzip.end();
    return this.#written;
  }

  #line(value: unknown): void {
    this.#gzip.write(`${JSON.stringify(value)}\n`);
  }
}

const round = (at: number): number => Math.round(at * 1000) / 1000;
