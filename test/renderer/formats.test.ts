import { EditorSelection, EditorState } from '@codemirror/state';
import { describe, expect, test } from 'vitest';
import { formatChange, type Format } from '../../renderer/documents/text/formats.ts';

/** Applies a format to a text in which | stands for the selection's ends. */
function formatted(marked: string, format: Format, times = 1): string {
  const anchor = marked.indexOf('|');
  const head = marked.lastIndexOf('|') - (marked.lastIndexOf('|') === anchor ? 0 : 1);
  let state = EditorState.create({ doc: marked.replaceAll('|', ''), selection: EditorSelection.single(anchor, head) });
  for (let time = 0; time < times; time++) state = state.update(formatChange(state, format)).state;
  const { from, to } = state.selection.main;
  const text = state.doc.toString();
  return from === to
    ? `${text.slice(0, from)}|${text.slice(from)}`
    : `${text.slice(0, from)}|${text.slice(from, to)}|${text.slice(to)}`;
}

describe('formats', () => {
  test('bold goes round the selection, or round the word one is in, and off again', () => {
    expect(formatted('a |word| here', 'bold')).toBe('a **|word|** here');
    expect(formatted('a wo|rd here', 'bold')).toBe('a **wo|rd** here');
    expect(formatted('a |word| here', 'bold', 2)).toBe('a |word| here');
  });

  test('italic inside bold is not taken for it', () => {
    expect(formatted('**|word|**', 'italic')).toBe('***|word|***');
    expect(formatted('***|word|***', 'italic')).toBe('**|word|**');
    expect(formatted('***|word|***', 'bold')).toBe('*|word|*');
  });

  test('a heading becomes one level deeper each time, and plain after the third', () => {
    expect([1, 2, 3, 4].map((times) => formatted('Ti|tle', 'heading', times))).toEqual([
      '# Ti|tle',
      '## Ti|tle',
      '### Ti|tle',
      'Ti|tle',
    ]);
  });

  test('lists begin every selected line that is not empty, and replace one another', () => {
    expect(formatted('|one\n\ntwo|', 'list').replaceAll('|', '')).toBe('- one\n\n- two');
    expect(formatted('- o|ne', 'checklist')).toBe('- [ ] o|ne');
    expect(formatted('- [x] o|ne', 'checklist')).toBe('o|ne');
    expect(formatted('|', 'quote')).toBe('> |');
  });

  test('a link selects the place for its address', () => {
    expect(formatted('see |the page|', 'link')).toBe('see [the page](|address|)');
  });
});
