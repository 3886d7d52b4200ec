import { useSyncExternalStore } from 'react';

/** Whether a media query holds at the moment. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = window.matchMedia(query);
      list.addEventListener('change', changed);
      return () => list.removeEventListener('change', changed);
    },
    () => window.matchMedia(query).matches,
  );
}

/** Widths at which the shell folds, */
export const useNarrowerThan = (pixels: number): boolean => useMedia(`(max-width: ${pixels - 1}px)`);
export const useReducedMotion = (): boolean => useMedia('(prefers-reduced-motion: reduce)');
