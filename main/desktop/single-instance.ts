import type { DesktopWindow, ElectronApi } from './electron-api.ts';

/**
 * Makes sure that one desktop app runs per data folder. Answers false when another one has the folder already:
 * that one then shows its window and this one has to quit.
 *
 * @param window the window to show when somebody starts the app again; undefined while there is none
 * @param onStart told the words of that start, in which a link may stand
 */
export function claimSingleInstance(
  { app }: Pick<ElectronApi, 'app'>,
  window: () => DesktopWindow | undefined,
  onStart: (argv: readonly string[]) => void,
): boolean {
  if (!app.requestSingleInstanceLock()) return false;
  app.on('second-instance', (_event, argv) => {
    onStart(argv);
    bringForward(window());
  });
  return true;
}

/** Puts a window in front of the person; does nothing while there is none. */
export function bringForward(window: DesktopWindow | undefined): void {
  if (window === undefined) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
