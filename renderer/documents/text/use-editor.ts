import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { EditorView } from '@codemirror/view';
import type * as Y from 'yjs';
import { useApp } from '../../state/app.ts';
import { createEditor, ownUndo } from './editor.ts';
import { cursorsIn, flagsExpired, placeCursors, setCursors } from './remote-cursors.ts';
import type { TextReplica } from './text-replica.ts';

export interface TextEditor {
  /** Given to the element the editor fills. */
  ref: (parent: HTMLElement | null) => (() => void) | undefined;
  view: EditorView | null;
  undo: Y.UndoManager;
  findPanel: HTMLElement;
  /** The find panel is open. */
  finding: boolean;
  /** Grows whenever text, caret or view moved. */
  moves: number;
}

/** The editor of one replica, with the others' cursors kept in place. */
export function useEditor(replica: TextReplica, name: string): TextEditor {
  const { link, nonce, toasts } = useApp();
  const [view, setView] = useState<EditorView | null>(null);
  const [moves, setMoves] = useState(0);
  const [finding, setFinding] = useState(false);
  const findPanel = useMemo(() => Object.assign(document.createElement('div'), { className: 'find-panel' }), []);
  const undo = useMemo(() => ownUndo(replica.text), [replica]);
  const named = useRef(name);
  useEffect(() => () => undo.destroy(), [undo]);

  const ref = useCallback(
    (parent: HTMLElement | null) => {
      if (parent === null) return undefined;
      let frame = 0;
      const editor = createEditor({
        parent,
        replica,
        name: named.current,
        nonce,
        undo,
        findPanel,
        onFind: setFinding,
        onMoved: () => {
          frame ||= requestAnimationFrame(() => {
            frame = 0;
            setMoves((count) => count + 1);
          });
        },
        tellCursor: (cursor) => void link.call('setPresence', { document: replica.id, cursor }).catch(() => undefined),
        say: (sentence) => toasts.getState().show(sentence),
      });
      setView(editor);
      return () => {
        cancelAnimationFrame(frame);
        setView(null);
        editor.destroy();
      };
    },
    [replica, link, nonce, undo, findPanel, toasts],
  );

  useEffect(() => (view === null ? undefined : followCursors(replica, view)), [replica, view]);
  return { ref, view, undo, findPanel, finding, moves };
}

/** Keeps the others' cursors in the editor as the node tells them; lowers each flag when its time is over. */
function followCursors(replica: TextReplica, view: EditorView): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const expire = (): void => {
    const now = Date.now();
    const next = Math.min(
      ...cursorsIn(view.state)
        .map(({ freshUntil }) => freshUntil)
        .filter((until) => until > now),
    );
    clearTimeout(timer);
    if (!Number.isFinite(next)) return;
    timer = setTimeout(
      () => {
        view.dispatch({ effects: flagsExpired.of(Date.now()) });
        expire();
      },
      next - now + 10,
    );
  };
  const show = (): void => {
    const placed = placeCursors(replica.text, replica.state.getState().cursors, cursorsIn(view.state), Date.now());
    view.dispatch({ effects: setCursors.of(placed) });
    expire();
  };
  show();
  const stop = replica.state.subscribe((state, before) => {
    if (state.cursors !== before.cursors) show();
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}
