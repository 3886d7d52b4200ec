import type { Clock } from './clock.ts';
import { reachOfSighting } from './cluster/reach.ts';
import { joinDefaults } from './config.ts';
import type { Discovery } from './discovery/discovery.ts';
import type { NodeSettings } from './node-settings.ts';

/** The address of this machine that a node listens on. */
export const hostToListenAt = ({ listen, interfaceAddress }: NodeSettings): string => listen ?? interfaceAddress ?? '0.0.0.0';

/** Addresses of this machine for others, the likeliest first. */
export function shownHosts({ listen, interfaceAddress }: NodeSettings, interfaces: readonly string[]): string[] {
  if (listen !== undefined && listen !== '0.0.0.0') return [listen];
  if (interfaceAddress !== undefined) return [interfaceAddress];
  return interfaces.length > 0 ? [...interfaces] : ['127.0.0.1'];
}

/** The address of a cluster's root, or of a member, once discovery sees it; undefined when it does not within 3 s. */
export function firstSeen(discovery: Discovery, clock: Clock, name: string): Promise<string | undefined> {
  const look = (): string | undefined => {
    const named = discovery.seen().filter((sighting) => sighting.cluster?.name === name);
    const best = named.find((sighting) => sighting.cluster?.role === 'root') ?? named[0];
    return best && reachOfSighting(best);
  };
  return new Promise((resolve) => {
    const timer = clock.after(joinDefaults.findMs, () => resolve(look()));
    const tryNow = (): void => {
      const address = look();
      if (address === undefined) return;
      timer.cancel();
      resolve(address);
    };
    discovery.onChange(tryNow);
    tryNow();
  });
}
