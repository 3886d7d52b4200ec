import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { Slices } from '../../app/bridge/index.ts';
import type { NodeLink } from '../connect/node-link.ts';
import type { OpenReplicas } from '../documents/text/open-replicas.ts';
import type { LockStore } from './lock-state.ts';
import { isComplete, type NodeState, type NodeStore } from './node-state.ts';
import type { RateHistory } from './rate-history.ts';
import type { ToastStore } from './toasts.ts';
import type { WindowActions, WindowState, WindowStore } from './window-state.ts';

/** The parts of one running window. */
export interface App {
  node: NodeStore;
  window: WindowStore;
  toasts: ToastStore;
  lock: LockStore;
  /** Gives the passphrase of the data folder. */
  unlock: (passphrase: string) => void;
  link: NodeLink;
  replicas: OpenReplicas;
  rates: RateHistory;
  platform: 'linux' | 'darwin' | 'win32' | 'browser';
  /** Nonce that lets style elements pass the page's policy. */
  nonce: string;
}

export const AppContext = createContext<App | null>(null);

export function useApp(): App {
  const app = use(AppContext);
  if (app === null) throw new Error('A component stands outside of the app.');
  return app;
}

/** One slice of the node's state. Only below the gate that waits for all slices. */
export function useSlice<Name extends keyof Slices>(name: Name): Slices[Name] {
  return useStore(useApp().node, ({ slices }) => {
    const slice = slices[name];
    if (slice === undefined) throw new Error(`The slice ${name} has not arrived yet.`);
    return slice as Slices[Name];
  });
}

export function useNode<Value>(select: (state: NodeState) => Value): Value {
  return useStore(useApp().node, select);
}

export function useWindow<Value>(select: (state: WindowState & WindowActions) => Value): Value {
  return useStore(useApp().window, select);
}

/** All slices at this moment, for code that runs on an event; undefined before they arrived. */
export function slicesNow(app: App): Slices | undefined {
  const { slices } = app.node.getState();
  return isComplete(slices) ? slices : undefined;
}
