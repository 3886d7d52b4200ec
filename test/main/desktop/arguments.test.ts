import { describe, expect, test } from 'vitest';
import { intentOf, startOptions } from '../../../main/desktop/arguments.ts';

describe('the words after the program’s name', () => {
  test.each([
    [[], undefined],
    [['--data', '/tmp/a'], '/tmp/a'],
    [['--no-sandbox', '--data=/tmp/a'], '/tmp/a'],
    [['--enable-features=Something', '/home/mira/letter.md'], undefined],
    [['banyan://join/abc'], undefined],
  ])('%j open the window', (words, dataFolder) => {
    expect(intentOf(['/opt/Banyan/banyan-desktop', ...words], true)).toEqual({ kind: 'window', dataFolder });
  });

  test.each([['tree', '--json'], ['node', '--name', 'pi'], ['--help'], ['--version']])('%s is a command', (...words) => {
    expect(intentOf(['/opt/Banyan/banyan-desktop', ...words], true)).toEqual({ kind: 'command-line', args: words });
  });

  test('switches of Chromium in front of a command are passed over', () => {
    expect(intentOf(['banyan', '--ozone-platform=headless', '--no-sandbox', 'tree'], true)).toEqual({
      kind: 'command-line',
      args: ['tree'],
    });
  });

  test('in a checkout the program’s name is two words', () => {
    expect(intentOf(['electron', '/checkout', '--data', '/tmp/a'], false)).toEqual({ kind: 'window', dataFolder: '/tmp/a' });
  });
});

describe('npm start', () => {
  test('takes a data folder', () => {
    expect(startOptions(['--data', '/tmp/a'])).toEqual({ dataFolder: '/tmp/a', demo: false });
    expect(startOptions(['--demo'])).toEqual({ dataFolder: undefined, demo: true });
  });

  test.each([['--dta', '/tmp/a'], ['word'], ['--data']])('refuses %s with one sentence', (...words) => {
    expect(() => startOptions(words)).toThrow(
      expect.objectContaining({ code: 'bad-input', message: expect.stringContaining('--data FOLDER') as string }),
    );
  });
});
