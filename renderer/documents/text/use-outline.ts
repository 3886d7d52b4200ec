import { useEffect, useMemo, useState } from 'react';
import type { EditorView } from '@codemirror/view';
import { headingAt, outlineOf, type Heading } from './outline.ts';
import { cursorsIn } from './remote-cursors.ts';
import type { TextReplica } from './text-replica.ts';
import { wordCount } from './word-count.ts';

/** The outline follows the text at most this often. */
const pauseMs = 180;

export interface OutlineState {
  headings: readonly Heading[];
  words: number;
  /** Index of the heading one's own caret is under. */
  own: number;
  /** Who else is under which heading. */
  others: readonly { key: string; person: string; colour: number; heading: number }[];
}

/** Headings, words, and who is where. */
export function useOutline(replica: TextReplica, view: EditorView | null, moves: number): OutlineState {
  const [text, setText] = useState(() => replica.text.toString());
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const changed = (): void => {
      timer ??= setTimeout(() => {
        timer = undefined;
        setText(replica.text.toString());
      }, pauseMs);
    };
    changed();
    replica.text.observe(changed);
    return () => {
      clearTimeout(timer);
      replica.text.unobserve(changed);
    };
  }, [replica]);
  const headings = useMemo(() => outlineOf(text), [text]);
  const words = useMemo(() => wordCount(text), [text]);
  return useMemo(
    () => ({
      headings,
      words,
      own: view === null ? -1 : headingAt(headings, view.state.selection.main.head),
      others:
        view === null
          ? []
          : cursorsIn(view.state).map(({ key, person, colour, head }) => ({
              key,
              person,
              colour,
              heading: Math.max(0, headingAt(headings, head)),
            })),
    }),
    // `moves` stands for the editor's state, which is no React value.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [headings, words, view, moves],
  );
}

/** Puts the caret at a heading and shows it at the top. */
export function jumpTo(view: EditorView, at: number): void {
  const position = Math.min(at, view.state.doc.length);
  const line = view.state.doc.lineAt(position);
  view.dispatch({ selection: { anchor: line.to } });
  view.requestMeasure({
    read: () => view.lineBlockAt(position).top,
    write: (top) => view.scrollDOM.scrollTo({ top: Math.max(0, top - 24) }),
  });
  view.focus();
}
