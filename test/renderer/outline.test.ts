import { describe, expect, test } from 'vitest';
import { headingAt, outlineOf } from '../../renderer/documents/text/outline.ts';

describe('the outline of a text', () => {
  test('lists headings with their level and place', () => {
    expect(outlineOf('# One\ntext\n## Two\n')).toEqual([
      { level: 1, title: 'One', at: 0 },
      { level: 2, title: 'Two', at: 11 },
    ]);
  });

  test('leaves out what only looks like a heading inside fenced code', () => {
    expect(outlineOf('```sh\n# not this\n```\n# This').map(({ title }) => title)).toEqual(['This']);
  });

  test('closes a fence only with one that is as long', () => {
    expect(outlineOf('````\n```\n# not this\n````\n# This').map(({ title }) => title)).toEqual(['This']);
  });

  test('shows titles without their marks', () => {
    expect(outlineOf('## **Bold** and [a link](x) and `code` ##')[0]?.title).toBe('Bold and a link and code');
  });

  test('takes neither seven signs nor a sign without a space', () => {
    expect(outlineOf('####### no\n#no')).toEqual([]);
  });

  test('tells under which heading a position lies', () => {
    const headings = outlineOf('top\n# One\n# Two');
    expect([0, 4, 9, 10, 99].map((position) => headingAt(headings, position))).toEqual([-1, 0, 0, 1, 1]);
  });
});
