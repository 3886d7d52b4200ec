import { Command, CommanderError } from 'commander';
import { BanyanError, sentenceOf, type Keyring } from '../../app/index.ts';
import type { Bridge } from '../../app/bridge/index.ts';
import { connectToNode } from '../headless/connect.ts';
import { defaultDataFolder, programVersion } from '../program.ts';
import { addApproveCommand } from './commands/approve.ts';
import { addBenchCommand } from './commands/bench.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addDocumentCommands } from './commands/documents.ts';
import { addIdentityCommands } from './commands/identity.ts';
import { addInviteCommand } from './commands/invite.ts';
import { addJoinCommand } from './commands/join.ts';
import { addMemberCommands } from './commands/members.ts';
import { addNearCommand } from './commands/near.ts';
import { addNodeCommand } from './commands/node.ts';
import { addPassphraseCommands } from './commands/passphrase.ts';
import { addSimulateCommand } from './commands/simulate.ts';
import { addTreeCommand } from './commands/tree.ts';
import type { AddCommand } from './command.ts';
import { stdout } from './output.ts';

/** What the program that runs a command line may bring along. */
export interface CommandLineParts {
  /** Reaches the keyring of the operating system; plain Node can't. */
  keyring?: () => Promise<Keyring | undefined>;
}

/** Runs one command; answers with the exit code: 0 success, 1 failure with one line on stderr, 2 wrong usage. */
export async function runCommandLine(args: readonly string[], { keyring }: CommandLineParts = {}): Promise<number> {
  const program = new Command('banyan')
    .description('Edit documents together on one network, with no server and no account.')
    .version(programVersion())
    .enablePositionalOptions()
    .showHelpAfterError('Run "banyan --help" to see what there is.')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, '')) });
  const bridges: Bridge[] = [];
  const add: AddCommand = (command, action) => {
    command
      .option('--json', 'one JSON value per line on stdout')
      .option('--data <folder>', 'where the node keeps its things (BANYAN_DATA)');
    command.exitOverride().action(async (...given: unknown[]) => {
      const options = command.opts<{ json?: boolean; data?: string }>();
      const dataFolder = options.data ?? defaultDataFolder();
      const bridge = async (): Promise<Bridge> => {
        const opened = await connectToNode(dataFolder);
        bridges.push(opened);
        return opened;
      };
      // Commander hands over the arguments, then the options, then the command itself; each command says what it declared.
      await action(
        { output: stdout(options.json === true), dataFolder, bridge, keyring: keyring ?? (async () => undefined) },
        ...(given.slice(0, -1) as never),
      );
    });
  };
  addNodeCommand(program, add);
  addTreeCommand(program, add);
  addNearCommand(program, add);
  addInviteCommand(program, add);
  addJoinCommand(program, add);
  addApproveCommand(program, add);
  addMemberCommands(program, add);
  addDocumentCommands(program, add);
  addPassphraseCommands(program, add);
  addIdentityCommands(program, add);
  addSimulateCommand(program, add);
  addBenchCommand(program, add);
  addDoctorCommand(program, add);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (thrown) {
    return explain(thrown);
  } finally {
    for (const bridge of bridges) bridge.close();
  }
}

/** Commander has said already what it has to say; everything else gets its one line. */
function explain(thrown: unknown): number {
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2;
  process.stderr.write(`${sentenceOf(thrown)}\n`);
  if (!(thrown instanceof BanyanError) && process.env['BANYAN_LOG'] === 'debug') console.error(thrown);
  return 1;
}
