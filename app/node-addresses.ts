import type { NodeSettings } from './node-settings.ts';

/** The address of this machine that a node listens on. */
export const hostToListenAt = ({ listen, interfaceAddress }: NodeSettings): string => listen ?? interfaceAddress ?? '0.0.0.0';

/** Addresses of this machine for others, the likeliest first. */
export function shownHosts({ listen, interfaceAddress }: NodeSettings, interfaces: readonly string[]): string[] {
  if (listen !== undefined && listen !== '0.0.0.0') return [listen];
  if (interfaceAddress !== undefined) return [interfaceAddress];
  return interfaces.length > 0 ? [...interfaces] : ['127.0.0.1'];
}
