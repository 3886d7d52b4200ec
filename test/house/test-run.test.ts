import { describe, expect, test, vi } from 'vitest';
import { runSteps, summaryLine } from '../../scripts/testing/run-steps.ts';
import { selectSteps } from '../../scripts/testing/select-steps.ts';
import { checkStep } from '../../scripts/testing/step.ts';
import { tallyOf, type VitestReport } from '../../scripts/testing/vitest-step.ts';

const report = (change: Partial<VitestReport> = {}): VitestReport => ({
  numTotalTests: 3,
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [],
  ...change,
});

describe('counting tests', () => {
  test('takes vitest’s own figures', () => {
    expect(tallyOf(report({ numPassedTests: 1, numFailedTests: 1, numPendingTests: 1 }), 1)).toEqual({
      passed: 1,
      failed: 1,
      skipped: 1,
    });
  });

  test('counts a file that broke before its first test', () => {
    const broken = { name: 'a.test.ts', status: 'failed', assertionResults: [] };
    expect(tallyOf(report({ testResults: [broken] }), 1)).toEqual({ passed: 3, failed: 1, skipped: 0 });
  });

  test('counts a project without tests as a failure', () => {
    expect(tallyOf(report({ numTotalTests: 0, numPassedTests: 0 }), 0).failed).toBe(1);
  });

  test('counts an error outside of the tests as a failure', () => {
    expect(tallyOf(report(), 1)).toEqual({ passed: 3, failed: 1, skipped: 0 });
  });
});

describe('running steps', () => {
  test('goes on after a failure and ends with the sum in one line', async () => {
    const printed = vi.spyOn(console, 'log').mockImplementation(() => {});
    const complained = vi.spyOn(console, 'error').mockImplementation(() => {});
    const throwing = { name: 'throwing', run: () => Promise.reject(new Error('broken')) };
    const total = await runSteps([checkStep('finding', () => ['something']), throwing, checkStep('content', () => [])]);
    const last = printed.mock.lastCall;
    printed.mockRestore();
    complained.mockRestore();
    expect(total).toEqual({ passed: 1, failed: 2, skipped: 0 });
    expect(last).toEqual(['1 passed, 2 failed']);
  });

  test('names skipped tests only where there are some', () => {
    expect(summaryLine({ passed: 5, failed: 0, skipped: 2 })).toBe('5 passed, 0 failed, 2 skipped');
  });
});

describe('choosing steps', () => {
  const names = (...words: string[]): string[] => selectSteps('/nowhere', words).map(({ name }) => name);

  test('runs everything without words, the quick steps first', () => {
    expect(names()).toEqual([
      'types',
      'imports',
      'lint',
      'format',
      'contrast',
      'licences',
      'house',
      'build',
      'unit tests',
      'contract tests',
      'e2e tests',
    ]);
  });

  test('runs the steps that are named', () => {
    expect(names('unit', 'lint')).toEqual(['lint', 'unit tests']);
  });

  test.each([
    ['test/app/wire', 'unit tests'],
    ['./test/contract/transport-zeromq.test.ts', 'contract tests'],
    ['test/e2e/edit.test.ts', 'e2e tests'],
    ['test/package', 'e2e tests'],
    ['window-state', 'unit tests'],
  ])('runs the tests of %s in their project', (path, step) => {
    expect(names(path)).toEqual([step]);
  });
});
