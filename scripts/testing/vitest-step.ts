import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { runCommand } from './run-command.ts';
import type { Step, Tally } from './step.ts';

const report = z.object({
  numTotalTests: z.number(),
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(z.object({ name: z.string(), status: z.string(), assertionResults: z.array(z.unknown()) })),
});
export type VitestReport = z.infer<typeof report>;

/** Runs a vitest project and those whose names begin with its name, or the files of them whose path contains one of `filters`. */
export function vitestStep(project: string, filters: readonly string[], timeoutMs: number): Step {
  return {
    name: `${project} tests`,
    run: async () => {
      const folder = mkdtempSync(join(tmpdir(), 'banyan-report-'));
      const file = join(folder, 'report.json');
      try {
        const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
        const exitCode = await runCommand('vitest', ['run', `--project=${project}*`, ...reporters, ...filters], timeoutMs);
        return tallyOf(report.parse(JSON.parse(readFileSync(file, 'utf8'))), exitCode);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

/**
 * Counts what vitest reported. A file that broke before its first test counts as one failure, and so do a project
 * without tests and an exit code that no failed test explains (an unhandled error).
 */
export function tallyOf(result: VitestReport, exitCode: number): Tally {
  const broken = result.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  let failed = result.numFailedTests + broken.length;
  if (result.numTotalTests === 0 && failed === 0) {
    console.error('  No test ran.');
    failed = 1;
  } else if (exitCode !== 0 && failed === 0) {
    console.error(`  vitest ended with ${exitCode} although every test passed: an error outside of the tests, see above.`);
    failed = 1;
  }
  return { passed: result.numPassedTests, failed, skipped: result.numPendingTests + result.numTodoTests };
}
