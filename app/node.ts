import type { BridgeChannel } from './bridge/channel.ts';
import { commandHandlers } from './bridge/handlers.ts';
import type { NodeParts } from './bridge/node-parts.ts';
import { OpenDocuments, type Window } from './bridge/open-documents.ts';
import { serveWatcher } from './bridge/server.ts';
import { SliceFeed } from './bridge/slice-feed.ts';
import type { ClusterEvent } from './bridge/views.ts';
import { systemClock, type Clock } from './clock.ts';
import { Cluster } from './cluster/cluster.ts';
import { Door, knock } from './cluster/admission/door.ts';
import { EntryReader } from './cluster/membership-log/entry-reader.ts';
import { Membership } from './cluster/membership-log/membership.ts';
import { reachOfSighting, reachText } from './cluster/reach.ts';
import { ViewCodec } from './cluster/view/view-codec.ts';
import { documentDefaults, heartbeatsFor, limits, socketDefaults, streamLimits, treeDefaults } from './config.ts';
import { usableInterfaces } from './discovery/interfaces.ts';
import { MdnsDiscovery } from './discovery/mdns/mdns-discovery.ts';
import { DocumentExchange } from './documents/exchange.ts';
import { DocumentLibrary } from './documents/library.ts';
import { Presence } from './documents/presence.ts';
import { DocumentShelf } from './documents/shelf.ts';
import { Subscriptions } from './documents/subscriptions.ts';
import { answerSyncRequests } from './documents/sync-answers.ts';
import { DocumentSync } from './documents/sync.ts';
import { documentChannel } from './endpoint/document-channel.ts';
import { Endpoint } from './endpoint/endpoint.ts';
import { BanyanError } from './errors.ts';
import { fingerprintOf } from './identity/fingerprint.ts';
import { Identity } from './identity/identity.ts';
import { keptKeys, keyFileInStore } from './identity/key-file.ts';
import { publicKeysOf } from './identity/keys.ts';
import { authorityBy, barsBy } from './node-authority.ts';
import { firstSeen, hostToListenAt, shownHosts } from './node-addresses.ts';
import { listenForOthers } from './node-listening.ts';
import { nodePairing } from './node-pairing.ts';
import type { BanyanNode, NodeReplacements, NodeSettings } from './node-settings.ts';
import { openStorage, type Storage } from './node-storage.ts';
import { announce, wireParts } from './node-wiring.ts';
import { openTransport } from './open-endpoint.ts';
import { systemRandom } from './random.ts';
import { shownName } from './shown-name.ts';
import { GroupCommit } from './storage/group-commit.ts';
import { Happenings } from './telemetry/happenings.ts';
import { LinkRates } from './telemetry/link-rates.ts';
import { Receipts } from './telemetry/receipts.ts';
import { Traces } from './telemetry/traces.ts';
import type { Transport } from './transport/transport.ts';

/** Builds a node out of its parts; nothing runs before {@link BanyanNode.start}. */
export function createNode(settings: NodeSettings, replacements: NodeReplacements = {}): BanyanNode {
  return new Node(settings, replacements);
}

/** The composition root: the only place that knows concrete classes. */
class Node implements BanyanNode {
  readonly #settings: NodeSettings;
  readonly #replacements: NodeReplacements;
  readonly #eventListeners: ((event: ClusterEvent) => void)[] = [];
  readonly #windows = new Set<Window>();
  /** How to undo each step of the start, newest last. */
  readonly #undo: (() => void | Promise<void>)[] = [];
  #parts: NodeParts | undefined;
  #feed: SliceFeed | undefined;
  #open: OpenDocuments | undefined;
  #windowNumber = 0;
  #badBridgeMessages = 0;

  constructor(settings: NodeSettings, replacements: NodeReplacements) {
    this.#settings = settings;
    this.#replacements = replacements;
  }

  get info(): BanyanNode['info'] {
    const { identity, facts } = this.#started();
    return { nodeId: identity.nodeId, machine: identity.machine, person: identity.person, address: facts.address };
  }

  onEvent(listener: (event: ClusterEvent) => void): void {
    this.#eventListeners.push(listener);
  }

  async start(): Promise<void> {
    try {
      const parts = await this.#build();
      this.#parts = parts;
      parts.happenings.onHappening((event) => {
        for (const listener of this.#eventListeners) listener(event);
        for (const { watcher } of this.#windows) watcher.tell('happened', event);
      });
      parts.cluster.start();
      this.#undo.push(() => parts.cluster.stop());
      parts.discovery.start(announce(parts));
      this.#undo.push(() => parts.discovery.stop());
      await parts.pairing.start();
      this.#undo.push(() => parts.pairing.stop());
    } catch (thrown) {
      await this.stop();
      throw thrown;
    }
  }

  async stop(): Promise<void> {
    for (let undo = this.#undo.pop(); undo !== undefined; undo = this.#undo.pop()) await undo();
  }

  serve(channel: BridgeChannel): void {
    const node = this.#started();
    const feed = this.#feed!;
    const open = this.#open!;
    const number = ++this.#windowNumber;
    let window: Window | undefined;
    const watcher = serveWatcher(
      channel,
      (served) => {
        window = { watcher: served, number, open: new Set() };
        this.#windows.add(window);
        return commandHandlers({ node, feed, open, window, introduceAgain: () => this.#introduceAgain(node) });
      },
      (reason) => {
        this.#badBridgeMessages++;
        this.#settings.log.warn('dropped a bridge message', { reason, count: this.#badBridgeMessages });
      },
    );
    channel.onClose(() => {
      if (window !== undefined) this.#windows.delete(window);
      feed.unwatch(watcher);
      node.presence.remove(number);
    });
  }

  async #build(): Promise<NodeParts> {
    const { settings, replacements } = { settings: this.#settings, replacements: this.#replacements };
    const clock = replacements.clock ?? systemClock();
    const random = replacements.random ?? systemRandom();
    const { log } = settings;

    const { store, keyFile, sealed } = this.#openStorage(clock);
    const identity = new Identity(store, random, settings.defaults, {
      ...(settings.person !== undefined && { person: settings.person }),
      ...(settings.machine !== undefined && { machine: settings.machine }),
    });
    const keys = keptKeys(keyFile, random);
    const transport = replacements.transport ?? (await openTransport(settings.transport ?? 'zmtp', { clock, random, log }));
    this.#undo.push(() => transport.close());
    const membership = new Membership({
      ...{ store, clock, random, keys, selfId: identity.nodeId },
      reader: replacements.entryReader ?? new EntryReader(),
    });
    const endpoint = new Endpoint({
      nodeId: identity.nodeId,
      incarnation: identity.incarnation,
      transport: async () => transport,
      socketOptions: socketDefaults,
      limits: replacements.limits ?? streamLimits,
      bars: barsBy(membership),
      clock,
      log,
    });
    this.#undo.push(() => endpoint.close());
    const door = new Door({ transport, clock, keys });
    this.#undo.push(() => door.close());
    const ports = await listenForOthers({
      ...{ endpoint, store, door, keys, membership },
      host: hostToListenAt(settings),
      port: settings.port,
    });
    const interfaces = usableInterfaces(settings.interfaceAddress);
    const timing = heartbeatsFor(settings.network ?? 'lan');
    const relayOnly = settings.relayOnly ?? false;

    let storeTrouble: string | undefined;
    let waitingEdits = 0;
    const commit = new GroupCommit(store, clock, documentDefaults.commit, (sentence) => {
      storeTrouble = sentence;
      if (sentence !== undefined) log.error(sentence);
    });
    const shelf = new DocumentShelf({ store, commit, clock, random, log, limits: documentDefaults.shelf });
    this.#undo.push(
      () => shelf.close(),
      () => commit.end(),
      () => commit.flush(),
    );
    const library: DocumentLibrary = new DocumentLibrary({
      shelf,
      exchange: () => exchange,
      clock,
      random,
      nodeId: identity.nodeId,
      person: () => identity.person,
      onShared: () => subscriptions.refresh(),
    });
    const subscriptions = new Subscriptions({
      wanted: relayOnly ? [] : settings.subscribe,
      keepsOpened: !relayOnly,
      library,
      store,
    });
    const cluster: Cluster = new Cluster({
      endpoint,
      store,
      clock,
      random,
      log,
      timing,
      codec: replacements.viewCodec ?? new ViewCodec(),
      selfId: identity.nodeId,
      keys,
      membership,
      knock: (address, timeoutMs) => knock({ transport, clock }, address, timeoutMs),
      self: () => ({
        nodeId: identity.nodeId,
        incarnation: identity.incarnation,
        person: identity.person,
        machine: identity.machine,
        colour: identity.colour,
        headless: settings.headless,
        address: facts.reach,
        software: settings.version,
        capacity: Math.min(settings.fanOut ?? treeDefaults.fanOut, limits.fanOut),
        prefersLeaf: settings.prefersLeaf?.() ?? false,
        keepsNothing: subscriptions.restricted,
      }),
      autoAccept: settings.autoAccept ?? false,
      seenAt: (clusterId) =>
        discovery
          .seen()
          .filter((sighting) => sighting.cluster?.id === clusterId)
          .map((sighting) => ({ address: reachOfSighting(sighting), root: sighting.cluster?.role === 'root' }))
          .toSorted((one, other) => Number(other.root) - Number(one.root)),
    });
    const nameOf = (nodeId: string): string =>
      nodeId === identity.nodeId ? identity.person : (cluster.view?.members.get(nodeId)?.person ?? '');
    const exchange = new DocumentExchange({
      shelf,
      endpoint,
      nameOf,
      nodeId: identity.nodeId,
      incarnation: identity.incarnation,
      authority: authorityBy(membership, keys, identity.nodeId, replacements.signatures),
      isShared: (id) => library.isShared(id),
      keeps: (id) => subscriptions.keeps(id),
      clock,
      log,
    });
    const presence = new Presence({ endpoint, clock, nodeId: identity.nodeId });
    const receipts = new Receipts({ endpoint, clock, memberCount: () => cluster.view?.present ?? 1 });
    const rates = new LinkRates({
      endpoint,
      clock,
      hasParent: () => cluster.standing.phase === 'member',
      memberCount: () => cluster.view?.present ?? 1,
      roundTripMs: () => cluster.roundTripMs,
    });
    const traces = new Traces(clock, { origin: identity.nodeId, incarnation: identity.incarnation });
    const discovery =
      replacements.discovery ??
      new MdnsDiscovery({
        ...{ interfaces, clock, log },
        onFlood: (sentence) => happenings.add({ at: clock.now(), kind: 'refused', nodeId: null, sentence }),
      });
    const sync = new DocumentSync({ endpoint, exchange, library, clock, log });
    answerSyncRequests({ endpoint, exchange, library });
    const host = shownHosts(settings, interfaces)[0]!;
    const facts: NodeParts['facts'] = {
      headless: settings.headless,
      autoAccept: settings.autoAccept ?? false,
      address: `${host}:${ports.door}`,
      reach: reachText({ host, doorPort: ports.door, controlPort: ports.control, key: keys.curve.publicKey }),
      link: { port: ports.control, key: keys.curve.publicKey },
      version: settings.version,
      dataFolder: settings.dataFolder,
      atRest: { passphrase: sealed, keys: settings.keyring?.kind ?? 'file' },
      startedAt: clock.now(),
      suspectAfterMs: timing.suspectAfterMs,
      relayOnly,
      waitingEdits: () => waitingEdits,
      storeTrouble: () => storeTrouble,
    };
    const happenings = new Happenings<ClusterEvent['kind']>();
    const pairing = nodePairing({
      node: { identity, cluster, discovery, clock, store, facts },
      // Libzmq does not tell who calls, so that one address could take all the room.
      transport: transport.name === 'zeromq' ? await this.#transportOfStrangers({ clock, random, log }) : transport,
      random,
      log,
      keys,
      listenAt: hostToListenAt(settings),
      hosts: () => shownHosts(settings, interfaces),
    });
    const parts: NodeParts = {
      identity,
      fingerprint: fingerprintOf(publicKeysOf(keys)),
      clock,
      store,
      shelf,
      endpoint,
      cluster,
      pairing,
      discovery,
      library,
      exchange,
      subscriptions,
      presence,
      receipts,
      rates,
      traces,
      happenings,
      facts,
    };

    const feed = new SliceFeed(clock, parts);
    this.#feed = feed;
    exchange.onChange(({ document, sent }) => {
      library.refresh(document);
      if (sent === undefined) return;
      if (cluster.standing.phase === 'searching') waitingEdits++;
      traces.sent(document, documentChannel(document), sent);
    });
    this.#open = new OpenDocuments(clock, parts, this.#windows);
    wireParts({ parts, sync, feed, onInStep: () => void (waitingEdits = 0), log });
    presence.start();
    rates.start();
    replacements.onParts?.(parts);
    this.#undo.push(() => {
      presence.stop();
      rates.stop();
      receipts.stop();
      sync.stop();
      exchange.stop();
      feed.stop();
      this.#open?.stop();
    });
    return parts;
  }

  async #transportOfStrangers(parts: Parameters<typeof openTransport>[1]): Promise<Transport> {
    const transport = await openTransport('zmtp', parts);
    this.#undo.push(() => transport.close());
    return transport;
  }

  #openStorage(clock: Clock): Pick<Storage, 'store' | 'keyFile' | 'sealed'> {
    const { store, keyFile } = this.#replacements;
    if (store !== undefined) return { store, keyFile: keyFile ?? keyFileInStore(store), sealed: false };
    const { dataFolder, keyslot, keyring, log } = this.#settings;
    const opened = openStorage({ dataFolder, keyslot, sealing: keyring?.sealing, now: () => clock.now(), log });
    this.#undo.push(() => opened.close());
    return { ...opened, ...(keyFile && { keyFile }) };
  }

  async findCluster(): Promise<void> {
    const { cluster, discovery, clock, pairing } = this.#started();
    const { join: address, invite } = this.#settings;
    const wanted = this.#settings.cluster === undefined ? undefined : shownName(this.#settings.cluster);
    if (invite !== undefined && cluster.belonging === undefined) return pairing.joinByLink(invite);
    if (wanted === undefined && address === undefined) return;
    const own = cluster.belonging?.name;
    if (own !== undefined) {
      if (wanted === undefined || wanted === own) return;
      throw new BanyanError(
        'already-joined',
        `This machine belongs to ${own}. Leave it first, or name another folder with --data.`,
      );
    }
    const where = address ?? (await firstSeen(discovery, clock, wanted!));
    if (where === undefined) return void cluster.create(wanted!);
    await cluster.ask(where, wanted ?? where);
    if (address !== undefined) await cluster.answered();
  }

  #introduceAgain(parts: NodeParts): void {
    parts.cluster.introduceAgain();
    parts.discovery.update(announce(parts));
    this.#feed?.mark('self', 'tree', 'people');
  }

  #started(): NodeParts {
    if (this.#parts === undefined) throw new Error('The node is not started.');
    return this.#parts;
  }
}
