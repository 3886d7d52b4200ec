import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { askPassphrase, newPassphrase, readPassphraseFile, unlock, type Terminal } from '../../main/passphrase.ts';

/** A terminal at which somebody answers each question with the keys in line; shows what a person would see. */
class FakeTerminal implements Terminal {
  shown = '';
  raw = false;
  readonly input: Terminal['input'];
  readonly output: Terminal['output'];

  constructor(answers: string[], isTTY = true) {
    const keys = new EventEmitter();
    this.input = Object.assign(keys, {
      isTTY,
      setRawMode: (raw: boolean) => void (this.raw = raw),
      resume: () => queueMicrotask(() => keys.emit('data', Buffer.from(answers.shift() ?? '\u0004'))),
      pause: () => {},
    }) as unknown as Terminal['input'];
    this.output = {
      write: (text: unknown) => {
        // What is typed at a question that a terminal answers by itself would be seen.
        if (String(text).endsWith(': ') && !this.raw) this.shown += 'typed keys ';
        this.shown += String(text);
        return true;
      },
    };
  }
}

const code = (name: string) => expect.objectContaining({ code: name });
const neither = () => new Error('no terminal') as never;

describe('a passphrase that is asked for', () => {
  test('is not shown, and the terminal is as before', async () => {
    const terminal = new FakeTerminal(['correct horse\r']);
    expect(await askPassphrase('Passphrase', terminal)).toBe('correct horse');
    expect([terminal.shown, terminal.raw]).toEqual(['Passphrase: \n', false]);
  });

  test.each([
    ['horsf\u007Fe\r', 'horse'],
    ['wrong\u0015horse\n', 'horse'],
    ['\b\bhorse\r', 'horse'],
    ['pfer\u00f6\u{1F40E}\r', 'pfer\u00f6\u{1F40E}'],
    ['two words\rand more', 'two words'],
  ])('%j is %j', async (keys, passphrase) => {
    expect(await askPassphrase('Passphrase', new FakeTerminal([keys]))).toBe(passphrase);
  });

  test.each(['\u0003', 'half\u0004'])('is none after %j', async (keys) => {
    const terminal = new FakeTerminal([keys]);
    await expect(askPassphrase('Passphrase', terminal)).rejects.toThrow(code('closed'));
    expect(terminal.raw).toBe(false);
  });

  test('and is new has to be typed twice alike', async () => {
    expect(await newPassphrase(undefined, 'New', neither, new FakeTerminal(['one horse\r', 'one horse\r']))).toBe('one horse');
    await expect(newPassphrase(undefined, 'New', neither, new FakeTerminal(['one horse\r', 'two horse\r']))).rejects.toThrow(
      code('bad-input'),
    );
  });

  test('is not asked for where there is no terminal', async () => {
    const terminal = new FakeTerminal([], false);
    await expect(newPassphrase(undefined, 'New', neither, terminal)).rejects.toThrow('no terminal');
    expect(terminal.shown).toBe('');
  });
});

describe('a passphrase in a file', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'banyan-passphrase-file-'))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const file = (content: string): string => {
    writeFileSync(join(folder, 'file'), content);
    return join(folder, 'file');
  };

  test.each([
    ['correct horse', 'correct horse'],
    ['correct horse\n', 'correct horse'],
    ['correct horse\r\n', 'correct horse'],
    [' correct horse \n\n', ' correct horse \n'],
  ])('%j is %j', (content, passphrase) => expect(readPassphraseFile(file(content))).toBe(passphrase));

  test.each(['', '\n', 'x'.repeat(5000)])('of %j is none', (content) => {
    expect(() => readPassphraseFile(file(content))).toThrow(code('bad-input'));
  });

  test('that is not there, or a folder, is named', () => {
    expect(() => readPassphraseFile(join(folder, 'nowhere'))).toThrow(/nowhere can't be read/);
    expect(() => readPassphraseFile(folder)).toThrow(code('bad-input'));
  });

  test('for a folder that has none is refused, so that nobody believes it protected', async () => {
    await expect(unlock(folder, file('correct horse'))).rejects.toThrow(code('bad-input'));
    expect(await unlock(folder, undefined)).toBeUndefined();
  });
});
