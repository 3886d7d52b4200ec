import { limits } from './config.ts';

/** Nothing has to be done to these, and most names are: what an English keyboard types, no blank at an end or beside another. */
const plain = /^[!-~]+(?: [!-~]+)*$/;

/**
 * What a name must not hold, because the eye does not see it or is deceived by it: control characters, what changes the
 * direction of writing and joins or parts letters without a mark of its own (format characters and all that Unicode calls
 * default-ignorable), halves of characters, private ones and those that are none. Unassigned ones stay: the next version
 * of Unicode gives them a meaning, and nodes of different age have to agree about a name.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Noncharacter_Code_Point}\p{Default_Ignorable_Code_Point}]/gu;

/** Blanks of any width and line ends; the empty Braille pattern is no blank by its name only. */
const blanks = /[\p{White_Space}\u2800]+/gu;

/** Marks without a letter under them would sit on whatever stands before the name. */
const looseMarks = /(?<=^|\s)\p{M}+/gu;

/** More marks on one letter than any language writes grow over the lines above and below (UTS #39, section 5.4). */
const towers = /(\p{M}{4})\p{M}+/gu;

/**
 * One line of text from outside as it may be shown: without what can't be seen, with single blanks, in the composed form
 * (NFC) and cut to so many UTF-16 units, but not within a character. Empty when nothing is left. What comes out goes in
 * again unchanged.
 */
export function visibleText(raw: string, mostCharacters: number): string {
  if (raw.length <= mostCharacters && plain.test(raw)) return raw;
  // Bounded first, so that a very long text costs no more than a long one.
  const bounded = raw.slice(0, mostCharacters * 8);
  const line = bounded.replaceAll(blanks, ' ').replaceAll(unseen, '').normalize('NFC');
  const sound = line.replaceAll(blanks, ' ').replaceAll(looseMarks, '').replaceAll(towers, '$1').trim().replaceAll(/ +/g, ' ');
  if (sound.length <= mostCharacters) return sound;
  const end = isHighHalf(sound.charCodeAt(mostCharacters - 1)) ? mostCharacters - 1 : mostCharacters;
  return sound.slice(0, end).trim();
}

/** A name from outside, of a person, a machine, a cluster or a document, made fit to be shown ({@link visibleText}). */
export function shownName(raw: string): string {
  const name = visibleText(raw, limits.nameCharacters);
  return name === '' ? 'Unnamed' : name;
}

/** A sentence that another machine says, made fit to be shown. */
export function shownSentence(raw: string): string {
  return visibleText(raw, limits.sentenceCharacters);
}

const isHighHalf = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
