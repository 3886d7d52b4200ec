import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { BanyanError, limits, type BanyanNode } from '../../app/index.ts';
import { loopbackRules, remoteRules, type HostRules } from './host-rules.ts';
import type { PageCertificate } from './page-certificate.ts';
import { servePage } from './page.ts';
import { webSocketChannel } from './web-socket-channel.ts';

/** Name of the bridge's protocol among the WebSocket subprotocols; the token goes beside it. */
export const bridgeProtocol = 'banyan.v1';
/** Prefix of the subprotocol that carries the token: a browser can set no header, and an address would be logged. */
export const tokenProtocolPrefix = 'token.';

export interface BridgeServerOptions {
  /** 0 for any free one. */
  port: number;
  /** What whoever connects has to know, from {@link newBridgeToken}. */
  token: string;
  /** Folder with the built renderer, or undefined for no page. */
  pageFolder: string | undefined;
  /** Where others may come from, and with what it is encrypted then; absent: this machine only, in the clear. */
  remote?: { host: string; certificate: PageCertificate } | undefined;
}

/** The one address that is served in the clear. */
export const loopback = '127.0.0.1';
/** Whoever says nothing is not waited for, and more connections than these are not held. */
const limitsOfCallers = { headersTimeout: 10_000, requestTimeout: 20_000, keepAliveTimeout: 5_000, maxConnections: 256 } as const;

/** A secret of 256 bits for one data folder's bridge. */
export function newBridgeToken(): string {
  return randomBytes(32).toString('hex');
}

/** The bridge (and, where wanted, the page) of one node on loopback. */
export interface BridgeServer {
  port: number;
  token: string;
  close(): Promise<void>;
}

/**
 * Serves the bridge over a WebSocket. Usually to this machine only, bound to loopback; beyond it with TLS alone. The Host
 * header has to name this page (against DNS rebinding), an Origin, where there is one, has to be this page, and the token
 * has to be right. Fails with `port-in-use`, `address-invalid`.
 */
export async function startBridgeServer(
  node: BanyanNode,
  { port, token, pageFolder, remote }: BridgeServerOptions,
): Promise<BridgeServer> {
  const answer: RequestListener = (request, response) => {
    if (!rules.isHost(request)) return void response.writeHead(403).end('This page has another name or address.\n');
    servePage(pageFolder, rules.connectsTo(request), request, response);
  };
  const http: Server = remote === undefined ? createServer(answer) : createTlsServer(tlsOf(remote.certificate), answer);
  const rules: HostRules =
    remote === undefined ? loopbackRules(() => portOf(http)) : remoteRules(() => portOf(http), remote.certificate.isFor);
  Object.assign(http, limitsOfCallers);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.frameBytes * 2,
    handleProtocols: () => bridgeProtocol,
  });
  http.on('upgrade', (request, socket, head) => {
    const refusal = refusalOf(request, rules, token);
    if (refusal !== undefined) return refuse(socket, refusal);
    sockets.handleUpgrade(request, socket, head, (webSocket) => node.serve(webSocketChannel(webSocket)));
  });
  await listen(http, port, remote?.host ?? loopback);
  return {
    port: portOf(http),
    token,
    close: () =>
      new Promise((resolve) => {
        for (const client of sockets.clients) client.terminate();
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
}

function refusalOf(request: IncomingMessage, rules: HostRules, token: string): string | undefined {
  if (!rules.isHost(request)) return 'the host is not this machine';
  if (!rules.isOrigin(request)) return 'the page is not this node’s';
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((part) => part.trim());
  const given = offered.find((part) => part.startsWith(tokenProtocolPrefix))?.slice(tokenProtocolPrefix.length) ?? '';
  if (request.url !== '/bridge' || !offered.includes(bridgeProtocol)) return 'this is not the bridge';
  return sameToken(given, token) ? undefined : 'the token is wrong';
}

function sameToken(given: string, token: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(token);
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}

/** Nothing older than TLS 1.2, which every browser of the last ten years speaks. */
const tlsOf = ({ certificate, privateKey }: PageCertificate) =>
  ({ cert: certificate, key: privateKey, minVersion: 'TLSv1.2', handshakeTimeout: 10_000 }) as const;

function refuse(socket: Duplex, reason: string): void {
  socket.end(`HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\nRefused: ${reason}.\n`);
}

function portOf(http: Server): number {
  return (http.address() as AddressInfo).port;
}

function listen(http: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EADDRINUSE')
        reject(
          new BanyanError('port-in-use', `Port ${port} is used by another program. Name another with --ui-port.`, { cause }),
        );
      else if (cause.code === 'EADDRNOTAVAIL')
        reject(
          new BanyanError('address-invalid', `This machine does not have the address ${host}. Name one of its own.`, { cause }),
        );
      else if (cause.code === 'EACCES')
        reject(
          new BanyanError('address-invalid', `Port ${port} needs the rights of the system. Name one above 1023.`, { cause }),
        );
      else reject(cause);
    });
    http.listen(port, host, resolve);
  });
}
