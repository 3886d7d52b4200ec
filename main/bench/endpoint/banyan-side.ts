import { setImmediate as turn } from 'node:timers/promises';
import { Endpoint } from '../../../app/index.ts';
import { Arrivals } from './arrivals.ts';
import type { BanyanPart } from './part.ts';
import { machineTime, payloadBytes, type Side } from './side.ts';

/** Messages between two looks at the room that is left. */
const batch = 256;
const messageKind = 1;
const requestKind = 16;

/** Whole path of a message: from `send` of one endpoint to the handler of another. */
export async function banyanSide(part: BanyanPart): Promise<Side> {
  const endpoint = new Endpoint({ transport: part.transport });
  const arrivals = new Arrivals(machineTime);
  const channels = Array.from({ length: part.channels }, (_, index) => endpoint.channel(`bench ${index}`));
  for (const channel of channels) handle(channel, part.handlers, arrivals);
  const payload = new Uint8Array(payloadBytes).fill(7);
  endpoint.answer(requestKind, (asked) => asked);
  const addresses = part.host === undefined ? [await endpoint.listen('tcp://127.0.0.1:0', securityOf(part))] : [];
  if (part.host !== undefined) await endpoint.connect(part.host, securityOf(part));
  return {
    addresses,
    arrivals,
    sendBatch: async () => {
      for (let sent = 0; sent < batch; sent += 1) channels[sent % channels.length]!.send(messageKind, payload);
      await endpoint.whenRoom();
      await turn();
      return batch;
    },
    ask: async () => void (await endpoint.request(requestKind, payload)),
  };
}

function handle(channel: ReturnType<Endpoint['channel']>, handlers: BanyanPart['handlers'], arrivals: Arrivals): void {
  const take = arrivals.numbered();
  if (handlers === 'synchronous') channel.handle(({ sequence }) => take(sequence));
  if (handlers === 'asynchronous') {
    channel.handle(async ({ sequence }) => {
      await Promise.resolve();
      take(sequence);
    });
  }
}

function securityOf({ security }: BanyanPart): Parameters<Endpoint['listen']>[1] {
  return security?.role === 'server' ? { ...security, admits: () => true } : security;
}
