import type { Clock, Timer } from '../clock.ts';
import { presenceDefaults } from '../config.ts';
import type { DocumentFragment } from '../documents/document.ts';
import type { Uuid } from '../wire/uuid.ts';
import type { NodeParts } from './node-parts.ts';
import type { Watcher } from './server.ts';
import { whoIs } from './slices.ts';
import type { CursorView, TraceView } from './views.ts';

/** A watcher with a number, so that each window's person can be told apart. */
export interface Window {
  watcher: Watcher;
  number: number;
  /** Documents it has open. */
  open: Set<Uuid>;
}

/** Keeps windows up to date about the documents they have open: fragments at once, carets at most 30 times a second. */
export class OpenDocuments {
  readonly #clock: Clock;
  readonly #parts: NodeParts;
  readonly #windows: ReadonlySet<Window>;
  /** What one turn brings for a window, by document; told together. */
  readonly #untold = new Map<Window, Map<Uuid, DocumentFragment[]>>();
  readonly #moved = new Set<Uuid>();
  #timer: Timer | undefined;

  constructor(clock: Clock, parts: NodeParts, windows: ReadonlySet<Window>) {
    this.#clock = clock;
    this.#parts = parts;
    this.#windows = windows;
    parts.exchange.onChange(({ document, fragment, source }) => {
      for (const window of windows)
        if (window !== source && window.open.has(document)) this.#tellSoon(window, document, fragment);
    });
    parts.presence.onChange((_key, documents) => {
      for (const document of documents) if (document !== undefined) this.#moved.add(document);
      this.#timer ??= this.#clock.after(presenceDefaults.minIntervalMs, () => this.#tellCursors());
    });
    parts.traces.onTrace((trace) => {
      for (const window of windows) if (window.open.has(trace.document)) window.watcher.tell('trace', this.#traceView(trace));
    });
  }

  stop(): void {
    this.#timer?.cancel();
  }

  /** All carets in a document but the window's own. */
  tellCursorsTo(window: Window, document: Uuid): void {
    const own = `${this.#parts.identity.nodeId}/${window.number}`;
    const cursors = this.#parts.presence.all().flatMap(({ key, nodeId, document: where, cursor, movedAt }): CursorView[] => {
      if (where !== document || cursor === undefined || key === own) return [];
      const { person, colour } = whoIs(this.#parts, nodeId);
      return [{ key, nodeId, person, colour, anchor: cursor.anchor, head: cursor.head, at: movedAt }];
    });
    window.watcher.tell('cursors', { document, cursors });
  }

  #tellSoon(window: Window, document: Uuid, fragment: DocumentFragment): void {
    if (this.#untold.size === 0) queueMicrotask(() => this.#tellFragments());
    const documents = this.#untold.get(window) ?? new Map<Uuid, DocumentFragment[]>();
    this.#untold.set(window, documents);
    const fragments = documents.get(document);
    if (fragments === undefined) documents.set(document, [fragment]);
    else fragments.push(fragment);
  }

  #tellFragments(): void {
    const untold = [...this.#untold];
    this.#untold.clear();
    for (const [window, documents] of untold)
      for (const [document, fragments] of documents) window.watcher.tell('fragments', { document, fragments });
  }

  #tellCursors(): void {
    this.#timer = undefined;
    for (const document of this.#moved)
      for (const window of this.#windows) if (window.open.has(document)) this.tellCursorsTo(window, document);
    this.#moved.clear();
  }

  #traceView(trace: { document: Uuid; startedAt: number; arrivals: Map<Uuid, { afterMs: number; safe: boolean }> }): TraceView {
    const { cluster, identity } = this.#parts;
    const others = [...(cluster.view?.members.values() ?? [])].filter(
      (member) => member.present && member.nodeId !== identity.nodeId,
    );
    const arrivals = others.flatMap((member) => {
      const arrival = trace.arrivals.get(member.nodeId);
      return arrival === undefined ? [] : [{ nodeId: member.nodeId, from: member.parentId ?? identity.nodeId, ...arrival }];
    });
    arrivals.sort((a, b) => a.afterMs - b.afterMs);
    const waiting = others.filter((member) => !trace.arrivals.has(member.nodeId)).map((member) => member.nodeId);
    return { document: trace.document, startedAt: trace.startedAt, arrivals, waiting };
  }
}
