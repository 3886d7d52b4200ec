import { syntaxTree } from '@codemirror/language';
import { RangeSetBuilder, type Extension } from '@codemirror/state';
import { Decoration, ViewPlugin, type DecorationSet, type EditorView, type ViewUpdate } from '@codemirror/view';

const blockLooks: Record<string, Decoration> = {
  ATXHeading1: Decoration.line({ class: 'line-heading-1' }),
  ATXHeading2: Decoration.line({ class: 'line-heading-2' }),
  ATXHeading3: Decoration.line({ class: 'line-heading-3' }),
  Blockquote: Decoration.line({ class: 'line-quote' }),
  FencedCode: Decoration.line({ class: 'line-code' }),
};

/** Gives whole lines their look: room above headings, a bar beside quotes, a ground under code. */
export function lineLooks(): Extension {
  return ViewPlugin.fromClass(
    class {
      decorations: DecorationSet;
      constructor(view: EditorView) {
        this.decorations = looksOf(view);
      }
      update({ view, docChanged, viewportChanged, startState, state }: ViewUpdate): void {
        if (docChanged || viewportChanged || syntaxTree(startState) !== syntaxTree(state)) this.decorations = looksOf(view);
      }
    },
    { decorations: (plugin) => plugin.decorations },
  );
}

function looksOf({ state, visibleRanges }: EditorView): DecorationSet {
  const looks = new Map<number, Decoration>();
  for (const { from, to } of visibleRanges) {
    syntaxTree(state).iterate({
      from,
      to,
      enter: ({ name, from: start, to: end }) => {
        const look = blockLooks[name];
        if (look === undefined) return;
        for (let at = state.doc.lineAt(start).from; at <= Math.min(end, to);) {
          const line = state.doc.lineAt(at);
          if (!looks.has(line.from)) looks.set(line.from, look);
          at = line.to + 1;
        }
      },
    });
  }
  const builder = new RangeSetBuilder<Decoration>();
  for (const [at, look] of [...looks].toSorted(([a], [b]) => a - b)) builder.add(at, at, look);
  return builder.finish();
}
