import { EditorSelection, type ChangeSpec, type EditorState, type Line, type TransactionSpec } from '@codemirror/state';

/** Formats of the toolbar. */
export type Format = 'heading' | 'bold' | 'italic' | 'link' | 'list' | 'checklist' | 'quote' | 'code';

const wraps: Partial<Record<Format, string>> = { bold: '**', italic: '*', code: '`' };
const prefixes: Partial<Record<Format, string>> = { list: '- ', checklist: '- [ ] ', quote: '> ' };

/** The change that puts a format on the selection, or takes it off where it is on. */
export function formatChange(state: EditorState, format: Format): TransactionSpec {
  if (format === 'heading') return heading(state);
  if (format === 'link') return link(state);
  const wrap = wraps[format];
  return wrap === undefined ? prefixLines(state, prefixes[format] ?? '') : wrapSelection(state, wrap);
}

/** Puts a mark round each selection, or round the word the caret is in; takes it off where it is there. */
function wrapSelection(state: EditorState, mark: string): TransactionSpec {
  return state.changeByRange((range) => {
    const { from, to } = range.empty ? (state.wordAt(range.head) ?? range) : range;
    if (isMarked(state, from, to, mark)) {
      const changes = [
        { from: from - mark.length, to: from },
        { from: to, to: to + mark.length },
      ];
      return { changes, range: EditorSelection.range(range.anchor - mark.length, range.head - mark.length) };
    }
    const changes = [
      { from, insert: mark },
      { from: to, insert: mark },
    ];
    return { changes, range: EditorSelection.range(range.anchor + mark.length, range.head + mark.length) };
  });
}

/** Whether exactly this mark stands on both sides: a single star is not part of a double one. */
function isMarked(state: EditorState, from: number, to: number, mark: string): boolean {
  const sign = mark[0] ?? '';
  const before = state.sliceDoc(Math.max(0, from - 3), from);
  const after = state.sliceDoc(to, to + 3);
  const left = before.length - before.replace(new RegExp(`\\${sign}+$`), '').length;
  const right = after.length - after.replace(new RegExp(`^\\${sign}+`), '').length;
  return mark.length === 2 ? left >= 2 && right >= 2 : left % 2 === 1 && right % 2 === 1;
}

/** Begins each selected line with a prefix; takes it off when all of them have it. */
function prefixLines(state: EditorState, prefix: string): TransactionSpec {
  const lines = selectedLines(state).filter((line, _index, all) => all.length === 1 || line.text.trim() !== '');
  const all = lines.every(({ text }) => text.startsWith(prefix) || (prefix === '- [ ] ' && /^- \[[ xX]\] /.test(text)));
  const changes = lines.map((line): ChangeSpec => {
    if (all) return { from: line.from, to: line.from + prefix.length };
    const old = /^(?:- \[[ xX]\] |[-*+] |> |\d+\. )/.exec(line.text)?.[0] ?? '';
    return { from: line.from, to: line.from + (prefix === '> ' ? 0 : old.length), insert: prefix };
  });
  return movingCarets(state, changes);
}

/** Turns the line into a heading, one level deeper each time, and after the third into plain text. */
function heading(state: EditorState): TransactionSpec {
  const changes = selectedLines(state).map((line): ChangeSpec => {
    const marks = /^(#{1,6}) /.exec(line.text)?.[1]?.length ?? 0;
    const next = marks === 0 ? 1 : marks < 3 ? marks + 1 : 0;
    return { from: line.from, to: line.from + (marks === 0 ? 0 : marks + 1), insert: next === 0 ? '' : `${'#'.repeat(next)} ` };
  });
  return movingCarets(state, changes);
}

/** Makes a link of the selection, and selects the place for its address. */
function link(state: EditorState): TransactionSpec {
  return state.changeByRange((range) => {
    const text = state.sliceDoc(range.from, range.to) || 'link';
    const address = range.from + text.length + 3;
    return {
      changes: { from: range.from, to: range.to, insert: `[${text}](address)` },
      range: EditorSelection.range(address, address + 'address'.length),
    };
  });
}

function selectedLines(state: EditorState): Line[] {
  const lines = new Map<number, Line>();
  for (const { from, to } of state.selection.ranges) {
    for (let at = from; at <= to;) {
      const line = state.doc.lineAt(at);
      lines.set(line.number, line);
      at = line.to + 1;
    }
  }
  return [...lines.values()];
}

/** The changes, with each caret kept behind what is inserted at its place. */
function movingCarets(state: EditorState, specs: readonly ChangeSpec[]): TransactionSpec {
  const changes = state.changes(specs);
  const moved = state.selection.ranges.map((range) =>
    EditorSelection.range(changes.mapPos(range.anchor, 1), changes.mapPos(range.head, 1)),
  );
  return { changes, selection: EditorSelection.create(moved, state.selection.mainIndex) };
}
