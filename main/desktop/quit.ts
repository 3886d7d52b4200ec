import type { Clock } from '../../app/index.ts';
import type { ElectronApi } from './electron-api.ts';

/** A node that does not stop within this time is left behind: what it knew is on disk already. */
const stopTimeoutMs = 5000;

/** Lets the node say goodbye and write what waits before the app is gone, at most five seconds long. */
export function stopNodeBeforeQuitting({ app }: Pick<ElectronApi, 'app'>, clock: Clock, stop: () => Promise<void>): void {
  let stopping = false;
  app.on('will-quit', (event) => {
    event.preventDefault();
    if (stopping) return;
    stopping = true;
    const timer = clock.after(stopTimeoutMs, () => app.exit(1));
    stop().then(
      () => {
        timer.cancel();
        app.exit(0);
      },
      () => {
        timer.cancel();
        app.exit(1);
      },
    );
  });
}
