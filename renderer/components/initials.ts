/** Initials of a person: the first letters of the first and the last word. */
export function initials(name: string, most: 1 | 2 = 2): string {
  const words = name
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '');
  const first = letterOf(words[0]);
  const last = words.length > 1 ? letterOf(words.at(-1)) : '';
  return (most === 1 ? first : first + last).toLocaleUpperCase();
}

/** The name somebody is called by where there is little room. */
export function firstName(name: string): string {
  return name.trim().split(/\s+/)[0] ?? name;
}

function letterOf(word: string | undefined): string {
  return [...(word ?? '')].find((character) => /[\p{L}\p{N}]/u.test(character)) ?? '?';
}
