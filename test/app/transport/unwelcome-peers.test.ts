import { connect } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Dealer } from 'zeromq';
import { anyPort, bytes, eventually, inbox, socketOptions, textOf } from '../../contract/transport-fixture.ts';
import { realKinds, realTransport } from './real-transports.ts';
import type { RealKind } from './real-transports.ts';

function hosting(kind: RealKind) {
  const transport = realTransport(kind, { handshakeTimeoutMs: 100 });
  onTestFinished(() => transport.close());
  return transport;
}

/** A dealer of libzmq with a name of its choice. */
function named(routingId: string, address: string): Dealer {
  const dealer = new Dealer({ routingId, linger: 0 });
  onTestFinished(() => dealer.close());
  dealer.connect(address);
  return dealer;
}

describe.each(realKinds)('%s', (kind) => {
  test('gets rid of a connection that says nothing', async () => {
    const address = new URL((await hosting(kind).puller(socketOptions()).bind(anyPort)).replace('tcp:', 'http:'));
    const silent = connect({ host: address.hostname, port: Number(address.port) });
    onTestFinished(() => void silent.destroy());
    let closed = false;
    silent.on('error', () => {}).on('close', () => void (closed = true));
    silent.resume();
    await eventually(() => expect(closed).toBe(true));
  });

  test('does not give a conversation to somebody who takes the name of its owner', async () => {
    const router = hosting(kind).router(socketOptions());
    const heard: string[] = [];
    router.onFrame((peer, frame) => {
      heard.push(textOf(frame));
      return router.send(peer, bytes(`to the owner: ${heard.length}`));
    });
    const address = await router.bind(anyPort);
    const owner = named('victim', address);
    await owner.send('mine');
    expect(String(await owner.receive())).toBe('to the owner: 1');
    const thief = named('victim', address);
    await thief.send('stolen');
    let stolen: string[] = [];
    void thief.receive().then(
      (parts) => (stolen = parts.map(String)),
      () => {},
    );
    for (let round = 2; round < 20; round += 1) {
      await owner.send('mine');
      expect(String(await owner.receive())).toBe(`to the owner: ${round}`);
    }
    expect(stolen).toEqual([]);
    expect(heard).not.toContain('stolen');
  });

  test('drops and counts a message that has several frames, and goes on', async () => {
    const transport = hosting(kind);
    const router = transport.router(socketOptions());
    const heard: string[] = [];
    router.onFrame((_, frame) => void heard.push(textOf(frame)));
    const stranger = named('stranger', await router.bind(anyPort));
    await stranger.send(['two', 'frames']);
    await stranger.send(['', '', '']);
    await stranger.send('one');
    await eventually(() => expect(heard).toEqual(['one']));
    expect(transport.counters.messagesMalformed).toBe(2);
  });

  test('a pusher to a host that is not there is refused in time, and served once the host comes', async () => {
    const first = hosting(kind);
    const address = await first.puller(socketOptions()).bind(anyPort);
    await first.close();
    const pusher = hosting(kind).pusher(socketOptions({ sendTimeoutMs: 50 }));
    pusher.connect(address);
    await expect(pusher.send(bytes('too early'))).rejects.toMatchObject({ code: 'queue-full' });
    const puller = hosting(kind).puller(socketOptions());
    const arrived = inbox(puller);
    await puller.bind(address);
    await eventually(() => pusher.send(bytes('in time')));
    await eventually(() => expect(arrived).toEqual(['in time']));
  });
});
