import { limits } from '../../app/bridge/index.ts';

/** What is wrong with a document's name, in one sentence; undefined when it is fine. */
export function nameTrouble(name: string, taken: readonly string[]): string | undefined {
  const trimmed = name.trim();
  if (trimmed === '') return 'A document needs a name.';
  if (trimmed.length > limits.nameCharacters) return `Use at most ${limits.nameCharacters} characters.`;
  const same = taken.some((other) => other.toLocaleLowerCase() === trimmed.toLocaleLowerCase());
  return same ? `There is a “${trimmed}” already. Choose another name.` : undefined;
}

/** A name that is free: "Untitled", "Untitled 2", … */
export function freeName(taken: readonly string[], base = 'Untitled'): string {
  const used = new Set(taken.map((name) => name.toLocaleLowerCase()));
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base} ${number}`;
    if (!used.has(name.toLocaleLowerCase())) return name;
  }
}
