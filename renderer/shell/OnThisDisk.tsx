import type { SelfView } from '../../app/bridge/index.ts';
import { useSlice } from '../state/app.ts';

/** How documents and keys are protected on this machine's disk, and what can be done about it. */
export function OnThisDisk() {
  const { atRest } = useSlice('self');
  return (
    <section className="on-disk" aria-labelledby="on-this-disk">
      <h3 id="on-this-disk" className="field-label">
        On this disk
      </h3>
      <p>
        {atRest.passphrase ? 'Encrypted under a passphrase.' : 'Not encrypted.'}{' '}
        <span>{keysIn[atRest.keys](atRest.passphrase)}</span>
      </p>
      <p className="quiet">
        While Banyan is closed, <code className="mono">banyan passphrase {atRest.passphrase ? 'change' : 'set'}</code>{' '}
        {atRest.passphrase ? 'sets another.' : 'encrypts it.'}
      </p>
    </section>
  );
}

const inFile = (encrypted: boolean): string =>
  encrypted ? 'Keys lie in a file under the same passphrase' : 'Keys lie in a file that only you can read';

const keysIn: Record<SelfView['atRest']['keys'], (encrypted: boolean) => string> = {
  keyring: () => 'Keys are sealed by this system’s keyring.',
  file: (encrypted) => `${inFile(encrypted)}.`,
  'no-keyring': (encrypted) => `${inFile(encrypted)}: this system has no keyring.`,
  'weak-keyring': (encrypted) =>
    `${inFile(encrypted)}. This system’s keyring keeps its own key in the clear (basic text), so it is not used.`,
};
