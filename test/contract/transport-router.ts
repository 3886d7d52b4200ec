import { describe, expect, test } from 'vitest';
import type { Dealer, PeerId, Router, Transport } from '../../app/transport/transport.ts';
import {
  anyPort,
  bytes,
  eventually,
  gate,
  inbox,
  numbered,
  socketOptions,
  textOf,
  transportFixture,
} from './transport-fixture.ts';
import type { MakeTransport } from './transport-fixture.ts';

/** DEALER and ROUTER. */
export function routerContract(makeTransport: MakeTransport): void {
  describe('router', () => {
    const { make } = transportFixture(makeTransport);

    test('three dealers and a router talk both ways, each in order, none mixed up', async () => {
      const { router, address } = await echoing(make());
      expect(router).toBeDefined();
      const dealers = ['a', 'b', 'c'].map((prefix) => ({ ...dealing(make(), address), texts: numbered(prefix, 100) }));
      await Promise.all(
        dealers.map(async ({ dealer, texts }) => {
          for (const text of texts) await dealer.send(bytes(text));
        }),
      );
      await eventually(() => {
        for (const { arrived, texts } of dealers) expect(arrived).toEqual(texts.map((text) => `re ${text}`));
      });
    });

    test('a frame for a peer that is not there fails with not-found', async () => {
      const { router } = await echoing(make());
      await expect(router.send('nobody', bytes('x'))).rejects.toMatchObject({ code: 'not-found' });
    });

    test('a peer that goes is told, and cannot be written to any more', async () => {
      const { address, router, peers, gone } = await echoing(make());
      const { dealer, arrived } = dealing(make(), address);
      await dealer.send(bytes('hello'));
      await eventually(() => expect(arrived).toHaveLength(1));
      const [peer] = [...peers];
      await dealer.close();
      await eventually(() => expect(gone).toEqual([peer]));
      await expect(router.send(peer ?? '', bytes('x'))).rejects.toMatchObject({ code: 'not-found' });
    });

    test('a peer that connects again is a new peer', async () => {
      const { address, peers, gone } = await echoing(make());
      const { dealer, arrived } = dealing(make(), address);
      for (let round = 1; round <= 3; round += 1) {
        await dealer.send(bytes('hello'));
        await eventually(() => expect(arrived).toHaveLength(round));
        dealer.disconnect(address);
        dealer.connect(address);
      }
      expect(peers.size).toBe(3);
      await eventually(() => expect(gone).toHaveLength(3));
      expect(gone).toEqual([...peers]);
    });

    test('an empty frame is a frame, not a departure', async () => {
      const { address, gone } = await echoing(make());
      const { dealer, arrived } = dealing(make(), address);
      await dealer.send(new Uint8Array(0));
      await dealer.send(bytes('more'));
      await eventually(() => expect(arrived).toEqual(['re ', 're more']));
      expect(gone).toEqual([]);
    });

    test('a peer that does not read fills up alone', async () => {
      const { address, router, peers } = await echoing(make(), 10);
      const blocked = gate();
      const deaf = make().dealer(socketOptions({ highWaterMark: 10 }));
      deaf.onFrame(() => blocked.opened);
      deaf.connect(address);
      await deaf.send(bytes('deaf'));
      await eventually(() => expect(peers.size).toBe(1));
      const [deafPeer] = [...peers];
      const large = new Uint8Array(65_536);
      const flood = async (): Promise<void> => {
        for (let sent = 0; sent < 10_000; sent += 1) await router.send(deafPeer ?? '', large);
      };
      await expect(flood()).rejects.toMatchObject({ code: 'queue-full' });
      const { dealer, arrived } = dealing(make(), address);
      await dealer.send(bytes('fine'));
      await eventually(() => expect(arrived).toEqual(['re fine']));
      blocked.open();
    });
  });
}

interface Echo {
  router: Router;
  address: string;
  peers: Set<PeerId>;
  gone: PeerId[];
}

async function echoing(transport: Transport, highWaterMark = 1_000): Promise<Echo> {
  const router = transport.router(socketOptions({ highWaterMark }));
  const peers = new Set<PeerId>();
  const gone: PeerId[] = [];
  router.onFrame((peer, frame) => {
    peers.add(peer);
    return router.send(peer, bytes(`re ${textOf(frame)}`));
  });
  router.onPeerGone((peer) => void gone.push(peer));
  return { router, peers, gone, address: await router.bind(anyPort) };
}

function dealing(transport: Transport, address: string): { dealer: Dealer; arrived: string[] } {
  const dealer = transport.dealer(socketOptions());
  const arrived = inbox(dealer);
  dealer.connect(address);
  return { dealer, arrived };
}
