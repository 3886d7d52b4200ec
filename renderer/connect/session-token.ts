const storageKey = 'banyan.token';

/**
 * The token that lets this page speak to its node. It arrives in the address once, moves to the tab's session
 * storage, and is stripped from the address bar, so that it is neither seen nor bookmarked.
 */
export function takeSessionToken(page: Pick<Window, 'location' | 'history' | 'sessionStorage'>): string | undefined {
  const fromAddress = /^#token=([0-9a-f]+)$/i.exec(page.location.hash)?.[1];
  if (fromAddress !== undefined) {
    page.sessionStorage.setItem(storageKey, fromAddress);
    page.history.replaceState(null, '', page.location.pathname + page.location.search);
  }
  return fromAddress ?? page.sessionStorage.getItem(storageKey) ?? undefined;
}
