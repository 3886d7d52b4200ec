import type { Message } from '../connection.ts';
import type { ZmtpSocket } from '../zmtp-socket.ts';

/** Takes each message in order; while a returned promise is pending nothing further is taken. */
export type MessageListener = (message: Message) => void | Promise<void>;

/** What every pattern can do with its links: in ZMTP either side may bind. */
export interface Links {
  bind(address: string): Promise<string>;
  /** Cuts those who would not be admitted any more. */
  recheck(): true;
  connect(address: string): void;
  disconnect(address: string): void;
  onLink(listener: (up: boolean) => void): void;
  onFailed(listener: (address: string) => void): void;
  close(): Promise<void>;
}

/** The links of a socket. */
export function linksOf(socket: ZmtpSocket): Links {
  return {
    bind: (address) => socket.bind(address),
    recheck: () => socket.recheck(),
    connect: (address) => socket.connect(address),
    disconnect: (address) => socket.disconnect(address),
    onLink: (listener) => socket.onLink(listener),
    onFailed: (listener) => socket.onFailed(listener),
    close: socket.close,
  };
}
