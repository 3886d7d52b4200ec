import unhomoglyph from 'unhomoglyph';

/** Scripts whose letters pass for those of Latin, and for each other's. */
const deceptive = ['Latin', 'Cyrillic', 'Greek', 'Armenian', 'Cherokee', 'Coptic'] as const;
const letterOf = deceptive.map((script) => [script, new RegExp(`\\p{Script=${script}}`, 'u')] as const);

/**
 * What a name looks like: two names with a skeleton in common are taken for each other. By UTS #39, section 4, with
 * Unicode's table of confusable characters, over the compatibility form (NFKC), which knows full-width, circled and
 * mathematical letters. Once as the name is written and once in small letters, since a capital makes no other person.
 * Blanks do not count.
 */
export function skeletons(name: string): string[] {
  const small = skeleton(name.toLowerCase());
  const written = skeleton(name);
  return small === written ? [written] : [written, small];
}

function skeleton(name: string): string {
  const apart = name.normalize('NFKC').normalize('NFD');
  return unhomoglyph(apart).normalize('NFD').replaceAll(/\s+/gu, '');
}

/**
 * The scripts that one word of a name mixes although nobody writes so, such as Latin and Cyrillic; none when it mixes
 * none. Words in different scripts beside each other are nothing unusual.
 */
export function mixedScripts(name: string): string[] {
  for (const word of name.normalize('NFKC').split(/[\s\p{P}]+/u)) {
    const found = letterOf.filter(([, letter]) => letter.test(word)).map(([script]) => script);
    if (found.length > 1) return found;
  }
  return [];
}
