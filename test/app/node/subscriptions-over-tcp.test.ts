import { expect, test, vi } from 'vitest';
import { channelPair, openBridge, type Bridge } from '../../../app/bridge/index.ts';
import { MemoryDiscovery, MemorySegment } from '../../../app/discovery/memory/memory-discovery.ts';
import { documentChannel } from '../../../app/endpoint/document-channel.ts';
import { silentLog } from '../../../app/log.ts';
import { createNode } from '../../../app/node.ts';
import type { BanyanNode, NodeSettings } from '../../../app/node-settings.ts';
import { openTransport } from '../../../app/open-endpoint.ts';
import { MemoryStore } from '../../../app/storage/memory/memory-store.ts';
import type { Subscriber, Transport } from '../../../app/transport/transport.ts';
import { sectionsOf, streamNameOf } from '../../../app/wire/pack.ts';

const patience = { timeout: 10_000, interval: 20 };

/** A transport that tells of each frame that one of its SUB sockets gets. */
function watched(transport: Transport, onPublished: (frame: Uint8Array) => void): Transport {
  const watch = (subscriber: Subscriber): Subscriber => ({
    connect: (address) => subscriber.connect(address),
    disconnect: (address) => subscriber.disconnect(address),
    onLink: (listener) => subscriber.onLink(listener),
    onFailed: (listener) => subscriber.onFailed(listener),
    subscribe: (prefix) => subscriber.subscribe(prefix),
    unsubscribe: (prefix) => subscriber.unsubscribe(prefix),
    close: () => subscriber.close(),
    onFrame: (listener) =>
      subscriber.onFrame((frame) => {
        onPublished(frame);
        return listener(frame);
      }),
  });
  return {
    name: transport.name,
    counters: transport.counters,
    publisher: (options) => transport.publisher(options),
    subscriber: (options) => watch(transport.subscriber(options)),
    pusher: (options) => transport.pusher(options),
    puller: (options) => transport.puller(options),
    dealer: (options) => transport.dealer(options),
    router: (options) => transport.router(options),
    close: () => transport.close(),
  };
}

test.each(['zmtp', 'zeromq'] as const)('I4 over %s a node is sent what it subscribes to and nothing else', async (kind) => {
  const segment = new MemorySegment();
  const running: BanyanNode[] = [];
  const start = async (name: string, settings: Partial<NodeSettings> = {}) => {
    const heard = new Set<string>();
    const transport = watched(await openTransport(kind), (frame) => {
      for (const section of sectionsOf(frame)) heard.add(streamNameOf(section).channel);
    });
    const node = createNode(
      {
        ...{ dataFolder: `memory:${name}`, machine: name, person: name, headless: true, version: 'test', log: silentLog },
        ...{ defaults: { person: name, machine: name, colour: 1 }, interfaceAddress: '127.0.0.1', port: 0, autoAccept: true },
        ...settings,
      },
      { transport, store: new MemoryStore(), discovery: new MemoryDiscovery(segment) },
    );
    await node.start();
    running.push(node);
    await node.findCluster();
    const [nodeEnd, windowEnd] = channelPair();
    node.serve(nodeEnd);
    return { node, heard, bridge: openBridge(windowEnd) };
  };
  const shows = ({ bridge }: { bridge: Bridge }, document: string, text: string) =>
    vi.waitFor(async () => expect((await bridge.call('readText', { document })).text).toBe(text), patience);
  try {
    const root = await start('root', { fanOut: 1 });
    await root.bridge.call('createCluster', { name: 'Kestrel' });
    const create = async (name: string) => (await root.bridge.call('createDocument', { name, kind: 'text' })).id;
    const [one, two, three] = [await create('One'), await create('Two'), await create('Three')];
    const join = root.node.info.address;
    const relay = await start('relay', { join, subscribe: ['One'] });
    const leaf = await start('leaf', { join, subscribe: ['Two'] });
    let edits = 0;
    const write = (document: string) => root.bridge.call('writeText', { document, text: `edit ${++edits}` });
    /** Until what is written comes by the stream: a subscription takes effect some time after it was made. */
    const flows = (to: { heard: Set<string> }, document: string) =>
      vi.waitFor(async () => {
        for (const { heard } of [relay, leaf]) heard.clear();
        await write(document);
        await vi.waitFor(() => expect(to.heard).toContain(documentChannel(document)), { timeout: 200, interval: 5 });
      }, patience);
    await flows(leaf, two);
    await flows(relay, one);
    for (const { heard } of [relay, leaf]) heard.clear();
    for (const document of [three, one, two]) await write(document);
    await shows(leaf, two, `edit ${edits}`);
    await shows(relay, one, `edit ${edits - 1}`);
    const heard = ({ heard: channels }: { heard: Set<string> }) =>
      [one, two, three].filter((id) => channels.has(documentChannel(id)));
    expect([heard(relay), heard(leaf)]).toEqual([[one, two], [two]]);
    await leaf.bridge.call('openDocument', { document: three, have: new Uint8Array() });
    await shows(leaf, three, `edit ${edits - 2}`);
    await flows(leaf, three);
    expect([heard(relay), heard(leaf)]).toEqual([[three], [three]]);
  } finally {
    for (const node of running.toReversed()) await node.stop();
  }
});
