import { describe, expect, test } from 'vitest';
import { systemRandom } from '../../app/random.ts';
import { newCurveKeys } from '../../app/transport/curve-keys.ts';
import type { Security, Transport } from '../../app/transport/transport.ts';
import { anyPort, bytes, eventually, inbox, socketOptions, subscribed, textOf, transportFixture } from './transport-fixture.ts';
import type { MakeTransport } from './transport-fixture.ts';

const newKeys = () => newCurveKeys(systemRandom());

/** Who gets in and who does not. */
export function curveContract(makeTransport: MakeTransport): void {
  describe('curve', () => {
    const { make } = transportFixture(makeTransport);

    test('with the right keys frames pass both ways', async () => {
      const server = newKeys();
      const client = newKeys();
      const asked: string[] = [];
      const router = make().router(
        socketOptions({
          security: {
            role: 'server',
            keys: server,
            admits: (key) => {
              asked.push(hex(key));
              return true;
            },
          },
        }),
      );
      router.onFrame((peer, frame) => router.send(peer, bytes(`re ${textOf(frame)}`)));
      const address = await router.bind(anyPort);
      const dealer = make().dealer(socketOptions({ security: { role: 'client', keys: client, serverKey: server.publicKey } }));
      const arrived = inbox(dealer);
      dealer.connect(address);
      const long = 'x'.repeat(100_000);
      await dealer.send(bytes('short'));
      await dealer.send(bytes(''));
      await dealer.send(bytes(long));
      await eventually(() => expect(arrived).toEqual(['re short', 're ', `re ${long}`]));
      expect(asked).toEqual([hex(client.publicKey)]);
    });

    describe('nothing comes through', () => {
      const server = newKeys();
      const friend = newKeys();
      const stranger = newKeys();
      const host: Security = { role: 'server', keys: server, admits: (key) => hex(key) !== hex(stranger.publicKey) };
      const cases: Record<string, { host?: Security; client?: Security }> = {
        'for a wrong server key': {
          host,
          client: { role: 'client', keys: friend, serverKey: newKeys().publicKey },
        },
        'for a key that is not admitted': {
          host,
          client: { role: 'client', keys: stranger, serverKey: server.publicKey },
        },
        'for a public key without its secret': {
          host,
          client: {
            role: 'client',
            keys: { publicKey: friend.publicKey, secretKey: stranger.secretKey },
            serverKey: server.publicKey,
          },
        },
        'for a peer in the clear': { host },
        'from a host in the clear': {
          client: { role: 'client', keys: friend, serverKey: server.publicKey },
        },
        'when the rule itself fails': {
          host: {
            role: 'server',
            keys: server,
            admits: () => {
              throw new Error('thrown by the test');
            },
          },
          client: { role: 'client', keys: friend, serverKey: server.publicKey },
        },
      };

      test.each(Object.entries(cases))('%s', async (_, { host: hostSecurity, client }) => {
        const hostTransport = make();
        const clientTransport = make();
        const publisher = hostTransport.publisher(secured(hostSecurity));
        const address = await publisher.bind(anyPort);
        const subscriber = clientTransport.subscriber(secured(client));
        const arrived = inbox(subscriber);
        const states: boolean[] = [];
        subscriber.onLink((up) => void states.push(up));
        const failures: string[] = [];
        subscriber.onFailed((failed) => void failures.push(failed));
        subscriber.subscribe(bytes(''));
        subscriber.connect(address);
        await eventually(async () => {
          await publisher.send(bytes('secret'));
          expect(refusals(hostTransport, clientTransport)).toBeGreaterThan(0);
        });
        await eventually(() => expect(failures).toContain(address));
        await publisher.send(bytes('secret'));
        expect(arrived).toEqual([]);
        expect(states).toEqual([]);
      });
    });

    test('who was refused gets in once the rule has changed', async () => {
      const server = newKeys();
      let approved = false;
      const hostTransport = make();
      const publisher = hostTransport.publisher(secured({ role: 'server', keys: server, admits: () => approved }));
      const clientTransport = make();
      const subscriber = clientTransport.subscriber(secured({ role: 'client', keys: newKeys(), serverKey: server.publicKey }));
      const arrived = inbox(subscriber);
      subscriber.subscribe(bytes(''));
      subscriber.connect(await publisher.bind(anyPort));
      await eventually(() => expect(refusals(hostTransport, clientTransport)).toBeGreaterThan(0));
      approved = true;
      await subscribed(publisher, 'welcome', [arrived]);
    });

    test('who is not admitted any more is cut, and the others do not notice; or the transport says that it can not', async () => {
      const server = newKeys();
      const friend = newKeys();
      const removed = newKeys();
      let all = true;
      const transport = make();
      const admits = (key: Uint8Array): boolean => all || hex(key) === hex(friend.publicKey);
      const publisher = transport.publisher(secured({ role: 'server', keys: server, admits }));
      const router = transport.router(secured({ role: 'server', keys: server, admits }));
      const address = await publisher.bind(anyPort);
      const routerAddress = await router.bind(anyPort);
      const heard: string[] = [];
      router.onFrame((_, frame) => void heard.push(textOf(frame)));
      const states: boolean[] = [];
      const inboxes = [friend, removed].map((keys) => {
        const subscriber = make().subscriber(secured({ role: 'client', keys, serverKey: server.publicKey }));
        if (keys === removed) subscriber.onLink((up) => void states.push(up));
        const arrived = inbox(subscriber);
        subscriber.subscribe(bytes(''));
        subscriber.connect(address);
        return arrived;
      });
      const dealer = make().dealer(secured({ role: 'client', keys: removed, serverKey: server.publicKey }));
      dealer.connect(routerAddress);
      await dealer.send(bytes('while I may'));
      await eventually(() => expect(heard).toEqual(['while I may']));
      await subscribed(publisher, 'to all', inboxes);
      all = false;
      if (!publisher.recheck()) return expect(router.recheck()).toBe(false);
      router.recheck();
      await eventually(() => expect(states.slice(0, 2)).toEqual([true, false]));
      await publisher.send(bytes('among friends'));
      await eventually(() => expect(inboxes[0]).toContain('among friends'));
      expect(inboxes[1]).not.toContain('among friends');
      return expect(heard).toEqual(['while I may']);
    });

    test('each socket of a transport keeps its own rule', async () => {
      const server = newKeys();
      const transport = make();
      const open = transport.publisher(secured({ role: 'server', keys: server, admits: () => true }));
      const shut = transport.publisher(secured({ role: 'server', keys: server, admits: () => false }));
      const subscriber = make().subscriber(secured({ role: 'client', keys: newKeys(), serverKey: server.publicKey }));
      const arrived = inbox(subscriber);
      subscriber.subscribe(bytes(''));
      subscriber.connect(await shut.bind(anyPort));
      subscriber.connect(await open.bind(anyPort));
      await subscribed(open, 'open', [arrived]);
      await shut.send(bytes('shut'));
      await subscribed(open, 'open again', [arrived]);
      expect(arrived).not.toContain('shut');
    });
  });
}

function secured(security: Security | undefined) {
  return socketOptions(security ? { security } : {});
}

function refusals(...transports: Transport[]): number {
  return transports.reduce((sum, { counters }) => sum + counters.handshakesRefused, 0);
}

function hex(key: Uint8Array): string {
  return Buffer.from(key).toString('hex');
}
