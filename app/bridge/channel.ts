import { Packr } from 'msgpackr';

/**
 * A pipe of byte messages between a node and one watcher: a MessagePort in the desktop app,
 * a WebSocket for browser and CLI, a pair in memory for tests.
 */
export interface BridgeChannel {
  /** Hands one message over; messages arrive whole and in order. Silently does nothing once closed. */
  send(message: Uint8Array): void;
  onMessage(listener: (message: Uint8Array) => void): void;
  /** Called once, when either side closed the channel. */
  onClose(listener: () => void): void;
  close(): void;
}

/** The one serialisation of the bridge: msgpack without record extensions, so that any msgpack reader can follow. */
export interface BridgeCodec {
  encode(value: unknown): Uint8Array;
  /** Throws on bytes that are not msgpack. */
  decode(message: Uint8Array): unknown;
}

export function bridgeCodec(): BridgeCodec {
  const packr = new Packr({ useRecords: false, mapsAsObjects: true, int64AsType: 'number' });
  return {
    // A copy, because msgpackr hands out slices of a buffer that it goes on using.
    encode: (value) => new Uint8Array(packr.pack(value)),
    decode: (message) => packr.unpack(message),
  };
}

/** Two ends of one channel in memory; a message arrives in a microtask of its own. */
export function channelPair(): [BridgeChannel, BridgeChannel] {
  const ends = [memoryEnd(), memoryEnd()] as const;
  ends[0].peer = ends[1];
  ends[1].peer = ends[0];
  return [ends[0], ends[1]];
}

interface MemoryEnd extends BridgeChannel {
  peer: MemoryEnd | undefined;
  deliver(message: Uint8Array): void;
  ended(): void;
}

function memoryEnd(): MemoryEnd {
  const messageListeners: ((message: Uint8Array) => void)[] = [];
  const closeListeners: (() => void)[] = [];
  let open = true;
  const end: MemoryEnd = {
    peer: undefined,
    send: (message) => {
      if (open) queueMicrotask(() => end.peer?.deliver(message));
    },
    onMessage: (listener) => void messageListeners.push(listener),
    onClose: (listener) => void closeListeners.push(listener),
    close: () => {
      end.ended();
      end.peer?.ended();
    },
    deliver: (message) => {
      if (open) for (const listener of messageListeners) listener(message);
    },
    ended: () => {
      if (!open) return;
      open = false;
      for (const listener of closeListeners) listener();
    },
  };
  return end;
}
