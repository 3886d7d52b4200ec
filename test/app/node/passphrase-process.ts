/*
 * Turns a passphrase on, changes it or turns it off, and is killed before the step that is named.
 *
 *   node passphrase-process.ts set|change|remove FOLDER STEP
 */
import { changePassphrase, openKeyslot, removePassphrase, setPassphrase } from '../../../app/node-passphrase.ts';
import { cheap } from './passphrase-folder.ts';

const [action, dataFolder, last] = process.argv.slice(2) as [string, string, string];
const options = {
  cost: cheap,
  onStep: (step: string) => {
    process.stdout.write(`${step}\n`);
    if (step === last) process.kill(process.pid, 'SIGKILL');
  },
};
if (action === 'set') await setPassphrase(dataFolder, 'correct horse', options);
else {
  const keyslot = await openKeyslot(dataFolder, 'correct horse');
  if (action === 'change') await changePassphrase(dataFolder, keyslot, 'another horse', options);
  else await removePassphrase(dataFolder, keyslot, options);
}
