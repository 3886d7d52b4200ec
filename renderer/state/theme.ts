import type { Theme } from './remembered.ts';
import type { WindowStore } from './window-state.ts';

/** Writes the theme to the page's root element, now and whenever the setting or the system changes. */
export function keepTheme(store: WindowStore, page: HTMLElement, systemIsDark: MediaQueryList): void {
  const apply = (): void => {
    page.dataset['theme'] = shownTheme(store.getState().theme, systemIsDark.matches);
  };
  apply();
  store.subscribe(apply);
  systemIsDark.addEventListener('change', apply);
}

export function shownTheme(theme: Theme, systemIsDark: boolean): 'light' | 'dark' {
  if (theme !== 'system') return theme;
  return systemIsDark ? 'dark' : 'light';
}
