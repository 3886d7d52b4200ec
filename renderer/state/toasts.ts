import { createStore, type StoreApi } from 'zustand/vanilla';

/** Something that is already over, in one sentence, perhaps with a way back. */
export interface Toast {
  id: number;
  sentence: string;
  action?: { label: string; run: () => void };
}

export interface ToastState {
  toasts: readonly Toast[];
  show(sentence: string, action?: Toast['action']): void;
  dismiss(id: number): void;
}

export type ToastStore = StoreApi<ToastState>;

/** At most this many are shown; the oldest goes first. */
const mostToasts = 3;

export function createToastStore(): ToastStore {
  let lastId = 0;
  return createStore<ToastState>((set) => ({
    toasts: [],
    show: (sentence, action) =>
      set(({ toasts }) => ({ toasts: [...toasts, { id: ++lastId, sentence, ...(action && { action }) }].slice(-mostToasts) })),
    dismiss: (id) => set(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) })),
  }));
}
