import type { Command } from 'commander';
import type { Keyring } from '../../app/index.ts';
import type { Bridge } from '../../app/bridge/index.ts';
import type { Output } from './output.ts';

/** What every command gets. */
export interface CommandContext {
  output: Output;
  dataFolder: string;
  /** Opens the bridge to the running node, closed when the command ends. Fails with `node-not-running`. */
  bridge(): Promise<Bridge>;
  /** The keyring of the operating system, where this program can reach it. */
  keyring(): Promise<Keyring | undefined>;
}

export type Action<Arguments extends unknown[]> = (context: CommandContext, ...given: Arguments) => Promise<void> | void;

/** Adds the options that every command takes, and runs it with its context. */
export type AddCommand = <Arguments extends unknown[]>(command: Command, action: Action<Arguments>) => void;
