import type { ElectronApi } from './electron-api.ts';
import { isPageAddress } from './page-address.ts';

/** The one thing that the page may do beyond showing itself: put text on the clipboard when somebody presses "copy". */
const granted = 'clipboard-sanitized-write';

/** Denies the window camera, microphone, devices, notifications and everything else that a page can ask for. */
export function denyPermissions({ session }: Pick<ElectronApi, 'session'>): void {
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) =>
    answer(permission === granted && isPageAddress(requestingUrl)),
  );
  defaultSession.setPermissionCheckHandler(
    (_contents, permission, _origin, { requestingUrl }) => permission === granted && isPageAddress(requestingUrl ?? ''),
  );
  defaultSession.setDevicePermissionHandler(() => false);
}
