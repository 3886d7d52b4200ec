import { useEffect } from 'react';
import { isPressed } from '../components/shortcut.ts';
import { isMenuCommand } from '../connect/desktop.ts';
import { useApp, type App } from '../state/app.ts';
import { commandsNow } from './commands.ts';
import { focusRegion } from './regions.ts';

/** Carries out shortcuts and the desktop menu's commands, wherever the focus is. */
export function useShortcuts(): void {
  const app = useApp();
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (!event.defaultPrevented && carryOut(app, event)) event.preventDefault();
    };
    window.addEventListener('keydown', press);
    window.banyanDesktop?.onMenu((command) => {
      if (isMenuCommand(command))
        commandsNow(app)
          .find(({ id }) => id === command)
          ?.run();
    });
    return () => window.removeEventListener('keydown', press);
  }, [app]);
}

function carryOut(app: App, event: KeyboardEvent): boolean {
  const mac = app.platform === 'darwin';
  if (event.key === 'F6') return focusRegion(document, event.shiftKey ? -1 : 1);
  const { overlay, step, close } = app.window.getState();
  if (isPressed('Alt+ArrowLeft', event, false)) return (step(-1), true);
  if (isPressed('Alt+ArrowRight', event, false)) return (step(1), true);
  if (overlay === 'palette' && isPressed('Mod+K', event, mac)) return (close(), true);
  const command = commandsNow(app).find(({ shortcut }) => shortcut !== undefined && isPressed(shortcut, event, mac));
  command?.run();
  return command !== undefined;
}
