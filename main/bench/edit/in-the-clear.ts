import { openTransport, type NodeReplacements, type SocketOptions, type Transport } from '../../../app/index.ts';

/** A node that encrypts and signs nothing on its way: what is left is the rest of an edit's path. Never outside of a bench. */
export async function inTheClear(): Promise<NodeReplacements> {
  return { transport: withoutSecurity(await openTransport('zmtp')), signatures: { sign: () => noSignature, verify: () => true } };
}

const noSignature = new Uint8Array(64);

function withoutSecurity(transport: Transport): Transport {
  const open = (options: SocketOptions): SocketOptions => {
    const { security: _left, ...others } = options;
    return others;
  };
  return {
    name: transport.name,
    counters: transport.counters,
    publisher: (options) => transport.publisher(open(options)),
    subscriber: (options) => transport.subscriber(open(options)),
    pusher: (options) => transport.pusher(open(options)),
    puller: (options) => transport.puller(open(options)),
    dealer: (options) => transport.dealer(open(options)),
    router: (options) => transport.router(open(options)),
    close: () => transport.close(),
  };
}
