import { afterEach, vi } from 'vitest';
import type { Frame, Publisher, SocketOptions, Transport } from '../../app/transport/transport.ts';

/** Makes a transport as another process would have one; all made by one factory can reach each other. */
export type MakeTransport = () => Transport;

/** What the suites use: transports that are closed after each test, whatever happened. */
export interface TransportFixture {
  make: MakeTransport;
}

/** Registers the clean-up; call inside `describe`. */
export function transportFixture(makeTransport: MakeTransport): TransportFixture {
  const made: Transport[] = [];
  afterEach(async () => {
    await Promise.all(made.splice(0).map((transport) => transport.close()));
  });
  return {
    make: () => {
      const transport = makeTransport();
      made.push(transport);
      return transport;
    },
  };
}

export const anyPort = 'tcp://127.0.0.1:0';

export function socketOptions(changes: Partial<SocketOptions> = {}): SocketOptions {
  return { highWaterMark: 1_000, maxFrameBytes: 4 * 1024 * 1024, sendTimeoutMs: 5_000, ...changes };
}

/** Waits until the check stops throwing. The bound is for hangs only; nothing is timed. */
export async function eventually(check: () => void | Promise<void>): Promise<void> {
  await vi.waitFor(check, { timeout: 15_000, interval: 5 });
}

export function bytes(text: string): Frame {
  return new TextEncoder().encode(text);
}

export function textOf(frame: Frame): string {
  return new TextDecoder().decode(frame);
}

/** Keeps what arrives, as text. */
export function inbox(receiver: { onFrame(listener: (frame: Frame) => void): void }): string[] {
  const arrived: string[] = [];
  receiver.onFrame((frame) => void arrived.push(textOf(frame)));
  return arrived;
}

/** Publishes `probe` until every inbox has it, because a publisher drops what comes before a subscription. */
export async function subscribed(publisher: Publisher, probe: string, inboxes: string[][]): Promise<void> {
  await eventually(async () => {
    await publisher.send(bytes(probe));
    await new Promise((resolve) => setImmediate(resolve));
    if (inboxes.some((each) => !each.includes(probe))) throw new Error('not subscribed yet');
  });
}

/** Numbered texts: `PREFIX0`, `PREFIX1`, … */
export function numbered(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}`);
}

/** A promise to be settled from outside. */
export function gate(): { opened: Promise<void>; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}
