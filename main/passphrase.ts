import { closeSync, openSync, readSync } from 'node:fs';
import { BanyanError, needsPassphrase, openKeyslot, passphraseLength, passphraseNeeded, type Keyslot } from '../app/index.ts';

/** Where passphrases are asked for: a terminal, or what stands for one in a test. */
export interface Terminal {
  input: Pick<NodeJS.ReadStream, 'isTTY' | 'setRawMode' | 'resume' | 'pause' | 'on' | 'off'>;
  output: Pick<NodeJS.WriteStream, 'write'>;
}

/** The terminal of this process; questions go to stderr, so that what is piped from stdout stays clean. */
export const processTerminal = (): Terminal => ({ input: process.stdin, output: process.stderr });

/** The file that the environment names for passphrases (`BANYAN_PASSPHRASE_FILE`), or undefined. */
export function environmentPassphraseFile(): string | undefined {
  const named = process.env['BANYAN_PASSPHRASE_FILE'];
  return named === undefined || named === '' ? undefined : named;
}

/** Most bytes of a passphrase: each character has at most four. One more line end may follow. */
const mostBytes = passphraseLength.max * 4 + 2;

/** A passphrase out of a file: all of it, but for one line end. Fails with `bad-input`. */
export function readPassphraseFile(path: string): string {
  const bytes = Buffer.alloc(mostBytes + 1);
  let length: number;
  try {
    const file = openSync(path, 'r');
    try {
      length = readSync(file, bytes);
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    throw new BanyanError('bad-input', `The passphrase file ${path} can't be read. Name one that can.`, { cause });
  }
  const passphrase = bytes.toString('utf8', 0, length).replace(/\r?\n$/, '');
  if (length > mostBytes)
    throw new BanyanError('bad-input', `The passphrase file ${path} is too long. It holds the passphrase alone.`);
  if (passphrase === '')
    throw new BanyanError('bad-input', `The passphrase file ${path} is empty. Write the passphrase into it.`);
  return passphrase;
}

/** Asks without showing what is typed. Fails with `closed` when the person gives up (Ctrl-C, Ctrl-D). */
export function askPassphrase(question: string, { input, output }: Terminal): Promise<string> {
  // Before the question is there, so that nothing of a quick answer is shown.
  input.setRawMode(true);
  input.resume();
  output.write(`${question}: `);
  let typed: string[] = [];
  return new Promise((resolve, reject) => {
    const end = (outcome: () => void): void => {
      input.off('data', take);
      input.setRawMode(false);
      input.pause();
      output.write('\n');
      outcome();
    };
    const take = (data: Buffer | string): void => {
      const text = data.toString();
      // An arrow or another key without a letter.
      if (text.startsWith('\u001B')) return;
      for (const character of text) {
        if (character === '\r' || character === '\n') return end(() => resolve(typed.join('')));
        if (character === '\u0003' || character === '\u0004')
          return end(() => reject(new BanyanError('closed', 'No passphrase was given. Nothing was changed.')));
        if (character === '\u007F' || character === '\b') typed.pop();
        else if (character === '\u0015') typed = [];
        else if (character >= ' ') typed.push(character);
      }
    };
    input.on('data', take);
  });
}

/** A passphrase out of the file that was named, else asked for; `whenNeither` where there is no terminal to ask at. */
export async function givenPassphrase(
  file: string | undefined,
  question: string,
  whenNeither: () => BanyanError,
  terminal: Terminal = processTerminal(),
): Promise<string> {
  if (file !== undefined) return readPassphraseFile(file);
  if (!terminal.input.isTTY) throw whenNeither();
  return askPassphrase(question, terminal);
}

/** A new passphrase, asked for twice. Fails with `bad-input` when the two differ. */
export async function newPassphrase(
  file: string | undefined,
  question: string,
  whenNeither: () => BanyanError,
  terminal: Terminal = processTerminal(),
): Promise<string> {
  const passphrase = await givenPassphrase(file, question, whenNeither, terminal);
  if (file !== undefined || (await askPassphrase('The same once more', terminal)) === passphrase) return passphrase;
  throw new BanyanError('bad-input', 'The two are not the same. Nothing was changed.');
}

/**
 * Opens the passphrase of a data folder, where one is set: with the file that was named, else asked for. Fails with
 * `passphrase-needed`, `wrong-passphrase`, or `bad-input` where a file was named and no passphrase is set: whoever
 * names one believes that the folder is protected.
 */
export async function unlock(
  dataFolder: string,
  file: string | undefined,
  terminal: Terminal = processTerminal(),
): Promise<Keyslot | undefined> {
  if (!needsPassphrase(dataFolder)) {
    if (file === undefined) return undefined;
    const sentence = `No passphrase is set on ${dataFolder}. Set it with "banyan passphrase set" first, or name no passphrase file.`;
    throw new BanyanError('bad-input', sentence);
  }
  const passphrase = await givenPassphrase(file, `Passphrase of ${dataFolder}`, () => passphraseNeeded(dataFolder), terminal);
  return openKeyslot(dataFolder, passphrase);
}
