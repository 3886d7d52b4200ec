import { useEffect, useRef } from 'react';
import { isPressed } from '../components/shortcut.ts';
import { useApp } from '../state/app.ts';

export interface TreeKeys {
  onLook: (look: 'tidy' | 'table') => void;
  onInspector: () => void;
}

/** T for the table, Y for the picture, Mod+. for the inspector; not while somebody types. */
export function useTreeKeys(keys: TreeKeys): void {
  const { platform } = useApp();
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const typing =
        event.target instanceof HTMLElement &&
        event.target.closest('input, textarea, [contenteditable="true"], [role="dialog"]') !== null;
      if (isPressed('Mod+.', event, platform === 'darwin')) latest.current.onInspector();
      else if (typing) return;
      else if (isPressed('T', event, false)) latest.current.onLook('table');
      else if (isPressed('Y', event, false)) latest.current.onLook('tidy');
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [platform]);
}
