import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Endpoint } from '../../app/index.ts';
import { collect, EndpointsInMemory } from '../fixtures/endpoints-in-memory.ts';

const numbers = (messages: readonly { sequence: number }[]): number[] => messages.map(({ sequence }) => sequence);
const upTo = (last: number, first = 1): number[] => Array.from({ length: last - first + 1 }, (_, index) => first + index);
const nothing = new Uint8Array();

describe('an endpoint by itself', () => {
  let net: EndpointsInMemory;
  let host: Endpoint;
  let client: Endpoint;

  beforeEach(async () => {
    net = new EndpointsInMemory();
    host = net.make();
    client = net.make();
    await net.settled(client.connect(await net.settled(host.listen('tcp://127.0.0.1:4001'))));
  });
  afterEach(() => net.close());

  test('sends both ways, and nobody hears itself', async () => {
    const heard = [collect(host, 'chat'), collect(client, 'chat')] as const;
    client.channel('chat').send(1, Buffer.from('from below'));
    host.channel('chat').send(2, Buffer.from('from above'));
    await net.until(() => heard.every((messages) => messages.length > 0));
    await net.clock.advance(1000);
    expect(heard[0].map(({ origin, kind, payload }) => [origin, kind, String(Buffer.from(payload))])).toEqual([
      [client.id, 1, 'from below'],
    ]);
    expect(heard[1].map(({ origin, kind, payload }) => [origin, kind, String(Buffer.from(payload))])).toEqual([
      [host.id, 2, 'from above'],
    ]);
  });

  test('a channel is the same at each call', () => {
    expect(client.channel('chat')).toBe(client.channel('chat'));
    expect(client.channel('chat').send(1, nothing)).toBe(1);
    expect(client.channel('chat').send(1, nothing)).toBe(2);
  });

  test('a closed inbound side hears nothing, and everything once it is open again; both calls may come twice', async () => {
    const heard = collect(client, 'chat');
    client.closeInbound();
    client.closeInbound();
    for (let count = 0; count < 20; count++) host.channel('chat').send(1, nothing);
    await net.clock.advance(3000);
    expect(heard).toEqual([]);
    client.openInbound();
    client.openInbound();
    await net.until(() => heard.length >= 20);
    expect(numbers(heard)).toEqual(upTo(20));
  });

  test('a closed outbound side keeps what is sent, and sends it in order once it is open again', async () => {
    const heard = collect(host, 'chat');
    client.closeOutbound();
    for (let count = 0; count < 20; count++) client.channel('chat').send(1, nothing);
    await net.clock.advance(3000);
    expect(heard).toEqual([]);
    client.openOutbound();
    await net.until(() => heard.length >= 20);
    expect(numbers(heard)).toEqual(upTo(20));
  });

  test('who comes later hears what is sent from then on, and misses nothing of it', async () => {
    for (let count = 0; count < 5; count++) client.channel('chat').send(1, nothing);
    await net.clock.advance(500);
    const late = net.make();
    const lost: unknown[] = [];
    late.on('lost', (range) => lost.push(range));
    const heard = collect(late, 'chat');
    await net.settled(late.connect('tcp://127.0.0.1:4001'));
    for (let count = 0; count < 5; count++) client.channel('chat').send(1, nothing);
    await net.until(() => heard.length >= 5);
    await net.clock.advance(2000);
    expect([numbers(heard), lost]).toEqual([upTo(10, 6), []]);
  });

  test('a link that broke comes back by itself, and what was sent meanwhile comes with it', async () => {
    const links: boolean[] = [];
    client.on('link', ({ up }) => links.push(up));
    const heard = [collect(host, 'chat'), collect(client, 'chat')] as const;
    net.cut(1, 2);
    for (const endpoint of [host, client]) for (let count = 0; count < 10; count++) endpoint.channel('chat').send(1, nothing);
    await net.until(() => heard.every((messages) => messages.length >= 10));
    expect(heard.map(numbers)).toEqual([upTo(10), upTo(10)]);
    expect(links).toEqual([false, true]);
  });

  test('a host is told who comes and who goes', async () => {
    const peers: unknown[] = [];
    host.on('peer', (peer) => peers.push(peer));
    expect(host.peers).toEqual([client.id]);
    await net.settled(client.close());
    await net.until(() => peers.length > 0);
    expect([peers, host.peers]).toEqual([[{ id: client.id, here: false }], []]);
  });

  test('requests are answered, or fail with what was wrong', async () => {
    host.answer(20, (payload) => Buffer.from(`${Buffer.from(payload)} to you`));
    host.answer(21, () => {
      throw new Error('The cupboard is bare.');
    });
    const ask = (kind: number) => net.settled(client.request(kind, Buffer.from('good day')));
    expect(Buffer.from(await ask(20)).toString()).toBe('good day to you');
    await expect(ask(21)).rejects.toThrow('The cupboard is bare.');
    await expect(ask(99)).rejects.toThrow('not known here');
    await expect(net.settled(host.request(20, nothing))).rejects.toMatchObject({ code: 'not-joined' });
    await expect(client.request(3, nothing)).rejects.toThrow('16 to 255');
  });

  test('a slow handler holds back nobody but its own stream, and its failures are told', async () => {
    const failures: string[] = [];
    host.on('handler-failed', ({ kind, message }) => failures.push(`${kind} ${message.channel} ${message.sequence}`));
    const done: string[] = [];
    host.channel('slow').handle(
      ({ sequence }) =>
        new Promise(
          (resolve) =>
            void net.clock.after(1000, () => {
              done.push(`slow ${sequence}`);
              resolve();
            }),
        ),
    );
    host.channel('stuck').handle(() => new Promise(() => {}), { timeLimitMs: 2000 });
    host.channel('bad').handle(() => {
      throw new Error('no');
    });
    const quick = collect(host, 'quick');
    for (const name of ['slow', 'stuck', 'bad', 'quick'])
      for (let count = 0; count < 2; count++) client.channel(name).send(1, nothing);
    await net.clock.advance(500);
    expect(numbers(quick)).toEqual([1, 2]);
    expect(failures).toEqual(['threw bad 1', 'threw bad 2']);
    await net.until(() => failures.length === 4);
    expect(failures.slice(2)).toEqual(['timed-out stuck 1', 'timed-out stuck 2']);
    expect(done).toEqual(['slow 1', 'slow 2']);
    expect(host.counters.handlerFailures).toBe(4);
  });

  test('what can not be sent is refused with a sentence, and everything else goes on', async () => {
    const heard = collect(host, 'chat');
    const chat = client.channel('chat');
    expect(() => chat.send(1, new Uint8Array(16 * 1024 * 1024))).toThrow('Send it in parts');
    expect(() => chat.send(256, nothing)).toThrow('0 to 255');
    expect(() => client.channel('x'.repeat(97))).toThrow('1 to 96 bytes');
    chat.send(1, new Uint8Array(16 * 1024 * 1024 - 4096));
    chat.send(2, nothing);
    await net.until(() => heard.length === 2);
    expect(heard.map(({ kind }) => kind)).toEqual([1, 2]);
  });

  test('a host that closes says so', async () => {
    const links: boolean[] = [];
    client.on('link', ({ up }) => links.push(up));
    await net.settled(host.close());
    await net.clock.advance(100);
    expect(links).toEqual([false]);
  });

  test('closing twice is closing once, and a closed one says so', async () => {
    await net.settled(Promise.all([client.close(), client.close()]));
    await expect(client.listen('inproc://a')).rejects.toMatchObject({ code: 'closed' });
  });
});
