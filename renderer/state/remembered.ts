import type { StoreApi } from 'zustand/vanilla';
import type { Trail } from './place.ts';

export type Theme = 'system' | 'light' | 'dark';

/** Settings of a window that outlive it. */
export interface RememberedSettings {
  theme: Theme;
  /** Pixels. */
  sidebarWidth: number;
  sidebarHidden: boolean;
  /** Pixels. */
  inspectorWidth: number;
  stripFolded: boolean;
  outlineHidden: boolean;
  treeAs: 'tidy' | 'table';
}

export const bounds = {
  sidebar: { least: 180, most: 320, usual: 236 },
  inspector: { least: 280, most: 480, usual: 324 },
} as const;

export const defaultSettings: RememberedSettings = {
  theme: 'system',
  sidebarWidth: bounds.sidebar.usual,
  sidebarHidden: false,
  inspectorWidth: bounds.inspector.usual,
  stripFolded: false,
  outlineHidden: false,
  treeAs: 'tidy',
};

const settingsKey = 'banyan.window';
const trailKey = 'banyan.trail';

/** Reads what an earlier window left; whatever does not fit is replaced by the default. */
export function readSettings(storage: Pick<Storage, 'getItem'>): RememberedSettings {
  const stored = parsed(storage.getItem(settingsKey));
  const pick = <Key extends keyof RememberedSettings>(key: Key, fits: (value: unknown) => boolean) =>
    (fits(stored[key]) ? stored[key] : defaultSettings[key]) as RememberedSettings[Key];
  const isFlag = (value: unknown): boolean => typeof value === 'boolean';
  const within =
    ({ least, most }: { least: number; most: number }) =>
    (value: unknown) =>
      typeof value === 'number' && value >= least && value <= most;
  return {
    theme: pick('theme', (value) => value === 'light' || value === 'dark'),
    sidebarWidth: pick('sidebarWidth', within(bounds.sidebar)),
    sidebarHidden: pick('sidebarHidden', isFlag),
    inspectorWidth: pick('inspectorWidth', within(bounds.inspector)),
    stripFolded: pick('stripFolded', isFlag),
    outlineHidden: pick('outlineHidden', isFlag),
    treeAs: pick('treeAs', (value) => value === 'table'),
  };
}

/** Where this tab was before it was loaded anew. */
export function readTrail(storage: Pick<Storage, 'getItem'>): Trail | undefined {
  const { places, at } = parsed(storage.getItem(trailKey));
  const known = ['home', 'documents', 'join', 'document', 'tree'];
  const fits =
    Array.isArray(places) && places.every((place) => known.includes((place as { screen?: string } | null)?.screen ?? ''));
  return fits && typeof at === 'number' && places[at] !== undefined ? { places, at } : undefined;
}

/** Writes settings and trail down whenever they change. */
export function keepRemembered(
  store: Pick<StoreApi<RememberedSettings & { trail: Trail }>, 'subscribe'>,
  lasting: Storage,
  session: Storage,
): void {
  store.subscribe((state, before) => {
    if (state.trail !== before.trail) session.setItem(trailKey, JSON.stringify(state.trail));
    const keys = Object.keys(defaultSettings) as (keyof RememberedSettings)[];
    if (keys.every((key) => state[key] === before[key])) return;
    lasting.setItem(settingsKey, JSON.stringify(Object.fromEntries(keys.map((key) => [key, state[key]]))));
  });
}

function parsed(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
