import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { encodeCommand } from '../../../../app/transport/zmtp/command.ts';
import { commandFlag, encodeFrame } from '../../../../app/transport/zmtp/frame-header.ts';
import { FrameParser } from '../../../../app/transport/zmtp/frame-parser.ts';
import { encodeGreeting, greetingBytes } from '../../../../app/transport/zmtp/greeting.ts';
import { encodeMetadata } from '../../../../app/transport/zmtp/metadata.ts';
import type { SocketType } from '../../../../app/transport/zmtp/socket-type.ts';

/** A peer that says exactly what a test wants it to. */
export interface RawPeer {
  socket: Socket;
  /** Frames that came after the greeting: the flags, and the body as latin1. */
  frames: { flags: number; body: string }[];
  closed: boolean;
  write(...bytes: Uint8Array[]): void;
}

/** Connects to an address of ours and says nothing yet. */
export function rawClient(address: string): RawPeer {
  const { hostname, port } = new URL(address.replace('tcp:', 'http:'));
  return watched(connect({ host: hostname, port: Number(port) }));
}

/** Takes one connection of ours; `greeted` runs when it comes. */
export async function rawHost(greeted: (peer: RawPeer) => void): Promise<{ address: string; server: Server }> {
  const server = createServer((socket) => greeted(watched(socket)));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { address: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

/** Greeting and READY of a NULL peer. */
export function introduction(type: SocketType, minorVersion = 1): Buffer {
  const greeting = encodeGreeting('NULL', false);
  greeting[11] = minorVersion;
  return Buffer.concat([greeting, command('READY', encodeMetadata(type))]);
}

/** A whole command frame. */
export function command(name: string, data: Uint8Array = Buffer.alloc(0)): Buffer {
  return encodeFrame(commandFlag, encodeCommand(name, data));
}

function watched(socket: Socket): RawPeer {
  const frames: RawPeer['frames'] = [];
  const parser = new FrameParser(10_000_000, (flags, body) => void frames.push({ flags, body: body.toString('latin1') }));
  let missing = greetingBytes;
  const peer: RawPeer = { socket, frames, closed: false, write: (...bytes) => void socket.write(Buffer.concat(bytes)) };
  socket.on('data', (chunk: Buffer) => {
    const rest = chunk.subarray(Math.min(missing, chunk.length));
    missing -= chunk.length - rest.length;
    parser.push(rest);
  });
  socket.on('error', () => {});
  socket.on('close', () => void (peer.closed = true));
  onTestFinished(() => void socket.destroy());
  return peer;
}
