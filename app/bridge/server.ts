import { createBirpc } from 'birpc';
import { BanyanError, sentenceOf } from '../errors.ts';
import { bridgeCodec, type BridgeChannel } from './channel.ts';
import { commands, type CommandName, type CommandOutput, type EventName, type EventPayload } from './contract.ts';
import { ownFunctionsOnly, unpackedFrom, type NodeSide, type Outcome, type WatcherSide } from './rpc.ts';
import type { z } from 'zod';

/** What a node does for each command, once the input has been parsed. */
export type CommandHandlers = {
  [Name in CommandName]: (
    input: z.output<(typeof commands)[Name]['input']>,
  ) => Promise<CommandOutput<Name>> | CommandOutput<Name>;
};

/** One watcher as the node sees it. */
export interface Watcher {
  /** Tells the watcher something; does nothing once it is gone. */
  tell<Name extends EventName>(name: Name, payload: EventPayload<Name>): void;
}

/** Serves one watcher: parses what it asks, runs it, and carries errors back with their code. */
export function serveWatcher(
  channel: BridgeChannel,
  handlersFor: (watcher: Watcher) => CommandHandlers,
  onBadMessage: (reason: string) => void,
): Watcher {
  const codec = bridgeCodec();
  const functions: NodeSide = {
    async call(name, input): Promise<Outcome> {
      if (!Object.hasOwn(commands, name)) {
        onBadMessage(`unknown command ${name}`);
        return { ok: false, code: 'bad-input', message: `There is no command "${String(name).slice(0, 40)}".` };
      }
      return run(handlers, name as CommandName, input);
    },
  };
  const remote = createBirpc<WatcherSide, NodeSide>(functions, {
    post: (message: Uint8Array) => channel.send(message),
    on: unpackedFrom(channel, codec, onBadMessage),
    serialize: (value) => codec.encode(value),
    deserialize: (message: object) => message,
    resolver: ownFunctionsOnly(functions),
    eventNames: ['event'],
    onGeneralError: (error) => onBadMessage(error.message),
  });
  let open = true;
  channel.onClose(() => {
    open = false;
    remote.$close();
  });
  const watcher: Watcher = {
    tell: (name, payload) => {
      if (open) void remote.event(name, payload);
    },
  };
  const handlers = handlersFor(watcher);
  return watcher;
}

async function run(handlers: CommandHandlers, name: CommandName, input: unknown): Promise<Outcome> {
  const parsed = commands[name].input.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = issue?.path.length ? ` (${issue.path.join('.')})` : '';
    return { ok: false, code: 'bad-input', message: `${name}${where}: ${issue?.message ?? 'the input is not valid'}` };
  }
  try {
    // The handler table is keyed by the same name as the schema that has just parsed the input.
    const handler = handlers[name] as (input: unknown) => unknown;
    return { ok: true, value: await handler(parsed.data) };
  } catch (thrown) {
    const code = thrown instanceof BanyanError ? thrown.code : 'internal';
    return { ok: false, code, message: sentenceOf(thrown) };
  }
}
