import { z } from 'zod';
import { sentenceOf } from '../errors.ts';
import type { BridgeChannel, BridgeCodec } from './channel.ts';

/** What the watcher may call on the node, and the node on the watcher; everything else is carried inside. */
export interface NodeSide {
  call(name: string, input: unknown): Promise<unknown>;
}
export interface WatcherSide {
  event(name: string, payload: unknown): void;
}

/** A command's outcome as it crosses the bridge: errors keep their code. */
export const outcome = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), code: z.string(), message: z.string() }),
]);
export type Outcome = z.infer<typeof outcome>;

/**
 * birpc looks functions up by name along the prototype chain; only own functions may be called
 * from the other side (`constructor` and `toString` would be callable otherwise).
 */
export function ownFunctionsOnly(functions: object) {
  return (name: string, resolved: (...args: unknown[]) => unknown) => (Object.hasOwn(functions, name) ? resolved : undefined);
}

/**
 * How birpc gets what comes: unpacked here, because whatever it can't unpack itself becomes a rejection that nobody
 * handles, and ends the process. What is no message is told to `onBadMessage`.
 */
export function unpackedFrom(channel: BridgeChannel, codec: BridgeCodec, onBadMessage: (reason: string) => void) {
  return (deliver: (message: object) => void): void =>
    channel.onMessage((bytes) => {
      let message: unknown;
      try {
        message = codec.decode(bytes);
      } catch (thrown) {
        return onBadMessage(sentenceOf(thrown));
      }
      if (typeof message !== 'object' || message === null) return onBadMessage('a message that is none');
      deliver(message);
    });
}
