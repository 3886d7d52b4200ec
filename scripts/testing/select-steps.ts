import type { Step } from './step.ts';
import { allSteps } from './steps.ts';

/** Which vitest project a test file belongs to, by the start of its path. */
const projects: [prefix: string, step: string][] = [
  ['test/contract', 'contract tests'],
  ['test/e2e', 'e2e tests'],
  ['test/package', 'e2e tests'],
];

/**
 * The steps that the words of a command line ask for: all without words, steps by their (first) name, and for
 * anything else the tests in files whose path contains the word.
 */
export function selectSteps(root: string, words: readonly string[]): Step[] {
  const all = allSteps(root);
  if (words.length === 0) return all;
  const named = all.filter((step) => words.some((word) => answersTo(step, word)));
  const paths = words.filter((word) => !all.some((step) => answersTo(step, word))).map((path) => path.replace(/^\.\//, ''));
  const wanted = new Set(paths.map((path) => projects.find(([prefix]) => path.startsWith(prefix))?.[1] ?? 'unit tests'));
  return [...named, ...allSteps(root, paths).filter(({ name }) => wanted.has(name))];
}

const answersTo = ({ name }: Step, word: string): boolean => name === word || name === `${word} tests`;
