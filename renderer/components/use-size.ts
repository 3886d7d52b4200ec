import { useCallback, useState } from 'react';

/** Size of an element in pixels, kept up to date; give `ref` to the element. Zero until it is laid out. */
export function useSize(): { ref: (element: Element | null) => (() => void) | undefined; width: number; height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 });
  const ref = useCallback((element: Element | null) => {
    if (element === null) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined)
        setSize({ width: Math.round(entry.contentRect.width), height: Math.round(entry.contentRect.height) });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, ...size };
}
