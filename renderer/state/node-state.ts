import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Slices } from '../../app/bridge/index.ts';

/** What this window knows about its node: the slices it has been sent, and whether the node can be reached. */
export interface NodeState {
  /** `connecting` until the first time it opened. */
  link: 'connecting' | 'open' | 'away';
  /** When the link was lost, milliseconds since 1970; null while it is open. */
  awaySince: number | null;
  /** Tries since the link was lost or the page was opened. */
  failures: number;
  slices: Partial<Slices>;
}

export type NodeStore = StoreApi<NodeState>;

export function createNodeStore(): NodeStore {
  return createStore<NodeState>(() => ({ link: 'connecting', awaySince: null, failures: 0, slices: {} }));
}

/** Changes that the connection makes to what the window knows. */
export function nodeStoreListener(store: NodeStore, now: () => number) {
  return {
    onOpen: () => store.setState({ link: 'open', awaySince: null, failures: 0 }),
    onAway: () =>
      store.setState(({ link, awaySince, failures }) => ({
        link: link === 'connecting' ? link : 'away',
        awaySince: awaySince ?? now(),
        failures: failures + 1,
      })),
    onSlice: <Name extends keyof Slices>(name: Name, value: Slices[Name]) =>
      store.setState(({ slices }) => ({ slices: { ...slices, [name]: value } })),
  };
}

/** All slices have arrived at least once. */
export function isComplete(slices: Partial<Slices>): slices is Slices {
  const { self, cluster, near, requests, pairing, tree, documents, people, events } = slices;
  return [self, cluster, near, requests, pairing, tree, documents, people, events].every((slice) => slice !== undefined);
}
