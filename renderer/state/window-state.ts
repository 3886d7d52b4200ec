import { createStore, type StoreApi } from 'zustand/vanilla';
import { go, startOfTrail, step, type Place, type Trail } from './place.ts';
import type { RememberedSettings } from './remembered.ts';

/** What lies over the screen; at most one at a time. */
export type Overlay = 'palette' | 'keys' | 'new-document' | 'create-cluster' | 'leave' | 'invite' | 'people' | 'menu';

/** What belongs to this window alone. */
export interface WindowState extends RememberedSettings {
  trail: Trail;
  overlay: Overlay | null;
  /** What the palette starts with. */
  paletteText: string;
  /** Grows each time the person asks to find something in the text that is shown. */
  findAsked: number;
  /** Requests to be let in that this window's person looks at later. */
  putOff: readonly string[];
  /** Who asks to be let in and is looked at now: the id of the request. */
  looked: string | null;
  /** The link of an invitation that was opened outside of the app; empty when none was. */
  invitation: string;
}

export interface WindowActions {
  go(place: Place): void;
  step(by: -1 | 1): void;
  open(overlay: Overlay, paletteText?: string): void;
  close(): void;
  change(settings: Partial<RememberedSettings>): void;
  askToFind(): void;
  putOffRequest(key: string): void;
  /** Shows everything again that was put off. */
  lookAtRequests(): void;
  lookAt(requestId: string | null): void;
  /** Shows where one joins, with this link filled in; an empty one takes it away. */
  showInvitation(link: string): void;
}

export type WindowStore = StoreApi<WindowState & WindowActions>;

export function createWindowStore(remembered: RememberedSettings, trail: Trail = startOfTrail): WindowStore {
  return createStore<WindowState & WindowActions>((set) => ({
    ...remembered,
    trail,
    overlay: null,
    paletteText: '',
    findAsked: 0,
    putOff: [],
    looked: null,
    invitation: '',
    go: (place) => set((state) => ({ trail: go(state.trail, place), overlay: null })),
    step: (by) => set((state) => ({ trail: step(state.trail, by) })),
    open: (overlay, paletteText = '') => set({ overlay, paletteText }),
    close: () => set({ overlay: null }),
    change: (settings) => set(settings),
    askToFind: () => set(({ findAsked }) => ({ findAsked: findAsked + 1 })),
    putOffRequest: (key) => set(({ putOff }) => ({ putOff: [...putOff.slice(-99), key] })),
    lookAtRequests: () => set({ putOff: [] }),
    lookAt: (looked) => set({ looked }),
    showInvitation: (invitation) =>
      set((state) =>
        invitation === '' ? { invitation } : { invitation, trail: go(state.trail, { screen: 'join' }), overlay: null },
      ),
  }));
}
