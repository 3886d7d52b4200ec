import { describe, expect, test } from 'vitest';
import * as zmq from 'zeromq';
import type { Message } from '../../../../app/transport/zmtp/connection.ts';
import { bytes, eventually, numbered, textOf } from '../../../contract/transport-fixture.ts';
import { meeting, settings } from './libzmq-peer.ts';

const texts = (message: Message): string[] => message.map(textOf);
const frames = (...parts: string[]): Message => parts.map(bytes);

/** What a socket of libzmq receives from now on; one that receives nothing does not even finish its links. */
function collected(socket: zmq.Subscriber | zmq.XSubscriber): string[][] {
  const arrived: string[][] = [];
  void (async () => {
    for await (const message of socket) arrived.push(message.map(String));
  })();
  return arrived;
}

describe.each(settings)('with libzmq over $mechanism where $binds bind(s)', (setting) => {
  test('PUSH to its PULL: everything in order, messages of several frames, sizes at the edges', async () => {
    const { ours, options, theirs, link } = meeting(setting);
    const [push, pull] = [ours.push(options), theirs(new zmq.Pull())];
    await link(push, pull);
    const sent = [
      ...numbered('message ', 300).map((text) => frames(text, 'second')),
      ...[0, 1, 255, 256, 8_191, 65_536, 1_048_576].map((length) => [new Uint8Array(length).fill(7)]),
      frames('', '', 'last', ''),
    ];
    const sending = (async () => {
      for (const message of sent) await push.send(message);
    })();
    for (const message of sent) {
      const arrived = await pull.receive();
      expect(arrived).toHaveLength(message.length);
      expect(Buffer.compare(Buffer.concat(arrived), Buffer.concat(message))).toBe(0);
    }
    await sending;
  });

  test('PULL from its PUSH', async () => {
    const { ours, options, theirs, link } = meeting(setting);
    const [pull, push] = [ours.pull(options), theirs(new zmq.Push())];
    const arrived: string[][] = [];
    pull.onMessage((message) => void arrived.push(texts(message)));
    await link(pull, push);
    const sent = [...numbered('message ', 300).map((text) => [text, '', 'third']), ['x'.repeat(300_000)]];
    for (const message of sent) await push.send(message);
    await eventually(() => expect(arrived).toEqual(sent));
  });

  test('PUB to its SUB: subscribing, counting and cancelling', async () => {
    const { ours, options, theirs, link } = meeting(setting);
    const [pub, sub] = [ours.xpub(options), theirs(new zmq.Subscriber())];
    const changes: string[] = [];
    pub.onSubscription((adds, prefix) => void changes.push(`${adds ? '+' : '-'}${textOf(prefix)}`));
    sub.subscribe('a', 'b', 'b');
    await link(pub, sub);
    const arrived = collected(sub);
    await eventually(() => expect(changes.toSorted()).toEqual(['+a', '+b']));
    for (const text of ['a1', 'c1', 'b1']) await pub.send(frames(text, 'body'));
    const both = [
      ['a1', 'body'],
      ['b1', 'body'],
    ];
    await eventually(() => expect(arrived).toEqual(both));
    sub.unsubscribe('b');
    sub.unsubscribe('a');
    await eventually(() => expect(changes.at(-1)).toBe('-a'));
    for (const text of ['a2', 'b2']) await pub.send(frames(text));
    await eventually(() => expect(arrived).toEqual([...both, ['b2']]));
  });

  test('SUB from its PUB', async () => {
    const { ours, options, theirs, link } = meeting(setting);
    const [sub, pub] = [ours.sub(options), theirs(new zmq.XPublisher())];
    const arrived: string[][] = [];
    sub.onMessage((message) => void arrived.push(texts(message)));
    sub.subscribe(bytes('a'));
    await link(sub, pub);
    expect(String(await pub.receive())).toBe('\x01a');
    sub.subscribe(bytes(''));
    expect(String(await pub.receive())).toBe('\x01');
    sub.unsubscribe(bytes(''));
    expect(String(await pub.receive())).toBe('\x00');
    for (const text of ['b', 'a', 'ab']) await pub.send([text, 'body']);
    await eventually(() => expect(arrived.map(([first]) => first)).toEqual(['a', 'ab']));
  });

  test('XSUB sends upstream to its XPUB, and XPUB hears its XSUB', async () => {
    const { ours, options, theirs, link } = meeting(setting);
    const [xsub, theirXpub] = [ours.xsub(options), theirs(new zmq.XPublisher())];
    xsub.subscribe(bytes('a'));
    await link(xsub, theirXpub);
    expect(String(await theirXpub.receive())).toBe('\x01a');
    await xsub.send(frames('up', 'stream'));
    expect((await theirXpub.receive()).map(String)).toEqual(['up', 'stream']);

    const [xpub, theirXsub] = [ours.xpub(options), theirs(new zmq.XSubscriber())];
    const arrived: string[][] = [];
    xpub.onMessage((message) => void arrived.push(texts(message)));
    await link(xpub, theirXsub);
    const down = collected(theirXsub);
    await theirXsub.send(['\x01a']);
    await eventually(async () => {
      await theirXsub.send(['up', 'stream']);
      expect(arrived[0]).toEqual(['up', 'stream']);
    });
    await xpub.send(frames('a', 'down'));
    await eventually(() => expect(down).toEqual([['a', 'down']]));
  });

  test('DEALER with its ROUTER, and ROUTER with its DEALER', async () => {
    const { ours, options, theirs, link } = meeting(setting);
    const [dealer, theirRouter] = [ours.dealer(options), theirs(new zmq.Router())];
    const replies: string[][] = [];
    dealer.onMessage((message) => void replies.push(texts(message)));
    await link(dealer, theirRouter);
    await dealer.send(frames('question', 'two'));
    const [id, ...question] = await theirRouter.receive();
    expect(question.map(String)).toEqual(['question', 'two']);
    await theirRouter.send([id ?? null, 'answer', '']);
    await eventually(() => expect(replies).toEqual([['answer', '']]));

    const [router, theirDealer] = [ours.router(options), theirs(new zmq.Dealer({ routingId: 'named' }))];
    const gone: string[] = [];
    router.onMessage((peer, message) => router.send(peer, [bytes(peer), ...message]));
    router.onPeerGone((peer) => void gone.push(peer));
    await link(router, theirDealer);
    await theirDealer.send(['hello', 'there']);
    expect((await theirDealer.receive()).map(String)).toEqual(['named', 'hello', 'there']);
    theirDealer.close();
    await eventually(() => expect(gone).toEqual(['named']));
    await expect(router.send('named', frames('late'))).rejects.toMatchObject({ code: 'not-found' });
  });

  test('REQ with its REP, and REP with its REQ', async () => {
    const { ours, options, theirs, link } = meeting(setting);
    const [req, theirRep] = [ours.req(options), theirs(new zmq.Reply())];
    await link(req, theirRep);
    for (const round of ['one', 'two']) {
      const asked = req.request(frames(round, 'part'));
      expect((await theirRep.receive()).map(String)).toEqual([round, 'part']);
      await theirRep.send([round, 'answered']);
      expect(texts(await asked)).toEqual([round, 'answered']);
    }

    const [rep, theirReq] = [ours.rep(options), theirs(new zmq.Request())];
    rep.onRequest(async (request) => [bytes('re'), ...request]);
    await link(rep, theirReq);
    for (const round of ['one', 'two']) {
      await theirReq.send([round, '']);
      expect((await theirReq.receive()).map(String)).toEqual(['re', round, '']);
    }
  });

  test('heartbeats keep a quiet link up in both directions', async () => {
    const { ours, options, theirs, link } = meeting(setting);
    const [push, pull] = [ours.push(options), theirs(new zmq.Pull())];
    pull.heartbeatTimeout = 500;
    const links: boolean[] = [];
    push.onLink((up) => void links.push(up));
    let disconnects = 0;
    pull.events.on('disconnect', () => void (disconnects += 1));
    await link(push, pull);
    await push.send(frames('before'));
    expect(String(await pull.receive())).toBe('before');
    await new Promise((resolve) => void setTimeout(resolve, 1_200));
    await push.send(frames('after'));
    expect(String(await pull.receive())).toBe('after');
    expect(disconnects).toBe(0);
    expect(links.filter((up) => !up)).toEqual([]);
  });
});
