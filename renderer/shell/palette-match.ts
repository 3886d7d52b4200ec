/** A stretch of text, and whether it is part of what was searched. */
export interface MatchPart {
  text: string;
  hit: boolean;
}

/**
 * How well a title fits what was typed: the start of the title best, then the start of a word, then anywhere;
 * every word typed has to occur. Undefined when it does not fit.
 */
export function matchScore(title: string, typed: string): number | undefined {
  const text = title.toLowerCase();
  const words = typed
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  let score = 0;
  for (const word of words) {
    const at = text.indexOf(word);
    if (at < 0) return undefined;
    score += at === 0 ? 3 : /\W/.test(text[at - 1] ?? '') ? 2 : 1;
  }
  return score;
}

/** The title in parts, those that were typed marked. */
export function markedParts(title: string, typed: string): MatchPart[] {
  const words = typed.split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return [{ text: title, hit: false }];
  const pattern = new RegExp(`(${words.map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('|')})`, 'gi');
  return title.split(pattern).flatMap((text, index) => (text === '' ? [] : [{ text, hit: index % 2 === 1 }]));
}
