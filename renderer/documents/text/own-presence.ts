import { ViewPlugin, type EditorView, type ViewUpdate } from '@codemirror/view';
import type { Extension } from '@codemirror/state';
import * as Y from 'yjs';

/** One's own place as it goes to the others: encoded relative positions. */
export interface OwnCursor {
  anchor: Uint8Array;
  head: Uint8Array;
}

/** At most 30 times a second. */
const leastGapMs = 1000 / 30;

/** Tells where one's caret is whenever it moved, at most 30 times a second; the last place is always told. */
export function ownPresence(text: Y.Text, tell: (cursor: OwnCursor) => void): Extension {
  return ViewPlugin.fromClass(
    class {
      readonly #view: EditorView;
      #timer: ReturnType<typeof setTimeout> | undefined;
      #toldAt = 0;
      #told: Uint8Array[] = [];

      constructor(view: EditorView) {
        this.#view = view;
        this.#soon();
      }

      update({ selectionSet, docChanged, focusChanged }: ViewUpdate): void {
        if (selectionSet || docChanged || focusChanged) this.#soon();
      }

      destroy(): void {
        clearTimeout(this.#timer);
      }

      #soon(): void {
        this.#timer ??= setTimeout(() => this.#tell(), Math.max(0, this.#toldAt + leastGapMs - performance.now()));
      }

      #tell(): void {
        this.#timer = undefined;
        this.#toldAt = performance.now();
        const { anchor, head } = this.#view.state.selection.main;
        const cursor = { anchor: encoded(text, anchor), head: encoded(text, head) };
        // An edit of somebody else moves the caret's index, but not its relative position: nothing new to tell.
        if (same(cursor.anchor, this.#told[0]) && same(cursor.head, this.#told[1])) return;
        this.#told = [cursor.anchor, cursor.head];
        tell(cursor);
      }
    },
  );
}

function encoded(text: Y.Text, index: number): Uint8Array {
  return Y.encodeRelativePosition(Y.createRelativePositionFromTypeIndex(text, Math.min(index, text.length)));
}

function same(a: Uint8Array, b: Uint8Array | undefined): boolean {
  return b !== undefined && a.byteLength === b.byteLength && a.every((byte, index) => byte === b[index]);
}
