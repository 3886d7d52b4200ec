import type { Door } from './cluster/admission/door.ts';
import type { Membership } from './cluster/membership-log/membership.ts';
import { portOf } from './endpoint/address.ts';
import type { Endpoint } from './endpoint/endpoint.ts';
import { BanyanError } from './errors.ts';
import type { NodeKeys } from './identity/keys.ts';
import type { Store } from './storage/store.ts';

export interface Listening {
  endpoint: Endpoint;
  store: Store;
  door: Door;
  keys: NodeKeys;
  membership: Membership;
  host: string;
  /** The port of the door; absent: last time's if it is free, else any. */
  port: number | undefined;
}

/**
 * Opens the door and the sockets for those who hang from this node; without a word on the ports of last time, so that
 * others find it again. The data sockets admit members only; at the control socket strangers may say hello, and
 * who was removed hears that it was.
 */
export async function listenForOthers(listening: Listening): Promise<{ door: number; control: number }> {
  const { endpoint, store, door, keys, membership, host, port } = listening;
  const server = { role: 'server', keys: keys.curve } as const;
  const security = {
    control: { ...server, admits: () => true },
    data: { ...server, admits: (key: Uint8Array) => membership.ownerOf(key) !== undefined },
  };
  const openDoor = (at: number): Promise<number> => door.open(`tcp://${host}:${at}`);
  const openLinks = async (at: number): Promise<number> => portOf(await endpoint.openDownlink(`tcp://${host}:${at}`, security));
  const doorPort = await rememberedPort(store, 'port', port, openDoor);
  const control = await rememberedPort(store, 'control-port', undefined, openLinks);
  door.lead(control);
  return { door: doorPort, control };
}

/** Opens at the port that is wanted; without a word at that of last time, or, when somebody else has it by now, at any. */
async function rememberedPort(
  store: Store,
  setting: string,
  wanted: number | undefined,
  open: (port: number) => Promise<number>,
): Promise<number> {
  const last = Number(store.readSetting(setting) ?? 0);
  let bound: number;
  try {
    bound = await open(wanted ?? last);
  } catch (thrown) {
    const retry = wanted === undefined && last !== 0 && thrown instanceof BanyanError && thrown.code === 'port-in-use';
    if (!retry) throw thrown;
    bound = await open(0);
  }
  store.writeSetting(setting, bound);
  return bound;
}
