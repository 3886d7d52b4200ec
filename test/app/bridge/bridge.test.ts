import { describe, expect, test } from 'vitest';
import { bridgeCodec, channelPair, type BridgeChannel } from '../../../app/bridge/channel.ts';
import { openBridge } from '../../../app/bridge/client.ts';
import { serveWatcher, type CommandHandlers, type Watcher } from '../../../app/bridge/server.ts';
import { BanyanError } from '../../../app/errors.ts';

const id = '00000000-0000-4000-8000-000000000001';
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A node that does what the test says, and a watcher of it. */
function bench(handlers: Partial<CommandHandlers>) {
  const [nodeEnd, watcherEnd] = channelPair();
  const bad: string[] = [];
  let watcher: Watcher | undefined;
  serveWatcher(
    nodeEnd,
    (served) => {
      watcher = served;
      return handlers as CommandHandlers;
    },
    (reason) => bad.push(reason),
  );
  return { nodeEnd, watcherEnd, bad, bridge: openBridge(watcherEnd, (reason) => bad.push(reason)), watcher: () => watcher! };
}

/** Calls by hand, as somebody would who does not use our client. */
async function callRaw(channel: BridgeChannel, name: unknown, input: unknown): Promise<unknown> {
  const codec = bridgeCodec();
  const answers: unknown[] = [];
  channel.onMessage((message) => answers.push(codec.decode(message)));
  channel.send(codec.encode({ m: 'call', a: [name, input], i: 'x', t: 'q' }));
  for (let wait = 0; wait < 50 && answers.length === 0; wait++) await turn();
  return answers[0];
}

describe('the bridge', () => {
  test('carries what is asked and what is answered, bytes included', async () => {
    const { bridge } = bench({ openDocument: ({ have }) => ({ missing: Uint8Array.of(...have, 3), have: new Uint8Array() }) });
    const answer = await bridge.call('openDocument', { document: id, have: Uint8Array.of(1, 2) });
    expect([...answer.missing]).toEqual([1, 2, 3]);
  });

  test('an error keeps its code and its sentence', async () => {
    const { bridge } = bench({
      readText: () => {
        throw new BanyanError('not-found', 'There is no such document.');
      },
    });
    await expect(bridge.call('readText', { document: id })).rejects.toMatchObject({
      code: 'not-found',
      message: 'There is no such document.',
    });
  });

  test('input that is not valid never reaches the node, and the answer says where it is wrong', async () => {
    let reached = false;
    const { bridge } = bench({ readText: () => ({ text: String((reached = true)) }) });
    await expect(bridge.call('readText', { document: 'no id' } as never)).rejects.toMatchObject({ code: 'bad-input' });
    await expect(bridge.call('readText', { document: 'no id' } as never)).rejects.toThrow('readText (document)');
    expect(reached).toBe(false);
  });

  test.each(['nonsense', 'constructor', 'toString', '__proto__', 'hasOwnProperty'])('there is no command %s', async (name) => {
    const { watcherEnd, bad } = bench({});
    const answer = (await callRaw(watcherEnd, name, {})) as { r: { ok: boolean; code: string } };
    expect(answer.r).toMatchObject({ ok: false, code: 'bad-input' });
    expect(bad).toHaveLength(1);
  });

  test('what is no message at all is counted, and the next is answered', async () => {
    const { watcherEnd, bridge, bad } = bench({ readText: () => ({ text: 'still here' }) });
    const noise = [
      Uint8Array.of(0xd9, 9),
      new Uint8Array(),
      Uint8Array.of(0xdd, 255, 255, 255, 255),
      Uint8Array.of(0xc0),
      Uint8Array.of(7),
    ];
    for (const bytes of noise) watcherEnd.send(bytes);
    await turn();
    expect(await bridge.call('readText', { document: id })).toEqual({ text: 'still here' });
    expect(bad).toHaveLength(noise.length);
  });

  test('when the channel closes, what is waiting fails with a sentence, and so does what is asked later', async () => {
    const { bridge, nodeEnd } = bench({ readText: () => new Promise(() => {}) });
    let closed = 0;
    bridge.onClose(() => void closed++);
    const waiting = bridge.call('readText', { document: id });
    await turn();
    nodeEnd.close();
    await expect(waiting).rejects.toMatchObject({ code: 'closed' });
    await expect(bridge.call('readText', { document: id })).rejects.toMatchObject({ code: 'closed' });
    expect(closed).toBe(1);
  });

  test('events reach who listens and nobody else, and those that are malformed are counted', async () => {
    const { bridge, watcher, bad } = bench({});
    const heard: unknown[] = [];
    const stop = bridge.on('fragments', (payload) => heard.push(payload));
    watcher().tell('fragments', { document: id, fragments: [Uint8Array.of(1)] });
    watcher().tell('fragments', { document: 'no id', fragments: [] });
    await turn();
    stop();
    watcher().tell('fragments', { document: id, fragments: [Uint8Array.of(2)] });
    await turn();
    expect(heard).toHaveLength(1);
    expect(bad).toHaveLength(1);
  });
});
