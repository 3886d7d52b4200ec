import { codeWords } from '../../app/bridge/index.ts';

/** Most words that are offered at once. */
const mostOffered = 6;

/** Words of codes that begin like this; none before anything is typed. */
export function completions(typed: string): readonly string[] {
  if (typed === '') return [];
  return codeWords.filter((word) => word.startsWith(typed)).slice(0, mostOffered);
}

/** Whether a text is a word of codes. */
export const isWord = (text: string): boolean => codeWords.includes(text);

/** What is wrong with a word, in one sentence; undefined while it may still become one. */
export function wordTrouble(typed: string, left: boolean): string | undefined {
  if (typed === '' || isWord(typed) || (!left && completions(typed).length > 0)) return undefined;
  return `“${typed}” is in no code. Ask for that word again.`;
}

/** A whole code in a text that was pasted: its two words and its digits. */
export function pastedCode(text: string): [string, string, string] | undefined {
  const parts = text
    .trim()
    .toLowerCase()
    .split(/[\s.,\-–—_]+/);
  const [first = '', second = '', digits = ''] = parts;
  return parts.length === 3 && /^\d{2}$/.test(digits) ? [first, second, digits] : undefined;
}

/** Minutes and seconds that are left, as `1:24`. */
export function leftText(endsAt: number, now: number): string {
  const seconds = Math.max(0, Math.ceil((endsAt - now) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Tries that are left, in words. */
export function triesText(tries: number): string {
  return tries === 1 ? '1 try left' : `${tries} tries left`;
}
