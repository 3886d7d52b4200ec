import { createBirpc } from 'birpc';
import { BanyanError, type ErrorCode } from '../errors.ts';
import { bridgeCodec, type BridgeChannel } from './channel.ts';
import {
  commands,
  events,
  type CommandInput,
  type CommandName,
  type CommandOutput,
  type EventName,
  type EventPayload,
} from './contract.ts';
import { outcome, ownFunctionsOnly, unpackedFrom, type NodeSide, type WatcherSide } from './rpc.ts';
import { slices, type Slice, type SliceName } from './views.ts';

/** A watcher's handle on a node. The UI, the CLI and tests all use this and nothing else. */
export interface Bridge {
  /** Runs one command. Rejects with a {@link BanyanError}; `closed` when the node went away meanwhile. */
  call<Name extends CommandName>(name: Name, input: CommandInput<Name>): Promise<CommandOutput<Name>>;
  /** Listens to one kind of event; returns how to stop. */
  on<Name extends EventName>(name: Name, listener: (payload: EventPayload<Name>) => void): () => void;
  /** Listens to one slice, after {@link commands.watch} named it; returns how to stop. */
  onSlice<Name extends SliceName>(name: Name, listener: (value: Slice<Name>) => void): () => void;
  /** Called once when the channel closed; returns how to stop. */
  onClose(listener: () => void): () => void;
  close(): void;
}

/** Opens the bridge over a channel. Messages that do not parse are counted in `onBadMessage` and dropped. */
export function openBridge(channel: BridgeChannel, onBadMessage: (reason: string) => void = () => {}): Bridge {
  const codec = bridgeCodec();
  const listeners = new Map<EventName, Set<(payload: never) => void>>();
  const closeListeners = new Set<() => void>();
  let closed = false;

  const functions: WatcherSide = {
    event(name, payload) {
      if (!Object.hasOwn(events, name)) return onBadMessage(`unknown event ${name}`);
      const parsed = events[name as EventName].safeParse(payload);
      if (!parsed.success) return onBadMessage(`event ${name}: ${parsed.error.message}`);
      for (const listener of listeners.get(name as EventName) ?? []) listener(parsed.data as never);
    },
  };
  const node = createBirpc<NodeSide, WatcherSide>(functions, {
    post: (message: Uint8Array) => channel.send(message),
    on: unpackedFrom(channel, codec, onBadMessage),
    serialize: (value) => codec.encode(value),
    deserialize: (message: object) => message,
    resolver: ownFunctionsOnly(functions),
    onGeneralError: (error) => onBadMessage(error.message),
    timeout: -1,
  });
  channel.onClose(() => {
    closed = true;
    node.$close(new BanyanError('closed', 'The node went away.'));
    for (const listener of closeListeners) listener();
  });

  const on: Bridge['on'] = (name, listener) => {
    const set = listeners.get(name) ?? new Set();
    listeners.set(name, set);
    set.add(listener as (payload: never) => void);
    return () => set.delete(listener as (payload: never) => void);
  };

  return {
    async call(name, input) {
      if (closed) throw new BanyanError('closed', 'The node went away.');
      const answer = outcome.parse(await node.call(name, input));
      if (!answer.ok) throw new BanyanError(answer.code as ErrorCode, answer.message);
      return commands[name].output.parse(answer.value) as never;
    },
    on,
    onSlice: (name, listener) =>
      on('slice', (update) => {
        if (update.name !== name) return;
        const parsed = slices[name].safeParse(update.value);
        if (parsed.success) listener(parsed.data as never);
        else onBadMessage(`slice ${name}: ${parsed.error.message}`);
      }),
    onClose: (listener) => {
      closeListeners.add(listener);
      return () => closeListeners.delete(listener);
    },
    close: () => channel.close(),
  };
}
