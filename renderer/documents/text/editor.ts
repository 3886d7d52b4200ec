import { defaultKeymap, indentWithTab } from '@codemirror/commands';
import { search, searchKeymap } from '@codemirror/search';
import { EditorState, Prec } from '@codemirror/state';
import { drawSelection, EditorView, highlightSpecialChars, keymap, placeholder } from '@codemirror/view';
import { yCollab, yUndoManagerKeymap } from 'y-codemirror.next';
import * as Y from 'yjs';
import { checkboxes } from './checkboxes.ts';
import { formatChange, type Format } from './formats.ts';
import { highlighting } from './highlighting.ts';
import { lineLooks } from './line-looks.ts';
import { ownPresence, type OwnCursor } from './own-presence.ts';
import { remoteCursors } from './remote-cursors.ts';
import { sizeLimit } from './size-limit.ts';
import type { TextReplica } from './text-replica.ts';

export interface EditorParts {
  parent: HTMLElement;
  replica: TextReplica;
  /** Accessible name of the text. */
  name: string;
  nonce: string;
  undo: Y.UndoManager;
  /** Where the find panel puts itself. */
  findPanel: HTMLElement;
  onFind: (open: boolean) => void;
  onMoved: (view: EditorView) => void;
  tellCursor: (cursor: OwnCursor) => void;
  say: (sentence: string) => void;
}

/** Undo of one's own edits only: the manager tracks nothing but what this window's editors put in. */
export function ownUndo(text: Y.Text): Y.UndoManager {
  return new Y.UndoManager(text, { captureTimeout: 600 });
}

/** An editor bound to a replica. */
export function createEditor(parts: EditorParts): EditorView {
  const { parent, replica, name, nonce, undo, findPanel, onFind, onMoved, tellCursor, say } = parts;
  const format =
    (kind: Format) =>
    (view: EditorView): boolean => {
      view.dispatch(view.state.update(formatChange(view.state, kind), { userEvent: 'input.format', scrollIntoView: true }));
      return true;
    };
  const state = EditorState.create({
    doc: replica.text.toString(),
    extensions: [
      EditorView.cspNonce.of(nonce),
      EditorView.lineWrapping,
      // Room for a name flag above the first line that is shown, and for the eye below the caret.
      EditorView.scrollMargins.of(() => ({ top: 28, bottom: 40 })),
      EditorView.contentAttributes.of({ 'aria-label': name, spellcheck: 'true', autocapitalize: 'sentences' }),
      drawSelection({ cursorBlinkRate: 1060 }),
      highlightSpecialChars(),
      placeholder('Write here.'),
      highlighting(),
      lineLooks(),
      checkboxes(),
      yCollab(replica.text, null, { undoManager: undo }),
      remoteCursors(),
      ownPresence(replica.text, tellCursor),
      sizeLimit(say),
      search({
        top: true,
        createPanel: () => ({ dom: findPanel, top: true, mount: () => onFind(true), destroy: () => onFind(false) }),
      }),
      Prec.high(
        keymap.of([{ key: 'Mod-b', run: format('bold') }, { key: 'Mod-i', run: format('italic') }, ...yUndoManagerKeymap]),
      ),
      // The platform's own meaning of Mod-Shift-l, Mod-/ and so on belongs to the shell.
      keymap.of([
        ...searchKeymap.filter(({ key }) => key !== 'Mod-Shift-l' && key !== 'Mod-Alt-g'),
        ...defaultKeymap.filter(({ key }) => key !== 'Mod-/'),
        indentWithTab,
      ]),
      EditorView.updateListener.of(({ view, docChanged, selectionSet, viewportChanged }) => {
        if (docChanged || selectionSet || viewportChanged) onMoved(view);
      }),
    ],
  });
  return new EditorView({ parent, state });
}
