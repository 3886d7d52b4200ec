import { createStore, type StoreApi } from 'zustand/vanilla';

const states = ['asks', 'checking', 'wrong', 'failed', 'starting', 'open'] as const;

/** Where opening the data folder stands, as the desktop app tells it. In a browser it is open: the node runs before the page. */
export interface LockState {
  state: (typeof states)[number];
  /** Why the passphrase could not be checked; empty unless that is so. */
  sentence: string;
}

export type LockStore = StoreApi<LockState>;

export function createLockStore(): LockStore {
  return createStore<LockState>(() => ({ state: 'open', sentence: '' }));
}

/** What the desktop app told. What is none of its states counts as open: there is nothing to ask for then. */
export function readLockState(told: unknown): LockState {
  const { state, sentence } = (typeof told === 'object' && told !== null ? told : {}) as Record<string, unknown>;
  return { state: states.find((known) => known === state) ?? 'open', sentence: typeof sentence === 'string' ? sentence : '' };
}
