import type { DesktopContents, ElectronApi } from './electron-api.ts';

/**
 * Keeps a window where it is: it goes nowhere, opens nothing and embeds nothing. Links to https pages open in the
 * person's own browser.
 */
export function confineNavigation(contents: DesktopContents, shell: ElectronApi['shell']): void {
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (isWebLink(url)) void shell.openExternal(url);
    return { action: 'deny' };
  });
}

/** Only https: any other scheme could start a program of the operating system. */
function isWebLink(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, username, password } = new URL(url);
  return protocol === 'https:' && username === '' && password === '';
}
