import { onTestFinished } from 'vitest';
import { readPairingFrame, type PairingMessage } from '../../../../app/identity/pairing/pairing-messages.ts';
import type { Dealer, PeerId, SocketOptions, Transport } from '../../../../app/transport/transport.ts';

export const options: SocketOptions = { highWaterMark: 100, maxFrameBytes: 4_096, sendTimeoutMs: 1_000 };

/** Somebody between a newcomer and a host who sees and may change everything. */
export interface Proxy {
  /** `host:port` that newcomers take for the host's. */
  address: string;
  /** Everything that passed, as it was said. */
  passed: { to: 'host' | 'newcomer'; message: PairingMessage; frame: Uint8Array }[];
}

type Change = (to: 'host' | 'newcomer', message: PairingMessage, frame: Uint8Array) => Uint8Array | undefined;

/** Stands in front of `target` (`host:port`) and passes on what `change` makes of each frame; undefined drops it. */
export async function proxyTo(target: string, transport: Transport, change: Change): Promise<Proxy> {
  const passed: Proxy['passed'] = [];
  const router = transport.router(options);
  const dealers = new Map<PeerId, Dealer>();
  onTestFinished(async () => {
    await Promise.all([router.close(), ...[...dealers.values()].map((dealer) => dealer.close())]);
  });
  const pass = (to: 'host' | 'newcomer', frame: Uint8Array, send: (frame: Uint8Array) => Promise<void>): void => {
    const message = readPairingFrame(frame);
    passed.push({ to, message, frame });
    const changed = change(to, message, frame);
    if (changed !== undefined) send(changed).catch(() => {});
  };
  router.onFrame((peer, frame) => {
    let dealer = dealers.get(peer);
    if (dealer === undefined) {
      dealer = transport.dealer(options);
      dealers.set(peer, dealer);
      dealer.onFrame((answer) => pass('newcomer', answer, (changed) => router.send(peer, changed)));
      dealer.connect(`tcp://${target}`);
    }
    const { send } = dealer;
    pass('host', frame, (changed) => send.call(dealer, changed));
  });
  const bound = await router.bind('tcp://127.0.0.1:0');
  return { address: bound.replace('tcp://', ''), passed };
}
