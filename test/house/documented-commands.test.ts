import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const pages = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const textOf = (page: string): string => readFileSync(join(root, page), 'utf8');

interface Line {
  page: string;
  line: string;
}

/** Lines of shell blocks, and inline code, of every page. */
const lines: Line[] = pages.flatMap((page) =>
  [...textOf(page).matchAll(/```(\w*)[^\n]*\n([\s\S]*?)```|`([^`\n]+)`/g)].flatMap(([, language, block, inline]) =>
    (language === 'sh' ? block! : (inline ?? '')).split('\n').map((line) => ({ page, line: line.trim() })),
  ),
);

interface Command {
  /** The words that choose the command: `tree`, or `doc new`. */
  words: string;
  options: string[];
  line: string;
}

/** Commands that have commands of their own. */
const groups = new Set(['doc', 'passphrase', 'identity']);

function commandsIn({ page, line }: Line): Command[] {
  const given = /^(?:[A-Z_]+=\S+ )*(?:npx )?banyan ([a-z][^<>|&#]*)/.exec(line)?.[1]?.trim().split(/\s+/);
  if (given === undefined) return [];
  const chosen = given.slice(0, groups.has(given[0]!) ? 2 : 1).join(' ');
  const options = given.filter((word) => word.startsWith('--')).map((word) => word.split('=')[0]!);
  return [{ words: chosen, options, line: `${page}: ${line}` }];
}

function helpOf(words: string): { status: number | null; help: string } {
  const program = join(root, 'main', 'cli', 'banyan.ts');
  const { status, stdout } = spawnSync(process.execPath, [program, ...words.split(' '), '--help'], { encoding: 'utf8' });
  return { status, help: stdout };
}

/** Whether a help text is that of this command and no other: an unknown word gets the help of what is above it. */
const isHelpOf = (help: string, words: string): boolean => new RegExp(`^Usage: banyan ${words}( |$)`, 'm').test(help);
const hasOption = (help: string, option: string): boolean => new RegExp(`^\\s+(-\\w, )?${option}( |$)`, 'm').test(help);

describe('the commands that the documents tell people to type', () => {
  const commands = lines.flatMap(commandsIn);
  const distinct = [...new Set(commands.map(({ words }) => words))].toSorted();

  test('are found at all', () => {
    expect(distinct).toEqual(expect.arrayContaining(['node', 'tree', 'near', 'docs', 'doc new', 'bench', 'doctor']));
    expect(commands.flatMap(({ options }) => options).length).toBeGreaterThan(5);
  });

  test.each(distinct)('banyan %s exists, with every option that is named', (words) => {
    const { status, help } = helpOf(words);
    expect(status).toBe(0);
    expect(isHelpOf(help, words), help).toBe(true);
    for (const { options, line } of commands.filter((command) => command.words === words))
      for (const option of options) expect(hasOption(help, option), `${line} names ${option}`).toBe(true);
  });

  test('are all that the program has, and one that it does not have would be noticed', () => {
    const { help } = helpOf('fly');
    expect(isHelpOf(help, 'fly')).toBe(false);
    expect(hasOption(help, '--ver')).toBe(false);
    expect(hasOption(help, '--version')).toBe(true);
    const listed = [...help.slice(help.indexOf('Commands:')).matchAll(/^ {2}([a-z]+)/gm)].map((match) => match[1]!);
    expect(listed.length).toBeGreaterThan(5);
    const documented = new Set(distinct.map((words) => words.split(' ')[0]));
    for (const command of listed.filter((name) => name !== 'help')) expect(documented).toContain(command);
  });
});

describe('the npm scripts that the documents tell people to run', () => {
  /** Words of npm itself. */
  const npmsOwn = new Set(['ci', 'install']);
  const named = lines.flatMap(({ page, line }) => {
    const script = /^(?:[A-Z_]+=\S+ )*npm (?:run )?([a-z]+)/.exec(line)?.[1];
    return script === undefined || npmsOwn.has(script) ? [] : [{ script, line: `${page}: ${line}` }];
  });

  test('exist', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
    expect(new Set(named.map(({ script }) => script)).size).toBeGreaterThan(2);
    for (const { script, line } of named) expect(Object.keys(scripts), line).toContain(script);
  });
});

describe('the links and pictures of the documents', () => {
  const targets = pages.flatMap((page) =>
    [...textOf(page).matchAll(/\]\(([^)\s]+)\)|\bsrc(?:set)?="([^"]+)"/g)].map((match) => ({
      page,
      target: match[1] ?? match[2]!,
    })),
  );
  const local = targets.filter(({ target }) => !/^[a-z]+:/.test(target));

  test('are found at all', () => {
    expect(local.length).toBeGreaterThan(10);
    expect(local.filter(({ target }) => target.endsWith('.png')).length).toBeGreaterThan(2);
  });

  test.each(local)('$page leads to $target, which is there', ({ page, target }) => {
    const [path, heading] = target.split('#');
    const file = path === '' ? page : join(dirname(page), path!);
    expect(existsSync(join(root, file)), file).toBe(true);
    if (heading !== undefined) expect(headingsOf(textOf(file))).toContain(heading);
  });
});

/** Headings in the form in which links name them. */
function headingsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map((match) =>
    match[1]!
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}
