/*
 * Restores an identity, and is killed before the step that is named.
 *
 *   node identity-process.ts FOLDER FILE STEP
 */
import { restoreIdentity } from '../../../app/node-identity.ts';

const [dataFolder, file, last] = process.argv.slice(2) as [string, string, string];
await restoreIdentity(dataFolder, file, 'backup horse', {
  onStep: (step) => {
    if (step === last) process.kill(process.pid, 'SIGKILL');
  },
});
