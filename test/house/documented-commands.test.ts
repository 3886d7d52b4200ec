import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const pages = [
  'README.md',
  'CHANGELOG.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const textOf = (page: string): string => readFileSync(join(root, page), 'utf8');
/** Lines of code blocks and inline code. */
const code = (page: string): string[] =>
  [...textOf(page).matchAll(/```sh\n([\s\S]*?)```|`([^`\n]+)`/g)].flatMap(([, block, inline]) =>
    (block ?? inline ?? '').split('\n'),
  );

function commandsOf(page: string): { words: string[]; options: string[] }[] {
  return code(page).flatMap((line) => {
    const given = /^(?:npx )?banyan ([a-z][^<>|]*)/.exec(line.trim())?.[1]?.split(/\s+/);
    if (given === undefined) return [];
    const words = given[0] === 'doc' ? given.slice(0, 2) : given.slice(0, 1);
    return [{ words, options: given.filter((word) => word.startsWith('--')) }];
  });
}

describe('what the documents tell people to type', () => {
  const commands = pages.flatMap(commandsOf);
  const distinct = [...new Set(commands.map(({ words }) => words.join(' ')))];

  test('is found at all', () => {
    expect(distinct.length).toBeGreaterThan(6);
  });

  test.each(distinct)('banyan %s exists, with every option that is named', (asked) => {
    const program = join(root, 'main', 'cli', 'banyan.ts');
    const { status, stdout } = spawnSync(process.execPath, [program, ...asked.split(' '), '--help'], { encoding: 'utf8' });
    expect(status).toBe(0);
    const named = commands.filter(({ words }) => words.join(' ') === asked).flatMap((command) => command.options);
    for (const option of named) expect(stdout).toContain(option);
  });

  test('npm scripts exist', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
    const named = pages
      .flatMap(code)
      .flatMap((line) => /^(?:\S+=\S+ )*npm (?:run )?(start|test|[a-z]+)\b/.exec(line.trim())?.[1] ?? []);
    expect(named.length).toBeGreaterThan(2);
    for (const name of named.filter((script) => script !== 'ci' && script !== 'install'))
      expect(Object.keys(scripts)).toContain(name);
  });

  test('links and pictures lead somewhere', () => {
    const targets = pages.flatMap((page) =>
      [...textOf(page).matchAll(/\]\(([^)#]+)\)|src(?:set)?="([^"]+)"/g)].map((match) => ({
        page,
        target: match[1] ?? match[2]!,
      })),
    );
    const local = targets.filter(({ target }) => !/^[a-z]+:/.test(target));
    expect(local.length).toBeGreaterThan(4);
    for (const { page, target } of local) expect(existsSync(join(root, dirname(page), target)), `${page}: ${target}`).toBe(true);
  });
});
