import { useCallback, useState } from 'react';

/** Rows drawn beyond the edges of what is seen. */
const overscan = 12;

/** Which rows of a long list are worth drawing. */
export interface VisibleRows {
  /** Given to the element that scrolls. */
  ref: (element: HTMLElement | null) => (() => void) | undefined;
  first: number;
  /** One after the last. */
  end: number;
}

/** Follows the scroll position; draws all rows up to `above`, and only those near the view beyond that. */
export function useVisibleRows(count: number, rowHeight: number, above: number): VisibleRows {
  const [view, setView] = useState({ top: 0, height: 900 });
  const ref = useCallback((element: HTMLElement | null) => {
    if (element === null) return undefined;
    const look = (): void => setView({ top: element.scrollTop, height: element.clientHeight });
    element.addEventListener('scroll', look, { passive: true });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', look);
      observer.disconnect();
    };
  }, []);
  return { ref, ...(count <= above ? { first: 0, end: count } : visibleRange(count, rowHeight, view.top, view.height)) };
}

/** The stretch of rows that is seen, and a few more at both ends. */
export function visibleRange(count: number, rowHeight: number, top: number, height: number): { first: number; end: number } {
  const first = Math.max(0, Math.min(count, Math.floor(top / rowHeight)) - overscan);
  return { first, end: Math.min(count, Math.ceil((top + height) / rowHeight) + overscan) };
}
