import * as Y from 'yjs';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { CursorView, TraceView } from '../../../app/bridge/index.ts';
import type { NodeLink } from '../../connect/node-link.ts';
import { isAhead } from './state-vector.ts';
import { PendingFragments } from './pending-fragments.ts';

/** Where the shared text lies inside a text document; the same in every replica. */
const textRootName = 'body';

export interface ReplicaState {
  /** The node's copy has been read at least once. */
  loaded: boolean;
  /** Own edits that the node has not confirmed as safe. */
  pending: number;
  cursors: readonly CursorView[];
  /** The way of one's latest traced edit. */
  trace: TraceView | null;
  /** Why the node cannot show this document, in one sentence, or null. */
  trouble: string | null;
}

/**
 * This window's replica of one text. It goes on working while the node is away: what is typed meanwhile stays in
 * its Yjs document, and goes out when the link is back.
 */
export class TextReplica {
  readonly id: string;
  readonly doc = new Y.Doc();
  readonly text: Y.Text;
  readonly state: StoreApi<ReplicaState>;
  readonly #link: NodeLink;
  readonly #pending = new PendingFragments();
  readonly #schedule: (send: () => void) => void;
  readonly #stops: (() => void)[];
  #open = false;
  #scheduled = false;

  constructor(id: string, link: NodeLink, schedule: (send: () => void) => void = (send) => queueMicrotask(send)) {
    this.id = id;
    this.text = this.doc.getText(textRootName);
    this.state = createStore<ReplicaState>(() => ({ loaded: false, pending: 0, cursors: [], trace: null, trouble: null }));
    this.#link = link;
    this.#schedule = schedule;
    this.doc.on('update', (fragment: Uint8Array, origin: unknown) => {
      if (origin !== this) this.#edited(fragment);
    });
    this.#stops = [
      link.on('fragments', ({ document, fragments }) => {
        if (document === id) this.#apply(fragments);
      }),
      link.on('cursors', ({ document, cursors }) => {
        if (document === id) this.state.setState({ cursors });
      }),
      link.on('trace', (trace) => {
        if (trace.document === id) this.state.setState({ trace });
      }),
      link.whenOpen(() => void this.#meet()),
    ];
  }

  /** Stops listening and lets go of the text. What has not been confirmed is lost: see {@link ReplicaState.pending}. */
  close(): void {
    for (const stop of this.#stops) stop();
    this.#link.call('closeDocument', { document: this.id }).catch(() => undefined);
    this.doc.destroy();
  }

  /** Compares with the node's copy, both ways, after the link was opened. */
  async #meet(): Promise<void> {
    this.#open = false;
    this.#pending.unsend();
    try {
      const { missing, have } = await this.#link.call('openDocument', { document: this.id, have: Y.encodeStateVector(this.doc) });
      this.#apply([missing]);
      this.#open = true;
      this.state.setState({ loaded: true, trouble: null });
      if (isAhead(Y.encodeStateVector(this.doc), have)) this.#pending.add(Y.encodeStateAsUpdate(this.doc, have));
      this.#send();
    } catch (thrown) {
      this.state.setState({ trouble: thrown instanceof Error ? thrown.message : String(thrown) });
    }
  }

  #apply(fragments: readonly Uint8Array[]): void {
    this.doc.transact(() => {
      for (const fragment of fragments) Y.applyUpdate(this.doc, fragment, this);
    }, this);
  }

  #edited(fragment: Uint8Array): void {
    this.#pending.add(fragment);
    this.#count();
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#schedule(() => {
      this.#scheduled = false;
      this.#send();
    });
  }

  #send(): void {
    if (!this.#open) return this.#count();
    const fragments = this.#pending.take();
    this.#count();
    if (fragments.length === 0) return;
    this.#link.call('editDocument', { document: this.id, fragments: [...fragments] }).then(
      () => {
        this.#pending.confirmed(fragments);
        this.#count();
        if (this.state.getState().trouble !== null) this.state.setState({ trouble: null });
      },
      (thrown: unknown) => this.#failed(thrown),
    );
  }

  /** A closed link meets the node again by itself; anything else is said, and tried again with the next edit. */
  #failed(thrown: unknown): void {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : 'internal';
    if (code === 'closed') return;
    this.#pending.unsend();
    this.#count();
    this.state.setState({ trouble: thrown instanceof Error ? thrown.message : String(thrown) });
  }

  #count(): void {
    const pending = this.#pending.size;
    if (this.state.getState().pending !== pending) this.state.setState({ pending });
  }
}
