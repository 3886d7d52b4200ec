/** Words that a person reads in a minute. */
const wordsPerMinute = 220;

const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });

/** Above this length words are counted by spaces, which is less exact and much quicker. */
const exactUpTo = 200_000;

/** Number of words in a text, in whatever script. */
export function wordCount(text: string): number {
  if (text.length > exactUpTo) return text.match(/\S+/g)?.length ?? 0;
  let words = 0;
  for (const { isWordLike } of segmenter.segment(text)) if (isWordLike === true) words++;
  return words;
}

/** "642 words, 3 min read". */
export function readingText(words: number): string {
  const noun = words === 1 ? 'word' : 'words';
  return words === 0
    ? 'No words yet'
    : `${words.toLocaleString('en')} ${noun}, ${Math.max(1, Math.round(words / wordsPerMinute))} min read`;
}
