import { networkInterfaces } from 'node:os';

/**
 * IPv4 addresses of the interfaces to speak on: the one that was named, else every one that is not internal.
 * The named one is taken as it is, also when it is internal or not (yet) there.
 */
export function usableInterfaces(named: string | undefined): string[] {
  if (named !== undefined) return [named];
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter((address) => address.family === 'IPv4' && !address.internal && address.mac !== '00:00:00:00:00:00')
    .map((address) => address.address);
}
