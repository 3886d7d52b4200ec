import type { newCurveKeys } from '../../../app/index.ts';

type CurveKeys = ReturnType<typeof newCurveKeys>;

/** An endpoint: a host when it listens, else a client. */
export interface BanyanPart {
  system: 'banyan';
  transport: 'zmtp' | 'zeromq';
  /** The host to connect to; listens when left out. */
  host?: string;
  /** Reliable channels; sent on and handled in turn. */
  channels: number;
  handlers: 'none' | 'synchronous' | 'asynchronous';
  security?: { role: 'server'; keys: CurveKeys } | { role: 'client'; keys: CurveKeys; serverKey: Uint8Array };
}

/** One socket of zeromq.js, used as its manual shows: one message per send, `for await` to receive. */
export type ZeromqPart =
  | { system: 'zeromq'; role: 'pull' | 'publish' | 'router' }
  /** Receives, and publishes each message: two addresses, the one to send to and the one to subscribe to. */
  | { system: 'zeromq'; role: 'pull and publish' }
  | { system: 'zeromq'; role: 'push' | 'subscribe' | 'dealer'; host: string };

/** A TCP connection of plain Node, on which frames have their length in front. */
export type NetPart = { system: 'net'; role: 'echo' } | { system: 'net'; role: 'ask'; host: string };

/** What one process of a bench is. */
export type Part = BanyanPart | ZeromqPart | NetPart;
