import type { Command } from 'commander';
import {
  BanyanError,
  changePassphrase,
  ensureStopped,
  ensureUnset,
  needsPassphrase,
  removePassphrase,
  setPassphrase,
} from '../../../app/index.ts';
import { environmentPassphraseFile, newPassphrase, unlock } from '../../passphrase.ts';
import type { AddCommand, CommandContext } from '../command.ts';

interface PassphraseOptions {
  passphraseFile?: string;
  newPassphraseFile?: string;
}

/** `banyan passphrase …`: encrypts what a stopped node keeps, or stops doing so. */
export function addPassphraseCommands(program: Command, add: AddCommand): void {
  const passphrase = program.command('passphrase').description('encrypt what lies on the disk, while no node runs on it');
  add<[PassphraseOptions]>(
    passphrase
      .command('set')
      .description('encrypt documents and keys under a passphrase')
      .option('--passphrase-file <file>', 'read it from this file instead of asking (BANYAN_PASSPHRASE_FILE)'),
    set,
  );
  add<[PassphraseOptions]>(
    passphrase
      .command('change')
      .description('set another passphrase')
      .option('--passphrase-file <file>', 'read the present one from this file (BANYAN_PASSPHRASE_FILE)')
      .option('--new-passphrase-file <file>', 'read the new one from this file'),
    change,
  );
  add<[PassphraseOptions]>(
    passphrase
      .command('remove')
      .description('decrypt everything again')
      .option('--passphrase-file <file>', 'read it from this file instead of asking (BANYAN_PASSPHRASE_FILE)'),
    remove,
  );
}

async function set({ output, dataFolder }: CommandContext, { passphraseFile }: PassphraseOptions): Promise<void> {
  ensureStopped(dataFolder);
  ensureUnset(dataFolder);
  const file = passphraseFile ?? environmentPassphraseFile();
  await setPassphrase(
    dataFolder,
    await newPassphrase(file, 'New passphrase, 8 characters or more', () => toBeGiven('--passphrase-file')),
  );
  output.value({ dataFolder, passphrase: true });
  output.line(`${dataFolder} is encrypted. Keep the passphrase safe: without it nothing there can be read, by anybody.`);
}

async function change({ output, dataFolder }: CommandContext, options: PassphraseOptions): Promise<void> {
  const keyslot = await unlocked(dataFolder, options);
  const next = await newPassphrase(options.newPassphraseFile, 'New passphrase, 8 characters or more', () =>
    toBeGiven('--new-passphrase-file'),
  );
  await changePassphrase(dataFolder, keyslot, next);
  output.value({ dataFolder, passphrase: true });
  output.line(`${dataFolder} has another passphrase now. Copies of the folder from before still open with the old one.`);
}

async function remove({ output, dataFolder }: CommandContext, options: PassphraseOptions): Promise<void> {
  await removePassphrase(dataFolder, await unlocked(dataFolder, options));
  output.value({ dataFolder, passphrase: false });
  output.line(`${dataFolder} is no longer encrypted.`);
}

async function unlocked(dataFolder: string, { passphraseFile }: PassphraseOptions) {
  ensureStopped(dataFolder);
  if (!needsPassphrase(dataFolder)) throw new BanyanError('not-found', `No passphrase is set on ${dataFolder}.`);
  // With a passphrase on the folder there always is a slot to open.
  return (await unlock(dataFolder, passphraseFile ?? environmentPassphraseFile()))!;
}

const toBeGiven = (option: string): BanyanError =>
  new BanyanError(
    'passphrase-needed',
    `There is no terminal to ask at. Name a file with the new passphrase with ${option} FILE.`,
  );
