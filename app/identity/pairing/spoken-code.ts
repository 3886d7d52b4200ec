import { BanyanError } from '../../errors.ts';
import type { Random } from '../../random.ts';
import { codeWords } from './code-words.ts';

/**
 * Two words and two digits that somebody reads out. The words are the secret, 20 bits: enough where three tries are all
 * there are. The digits only say which code is meant, if several are open near each other (PROTOCOL.md, rule J1).
 */
export interface SpokenCode {
  words: readonly [string, string];
  /** 0 to 99. */
  digits: number;
}

const digitsBelow = 100;
/** Longest text that is looked at. */
const mostCharacters = 64;

export function newCode(random: Random): SpokenCode {
  const word = (): string => codeWords[random.integer(codeWords.length)]!;
  return { words: [word(), word()], digits: random.integer(digitsBelow) };
}

/** As it is shown: `amber-otter-47`. */
export function codeText({ words, digits }: SpokenCode): string {
  return `${words[0]}-${words[1]}-${String(digits).padStart(2, '0')}`;
}

/**
 * A code as somebody typed it: any case, with spaces, dashes or dots between. Throws `bad-input` with the word that is
 * in no code, so that it can be asked for again before a try is spent.
 */
export function readCode(text: string): SpokenCode {
  const parts = text
    .slice(0, mostCharacters)
    .trim()
    .toLowerCase()
    .split(/[\s.,\-–—_]+/);
  const [first = '', second = '', digits = ''] = parts;
  if (parts.length !== 3 || !/^\d{2}$/.test(digits))
    throw new BanyanError('bad-input', 'A code is two words and two digits, like amber-otter-47.');
  for (const word of [first, second])
    if (!codeWords.includes(word)) throw new BanyanError('bad-input', `"${word}" is in no code. Ask for that word again.`);
  return { words: [first, second], digits: Number(digits) };
}

/** Whether a text looks like a code rather than a link. */
export const looksLikeCode = (text: string): boolean => !text.includes('://');

/** The part of a code that is secret, as it goes into CPace (PROTOCOL.md, rule J3). */
export function codeSecret({ words }: SpokenCode): Uint8Array {
  return new TextEncoder().encode(words.join(' '));
}
