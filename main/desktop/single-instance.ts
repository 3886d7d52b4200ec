import type { DesktopWindow, ElectronApi } from './electron-api.ts';

/**
 * Makes sure that one desktop app runs per data folder. Answers false when another one has the folder already:
 * that one then shows its window and this one has to quit.
 *
 * @param window the window to show when somebody starts the app again; undefined while there is none
 */
export function claimSingleInstance({ app }: Pick<ElectronApi, 'app'>, window: () => DesktopWindow | undefined): boolean {
  if (!app.requestSingleInstanceLock()) return false;
  app.on('second-instance', () => {
    const first = window();
    if (first === undefined) return;
    if (first.isMinimized()) first.restore();
    first.show();
    first.focus();
  });
  return true;
}
