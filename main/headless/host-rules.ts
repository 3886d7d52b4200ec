import type { IncomingMessage } from 'node:http';

/** Which requests are meant for a page, by what a browser says of them. */
export interface HostRules {
  /** Whether the Host header names this page. What a web page elsewhere rebinds to this address has another name. */
  isHost(request: IncomingMessage): boolean;
  /** Whether an Origin header, where there is one, is this page. */
  isOrigin(request: IncomingMessage): boolean;
  /** What the page may connect to, for its policy; from a request whose host was found good. */
  connectsTo(request: IncomingMessage): string[];
}

/** For a page on loopback: by the two names that this machine has for itself. */
export function loopbackRules(port: () => number): HostRules {
  const hosts = (): string[] => [`127.0.0.1:${port()}`, `localhost:${port()}`];
  return {
    isHost: ({ headers }) => hosts().includes(headers.host ?? ''),
    isOrigin: ({ headers: { origin } }) => origin === undefined || hosts().some((host) => origin === `http://${host}`),
    connectsTo: () => hosts().map((host) => `ws://${host}`),
  };
}

/**
 * For a page beyond loopback: by the very address that the connection came to, which no name can be bound to, and by names
 * that the certificate is for. A page of the same host and port alone is the page.
 */
export function remoteRules(port: () => number, isNamed: (host: string) => boolean): HostRules {
  const isHost = ({ headers, socket }: IncomingMessage): boolean => {
    const [, host, written] = /^([\w.-]{1,253})(?::(\d{1,5}))?$/.exec(headers.host ?? '') ?? [];
    // The usual port of https is left out by browsers.
    if (host === undefined || Number(written ?? 443) !== port()) return false;
    return host === socket.localAddress?.replace(/^::ffff:/, '') || isNamed(host);
  };
  return {
    isHost,
    isOrigin: ({ headers: { origin, host } }) => origin === undefined || origin === `https://${host}`,
    connectsTo: ({ headers }) => [`wss://${headers.host}`],
  };
}
