import { RangeSetBuilder, type Extension } from '@codemirror/state';
import { Decoration, ViewPlugin, WidgetType, type DecorationSet, type EditorView, type ViewUpdate } from '@codemirror/view';

const task = /^(\s*)([-*+] \[([ xX])\]) /;

/** Shows "- [ ]" as a checkbox, except in the line one is writing in. */
export function checkboxes(): Extension {
  return ViewPlugin.fromClass(
    class {
      decorations: DecorationSet;
      constructor(view: EditorView) {
        this.decorations = boxesIn(view);
      }
      update({ view, docChanged, viewportChanged, selectionSet, focusChanged }: ViewUpdate): void {
        if (docChanged || viewportChanged || selectionSet || focusChanged) this.decorations = boxesIn(view);
      }
    },
    { decorations: (plugin) => plugin.decorations },
  );
}

class Checkbox extends WidgetType {
  readonly done: boolean;

  constructor(done: boolean) {
    super();
    this.done = done;
  }

  override eq(other: Checkbox): boolean {
    return other.done === this.done;
  }

  override toDOM(view: EditorView): HTMLElement {
    const box = document.createElement('input');
    box.type = 'checkbox';
    box.className = 'task-box';
    box.checked = this.done;
    box.tabIndex = -1;
    box.ariaLabel = 'Done';
    box.addEventListener('mousedown', (event) => {
      event.preventDefault();
      const line = view.state.doc.lineAt(view.posAtDOM(box));
      const match = task.exec(line.text);
      if (match === null) return;
      const at = line.from + match[1]!.length + 3;
      view.dispatch({ changes: { from: at, to: at + 1, insert: match[3] === ' ' ? 'x' : ' ' } });
    });
    return box;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

const doneLine = Decoration.line({ class: 'line-done' });
const taskLine = Decoration.line({ class: 'line-task' });

function boxesIn({ state, visibleRanges, hasFocus }: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  const own = hasFocus ? state.doc.lineAt(state.selection.main.head).number : 0;
  for (const { from, to } of visibleRanges) {
    for (let at = from; at <= to;) {
      const line = state.doc.lineAt(at);
      const match = task.exec(line.text);
      if (match !== null) {
        const done = match[3] !== ' ';
        builder.add(line.from, line.from, done ? doneLine : taskLine);
        const start = line.from + match[1]!.length;
        if (line.number !== own) builder.add(start, start + match[2]!.length, Decoration.replace({ widget: new Checkbox(done) }));
      }
      at = line.to + 1;
    }
  }
  return builder.finish();
}
