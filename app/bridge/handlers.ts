import { BanyanError } from '../errors.ts';
import { TextDocument } from '../documents/text-document.ts';
import { reachOfSighting } from '../cluster/reach.ts';
import type { Uuid } from '../wire/uuid.ts';
import { examine } from './examine.ts';
import type { NodeParts } from './node-parts.ts';
import { pairingHandlers } from './pairing-handlers.ts';
import type { OpenDocuments, Window } from './open-documents.ts';
import type { CommandHandlers } from './server.ts';
import type { SliceFeed } from './slice-feed.ts';

export interface HandlerParts {
  node: NodeParts;
  feed: SliceFeed;
  open: OpenDocuments;
  window: Window;
  /** The node's name, colour or address changed. */
  introduceAgain: () => void;
}

/** What each command does at a node, for one window. */
export function commandHandlers({ node, feed, open, window, introduceAgain }: HandlerParts): CommandHandlers {
  const { identity, cluster, library, exchange, subscriptions, presence, discovery } = node;
  const textOf = (id: Uuid): TextDocument => {
    const { name, kind, home } = library.get(id);
    if (home === 'cluster' && !exchange.keeps(id))
      throw new BanyanError('not-found', `This machine does not keep "${name}". Ask one that does, or --subscribe it here.`);
    const document = exchange.document(id, kind);
    if (document instanceof TextDocument) return document;
    throw new BanyanError('bad-input', `"${name}" is not a text.`);
  };
  return {
    watch: ({ slices }) => {
      feed.watch(window.watcher, slices);
      return {};
    },
    updateSelf: ({ person, machine, colour }) => {
      identity.change({ ...(person && { person }), ...(machine && { machine }), ...(colour && { colour }) });
      introduceAgain();
      return {};
    },
    createCluster: ({ name }) => ({ id: cluster.create(name) }),
    askToJoin: async (where) => {
      if ('address' in where) await cluster.ask(where.address, where.address);
      else {
        const seen = discovery.seen().filter((sighting) => sighting.cluster?.id === where.clusterId);
        const best = seen.find((sighting) => sighting.cluster?.role === 'root') ?? seen[0];
        if (best?.cluster === undefined)
          throw new BanyanError('no-cluster-found', 'That cluster is not to be seen on this network any more.');
        await cluster.ask(reachOfSighting(best), best.cluster.name);
      }
      return {};
    },
    cancelAsking: async () => {
      await cluster.cancelAsking();
      return {};
    },
    setRole: ({ nodeId, role, mayHost }) => {
      cluster.setRole(nodeId, role, mayHost);
      return {};
    },
    removeMember: ({ nodeId }) => {
      cluster.remove(nodeId);
      return {};
    },
    decide: ({ requestId, accept, role, mayHost }) => {
      cluster.decide(requestId, accept, role, mayHost);
      return {};
    },
    ...pairingHandlers(node),
    leaveCluster: async () => {
      await cluster.leave();
      return {};
    },
    createDocument: async ({ name, kind, home }) => {
      const { id } = await library.create(name, kind, home);
      subscriptions.open(id);
      return { id };
    },
    renameDocument: async ({ document, name }) => {
      await library.rename(document, name);
      return {};
    },
    deleteDocument: async ({ document }) => {
      await library.setDeleted(document, true);
      return {};
    },
    restoreDocument: async ({ document }) => {
      await library.setDeleted(document, false);
      return {};
    },
    shareDocument: async ({ document }) => {
      const kind = await library.share(document);
      subscriptions.open(document);
      exchange.send(document, kind, exchange.document(document, kind).snapshot());
      return {};
    },
    openDocument: ({ document, have }) => {
      const replica = exchange.document(document, library.get(document).kind);
      subscriptions.open(document);
      const missing = replica.missingFor(have);
      window.open.add(document);
      open.tellCursorsTo(window, document);
      return { missing, have: replica.version() };
    },
    closeDocument: ({ document }) => {
      window.open.delete(document);
      return {};
    },
    editDocument: async ({ document, fragments }) => {
      const { kind } = library.get(document);
      subscriptions.open(document);
      await Promise.all(fragments.map((fragment) => exchange.edit(document, kind, fragment, window)));
      return {};
    },
    findDocument: ({ name }) => {
      const { id, name: found, kind } = library.find(name);
      return { id, name: found, kind };
    },
    readText: ({ document }) => ({ text: textOf(document).text }),
    writeText: async ({ document, text }) => {
      exchange.mustBeWritable(document);
      const { fragment, inserted, deleted } = textOf(document).replaceWith(text);
      subscriptions.open(document);
      if (fragment !== undefined) await exchange.spread(document, 'text', fragment, undefined);
      return { inserted, deleted };
    },
    setPresence: ({ document, cursor }) => {
      presence.set(window.number, { document: document ?? undefined, cursor: cursor ?? undefined });
      return {};
    },
    examine: () => ({ checks: examine(node) }),
  };
}
