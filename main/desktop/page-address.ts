/** Scheme and host under which the window sees the page. */
export const pageScheme = 'app';
export const pageHost = 'ui';
export const pageAddress = `${pageScheme}://${pageHost}/`;

/**
 * Whether an address is the page's own. Compares scheme and host, because the origin of a custom scheme is the
 * string `null`, for this one as for every other.
 */
export function isPageAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, host, username, password } = new URL(address);
  return protocol === `${pageScheme}:` && host === pageHost && username === '' && password === '';
}
