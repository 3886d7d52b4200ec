import { Prec, RangeSetBuilder, StateEffect, StateField, type EditorState, type Extension, type Text } from '@codemirror/state';
import { Decoration, EditorView, type DecorationSet } from '@codemirror/view';
import * as Y from 'yjs';
import type { CursorView } from '../../../app/bridge/index.ts';
import { RemoteCaret } from './remote-caret.ts';

/** How long the name stands above a caret after it moved, in milliseconds. */
export const flagShownMs = 2500;
/** With more carets than these, flags are shown only near one's own. */
const crowd = 8;
const nearLines = 30;

/** A remote cursor with its place in the text as it is now. */
export interface PlacedCursor {
  key: string;
  person: string;
  colour: number;
  anchor: number;
  head: number;
  /** Until when its flag shows, on this window's clock. */
  freshUntil: number;
}

/** Replaces what is known of the others' cursors. */
export const setCursors = StateEffect.define<readonly PlacedCursor[]>();
/** Some flag's time is over. */
export const flagsExpired = StateEffect.define<number>();

/** The others' cursors; they move along with edits until they are told anew. */
const cursorField = StateField.define<{ cursors: readonly PlacedCursor[]; decorations: DecorationSet }>({
  create: () => ({ cursors: [], decorations: Decoration.none }),
  update(value, { changes, effects, newDoc, newSelection, selection }) {
    let { cursors } = value;
    if (!changes.empty)
      cursors = cursors.map((cursor) => ({
        ...cursor,
        anchor: changes.mapPos(cursor.anchor, 1),
        head: changes.mapPos(cursor.head, 1),
      }));
    for (const effect of effects) if (effect.is(setCursors)) cursors = effect.value;
    const looksSame =
      cursors === value.cursors && !effects.some((effect) => effect.is(flagsExpired)) && !(selection && cursors.length > crowd);
    return looksSame ? value : { cursors, decorations: draw(newDoc, newSelection.main.head, cursors) };
  },
  // Above the highlighting, so that a caret in a heading stands inside it and is as high as its letters.
  provide: (field) => Prec.highest(EditorView.decorations.from(field, ({ decorations }) => decorations)),
});

export function remoteCursors(): Extension {
  return cursorField;
}

export function cursorsIn(state: EditorState): readonly PlacedCursor[] {
  return state.field(cursorField, false)?.cursors ?? [];
}

/**
 * Finds the places of cursors in a text. `before` are those known until now: who has not moved keeps the time
 * until which their flag shows. Cursors whose place is not in the text (any more) are left out.
 */
export function placeCursors(
  text: Y.Text,
  cursors: readonly CursorView[],
  before: readonly PlacedCursor[],
  now: number,
): PlacedCursor[] {
  return cursors.flatMap(({ key, person, colour, anchor, head }) => {
    const [from, to] = [indexOf(text, anchor), indexOf(text, head)];
    if (from === undefined || to === undefined) return [];
    const known = before.find((cursor) => cursor.key === key);
    const still = known !== undefined && known.anchor === from && known.head === to;
    return [{ key, person, colour, anchor: from, head: to, freshUntil: still ? known.freshUntil : now + flagShownMs }];
  });
}

function indexOf(text: Y.Text, position: Uint8Array): number | undefined {
  if (text.doc === null) return undefined;
  try {
    const absolute = Y.createAbsolutePositionFromRelativePosition(Y.decodeRelativePosition(position), text.doc);
    return absolute?.type === text ? absolute.index : undefined;
  } catch {
    // Bytes of somebody else; what is no position is no caret.
    return undefined;
  }
}

function draw(doc: Text, ownHead: number, cursors: readonly PlacedCursor[]): DecorationSet {
  const now = Date.now();
  const own = doc.lineAt(ownHead).number;
  const ranges = cursors.flatMap((cursor) => {
    const anchor = Math.min(cursor.anchor, doc.length);
    const head = Math.min(cursor.head, doc.length);
    const near = cursors.length <= crowd || Math.abs(doc.lineAt(head).number - own) <= nearLines;
    const caret = Decoration.widget({
      widget: new RemoteCaret(cursor.person, cursor.colour, near && cursor.freshUntil > now),
      side: 1,
    });
    // A class for the colour: the page's policy forbids style attributes.
    const tint = Decoration.mark({ class: `remote-selection person-${cursor.colour}` });
    const selected = anchor === head ? [] : [tint.range(Math.min(anchor, head), Math.max(anchor, head))];
    return [caret.range(head), ...selected];
  });
  const builder = new RangeSetBuilder<Decoration>();
  for (const { from, to, value } of ranges.toSorted((a, b) => a.from - b.from || a.value.startSide - b.value.startSide))
    builder.add(from, to, value);
  return builder.finish();
}
