/** The part of a keyboard event that tells which keys are down. */
export interface PressedKeys {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

const macNames: Record<string, string> = { Mod: '⌘', Shift: '⇧', Alt: '⌥' };

/** The key caps of a shortcut such as `Mod+Shift+L`; `Mod` is Ctrl, and ⌘ on a Mac. */
export function shortcutParts(shortcut: string, mac: boolean): string[] {
  return shortcut.split('+').map((part) => (mac ? (macNames[part] ?? part) : part === 'Mod' ? 'Ctrl' : part));
}

/** Whether exactly this shortcut is pressed. */
export function isPressed(shortcut: string, event: PressedKeys, mac: boolean): boolean {
  const parts = shortcut.split('+');
  const key = parts.at(-1) ?? '';
  const mod = mac ? event.metaKey : event.ctrlKey;
  const otherMod = mac ? event.ctrlKey : event.metaKey;
  if (otherMod || mod !== parts.includes('Mod') || event.altKey !== parts.includes('Alt')) return false;
  if (event.shiftKey !== parts.includes('Shift')) return false;
  return event.key.toLowerCase() === key.toLowerCase() || (/^[A-Z]$/.test(key) && event.code === `Key${key}`);
}
