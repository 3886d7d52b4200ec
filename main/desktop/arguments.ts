import { parseArgs } from 'node:util';
import { BanyanError } from '../../app/index.ts';

/** What the words after the program's name ask for. */
export type Intent = { kind: 'window'; dataFolder: string | undefined } | { kind: 'command-line'; args: readonly string[] };

/**
 * Tells a command (`banyan tree`) from the start of the window (`banyan --data DIR`). Switches of Chromium, which
 * come in between, are passed over.
 *
 * @param argv as `process.argv`
 * @param isPackaged whether the program's name is one word (packaged) or two (`electron .`)
 */
export function intentOf(argv: readonly string[], isPackaged: boolean): Intent {
  const args = argv
    .slice(isPackaged ? 1 : 2)
    .filter((word) => !/^--(no-sandbox|ozone-platform=|remote-debugging-p|inspect)/.test(word));
  const [first] = args;
  if (first !== undefined && /^([a-z]+|-h|--help|-V|--version)$/.test(first)) return { kind: 'command-line', args };
  const { values } = parseArgs({ args, options: { data: { type: 'string' } }, strict: false, allowPositionals: true });
  return { kind: 'window', dataFolder: typeof values.data === 'string' ? values.data : undefined };
}

/** The options of `npm start`. Fails with `bad-input` on others. */
export function startOptions(args: readonly string[]): { dataFolder: string | undefined; demo: boolean } {
  try {
    const { values } = parseArgs({ args: [...args], options: { data: { type: 'string' }, demo: { type: 'boolean' } } });
    return { dataFolder: values.data, demo: values.demo === true };
  } catch (cause) {
    throw new BanyanError('bad-input', `npm start knows --data FOLDER and --demo, not ${args.join(' ')}.`, { cause });
  }
}
