/*
 * `npm test`: every check and every test, the quick ones first. Goes on after a failure, so that one run tells
 * everything, and ends with one line that says how many passed and failed.
 *
 *   npm test                       all of it
 *   npm test -- lint unit          only these steps
 *   npm test -- test/app/wire      only test files whose path contains this
 */
import { delimiter, join } from 'node:path';
import { findBrowser } from '../main/desktop/find-browser.cjs';
import { selectSteps } from './testing/select-steps.ts';
import { runSteps } from './testing/run-steps.ts';

const root = join(import.meta.dirname, '..');
process.chdir(root);
process.env['PATH'] = `${join(root, 'node_modules', '.bin')}${delimiter}${process.env['PATH'] ?? ''}`;
// Nothing in a test leaves this machine, and nothing downloads Electron.
process.env['BANYAN_INTERFACE'] = '127.0.0.1';
process.env['ELECTRON_OVERRIDE_DIST_PATH'] ??= '/nonexistent';
process.env['BANYAN_CHROMIUM'] ??= findBrowser() ?? '';

const steps = selectSteps(root, process.argv.slice(2));
const total = await runSteps(steps);
process.exitCode = total.failed === 0 ? 0 : 1;
