import { join } from 'node:path';
import { checkHouseRules } from '../checks/house-rules.ts';
import { checkImports } from '../checks/import-rules.ts';
import { checkLicences } from '../checks/licences.ts';
import { runCommand } from './run-command.ts';
import { checkStep, type Step } from './step.ts';
import { vitestStep } from './vitest-step.ts';

const minute = 60_000;
const formatted = ['app', 'main', 'renderer', 'test', 'scripts', 'docs/examples', 'vite.config.ts', 'vitest.config.ts'];

/** What `npm test` runs, the quick steps first. `filters` narrow the vitest projects down to matching files. */
export function allSteps(root: string, filters: readonly string[] = []): Step[] {
  return [
    commandStep('types', 'tsc', ['-p', 'tsconfig.json']),
    checkStep('imports', async () => (await checkImports(root, join(root, '.dependency-cruiser.mjs'))).violations),
    commandStep('lint', 'oxlint', ['--deny-warnings', ...formatted]),
    commandStep('format', 'oxfmt', ['--check', ...formatted]),
    commandStep('contrast', 'node', ['scripts/check-contrast.mjs']),
    checkStep('licences', () => checkLicences(join(root, 'package-lock.json')).violations),
    checkStep('house', () => checkHouseRules(root).violations),
    commandStep('build', 'node', ['scripts/build.ts', '--if-stale']),
    vitestStep('unit', filters, 6 * minute),
    vitestStep('contract', filters, 4 * minute),
    vitestStep('e2e', filters, 15 * minute),
  ];
}

function commandStep(name: string, command: string, args: readonly string[]): Step {
  return checkStep(name, async () => {
    const exitCode = await runCommand(command, args, 2 * minute);
    return exitCode === 0 ? [] : [`${command} ended with ${exitCode}`];
  });
}
