import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { BanyanError, limits, type BanyanNode } from '../../app/index.ts';
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
}

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
 * Serves the bridge over a WebSocket, to this machine only: bound to loopback, the Host header has to be loopback
 * (against DNS rebinding), an Origin, where there is one, has to be this page, and the token has to be right.
 * Fails with `port-in-use`.
 */
export async function startBridgeServer(
  node: BanyanNode,
  { port, token, pageFolder }: BridgeServerOptions,
): Promise<BridgeServer> {
  const http = createServer((request, response) => {
    if (!isLoopbackHost(request, portOf(http))) return void response.writeHead(403).end('This page is for this machine only.\n');
    servePage(pageFolder, portOf(http), request, response);
  });
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.frameBytes * 2,
    handleProtocols: () => bridgeProtocol,
  });
  http.on('upgrade', (request, socket, head) => {
    const refusal = refusalOf(request, portOf(http), token);
    if (refusal !== undefined) return refuse(socket, refusal);
    sockets.handleUpgrade(request, socket, head, (webSocket) => node.serve(webSocketChannel(webSocket)));
  });
  await listen(http, port);
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

function refusalOf(request: IncomingMessage, port: number, token: string): string | undefined {
  const { origin } = request.headers;
  if (!isLoopbackHost(request, port)) return 'the host is not this machine';
  if (origin !== undefined && origin !== `http://127.0.0.1:${port}` && origin !== `http://localhost:${port}`)
    return 'the page is not this node’s';
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

function isLoopbackHost(request: IncomingMessage, port: number): boolean {
  return request.headers.host === `127.0.0.1:${port}` || request.headers.host === `localhost:${port}`;
}

function refuse(socket: Duplex, reason: string): void {
  socket.end(`HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\nRefused: ${reason}.\n`);
}

function portOf(http: Server): number {
  return (http.address() as AddressInfo).port;
}

function listen(http: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', (cause: NodeJS.ErrnoException) => {
      reject(
        cause.code === 'EADDRINUSE'
          ? new BanyanError('port-in-use', `Port ${port} is used by another program. Name another with --ui-port.`, { cause })
          : cause,
      );
    });
    http.listen(port, '127.0.0.1', resolve);
  });
}
