import type { Command } from 'commander';
import {
  backUpIdentity,
  BanyanError,
  ensureStopped,
  needsKeyring,
  readIdentityOf,
  restoreIdentity,
  type IdentityShown,
  type StoppedFolder,
} from '../../../app/index.ts';
import { firstSlice } from '../../headless/first-slice.ts';
import { environmentPassphraseFile, givenPassphrase, newPassphrase, unlock } from '../../passphrase.ts';
import type { AddCommand, CommandContext } from '../command.ts';
import { table } from '../output.ts';

interface IdentityOptions {
  passphraseFile?: string;
  backupPassphraseFile?: string;
}

/** `banyan identity …`: who the node of a data folder is, and how to keep that when the machine is lost. */
export function addIdentityCommands(program: Command, add: AddCommand): void {
  const identity = program
    .command('identity')
    .description('show who the node of this folder is, back that up, or restore it')
    .option('--passphrase-file <file>', 'passphrase of the data folder, where no node runs (BANYAN_PASSPHRASE_FILE)')
    // Or options behind "backup" would be taken for those of the command above it.
    .enablePositionalOptions();
  add<[IdentityOptions]>(identity, show);
  add<[string, IdentityOptions]>(
    identity
      .command('backup')
      .description('write the identity of a stopped node into one encrypted file')
      .argument('<file>', 'the file to make')
      .option('--passphrase-file <file>', 'passphrase of the data folder (BANYAN_PASSPHRASE_FILE)')
      .option('--backup-passphrase-file <file>', 'passphrase of the backup, instead of asking'),
    backUp,
  );
  add<[string, IdentityOptions]>(
    identity
      .command('restore')
      .description('become the node of a backup again, in a folder where none was')
      .argument('<file>', 'the file that "banyan identity backup" made')
      .option('--backup-passphrase-file <file>', 'passphrase of the backup, instead of asking'),
    restore,
  );
}

async function show(context: CommandContext, options: IdentityOptions): Promise<void> {
  tell(context, (await ofRunningNode(context)) ?? readIdentityOf(await stoppedFolder(context, options)));
}

/** Undefined where no node runs. */
async function ofRunningNode({ bridge }: CommandContext): Promise<IdentityShown | undefined> {
  try {
    const { nodeId, person, machine, fingerprint } = await firstSlice(await bridge(), 'self');
    return { nodeId, person, machine, words: fingerprint.words };
  } catch (thrown) {
    if (thrown instanceof BanyanError && thrown.code === 'node-not-running') return undefined;
    throw thrown;
  }
}

async function backUp(context: CommandContext, file: string, options: IdentityOptions): Promise<void> {
  const folder = await stoppedFolder(context, options);
  readIdentityOf(folder);
  const passphrase = await newPassphrase(
    options.backupPassphraseFile,
    'New passphrase for the backup, 8 characters or more',
    noTerminal,
  );
  const { words } = await backUpIdentity(folder, file, passphrase);
  context.output.value({ file, words });
  context.output.line(
    `The identity ${words.join(' ')} is in ${file}. Keep it apart from this machine, and its passphrase apart from it.`,
  );
}

async function restore(context: CommandContext, file: string, options: IdentityOptions): Promise<void> {
  const { dataFolder, output } = context;
  const passphrase = await givenPassphrase(options.backupPassphraseFile, 'Passphrase of the backup', noTerminal);
  const identity = await restoreIdentity(dataFolder, file, passphrase);
  tell(context, identity);
  output.line(
    'Documents come back from the cluster, when a node is started here. Never start the machine of the backup again: two nodes with one identity at once take messages from each other.',
  );
}

async function stoppedFolder({ dataFolder, keyring }: CommandContext, options: IdentityOptions): Promise<StoppedFolder> {
  ensureStopped(dataFolder);
  const keyslot = await unlock(dataFolder, options.passphraseFile ?? environmentPassphraseFile());
  return { dataFolder, keyslot, keyring: needsKeyring(dataFolder, keyslot) ? await keyring() : undefined };
}

function tell({ output }: CommandContext, { nodeId, person, machine, words }: IdentityShown): void {
  output.value({ nodeId, person, machine, words });
  output.line(
    table([
      ['machine', machine],
      ['person', person],
      ['fingerprint', words.join(' ')],
      ['id', nodeId],
    ]),
  );
}

const noTerminal = (): BanyanError =>
  new BanyanError(
    'passphrase-needed',
    'There is no terminal to ask at. Name a file with the passphrase of the backup with --backup-passphrase-file FILE.',
  );
