import { newCurveKeys, systemRandom } from '../../../app/index.ts';
import type { BanyanPart } from './part.ts';
import type { SideHandle } from './side-handle.ts';
import type { Stage } from './stage.ts';

/** A path that messages travel, from one process to one or several others. */
export interface Path {
  sender: SideHandle;
  receivers: SideHandle[];
}

/** Builds a path on a stage. */
export type Lay = (stage: Stage) => Promise<Path>;

/** How the endpoints of a path are set up. */
export interface BanyanSetting {
  transport: BanyanPart['transport'];
  /** 1 unless told otherwise. */
  channels?: number;
  /** Synchronous unless told otherwise. */
  handlers?: 'synchronous' | 'asynchronous';
  encrypted?: boolean;
}

/** Who hears what a host publishes. */
export const subscribers = 4;

/** From a client up to its host. */
export function clientToHost(setting: BanyanSetting): Lay {
  return async (stage) => {
    const { host, client } = partsOf(setting);
    const receiver = await stage.start(host);
    const sender = await stage.start({ ...client, handlers: 'none', host: receiver.addresses[0]! });
    return { sender, receivers: [receiver] };
  };
}

/** From a host down to its clients. */
export function hostToClients(setting: BanyanSetting): Lay {
  return async (stage) => {
    const { host, client } = partsOf(setting);
    const sender = await stage.start({ ...host, handlers: 'none' });
    const receivers = await stage.startEach(subscribers, { ...client, host: sender.addresses[0]! });
    return { sender, receivers };
  };
}

/** From a client up to the host, and down from there to others. */
export function clientToClients(setting: BanyanSetting): Lay {
  return async (stage) => {
    const { host, client } = partsOf(setting);
    const relay = await stage.start({ ...host, handlers: 'none' });
    const receivers = await stage.startEach(subscribers, { ...client, host: relay.addresses[0]! });
    const sender = await stage.start({ ...client, handlers: 'none', host: relay.addresses[0]! });
    return { sender, receivers };
  };
}

/** The same three in bare zeromq.js. */
export const pushToPull: Lay = async (stage) => {
  const receiver = await stage.start({ system: 'zeromq', role: 'pull' });
  const sender = await stage.start({ system: 'zeromq', role: 'push', host: receiver.addresses[0]! });
  return { sender, receivers: [receiver] };
};

export const publishToSubscribers: Lay = async (stage) => {
  const sender = await stage.start({ system: 'zeromq', role: 'publish' });
  const receivers = await stage.startEach(subscribers, { system: 'zeromq', role: 'subscribe', host: sender.addresses[0]! });
  return { sender, receivers };
};

export const pushToSubscribers: Lay = async (stage) => {
  const relay = await stage.start({ system: 'zeromq', role: 'pull and publish' });
  const [collecting, publishing] = relay.addresses;
  const receivers = await stage.startEach(subscribers, { system: 'zeromq', role: 'subscribe', host: publishing! });
  const sender = await stage.start({ system: 'zeromq', role: 'push', host: collecting! });
  return { sender, receivers };
};

/** Who asks in a round trip, with somebody there to answer. */
export type LayRoundTrip = (stage: Stage) => Promise<SideHandle>;

export function clientAsksHost(setting: BanyanSetting): LayRoundTrip {
  return async (stage) => (await clientToHost(setting)(stage)).sender;
}

export const dealerAsksRouter: LayRoundTrip = async (stage) => {
  const router = await stage.start({ system: 'zeromq', role: 'router' });
  return stage.start({ system: 'zeromq', role: 'dealer', host: router.addresses[0]! });
};

export const plainNodeAsks: LayRoundTrip = async (stage) => {
  const echo = await stage.start({ system: 'net', role: 'echo' });
  return stage.start({ system: 'net', role: 'ask', host: echo.addresses[0]! });
};

/** A host's part and that of its clients. New keys for each path: they protect nothing. */
function partsOf({ transport, channels = 1, handlers = 'synchronous', encrypted = false }: BanyanSetting) {
  const part = { system: 'banyan', transport, channels, handlers } as const satisfies BanyanPart;
  if (!encrypted) return { host: part, client: part };
  const [server, client] = [newCurveKeys(systemRandom()), newCurveKeys(systemRandom())];
  return {
    host: { ...part, security: { role: 'server', keys: server } },
    client: { ...part, security: { role: 'client', keys: client, serverKey: server.publicKey } },
  } as const;
}
