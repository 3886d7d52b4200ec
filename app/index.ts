/** The front door of the core. Programs in `main/` and other projects import from here. */
export { BanyanError, sentenceOf, type ErrorCode } from './errors.ts';
export { systemClock, type Clock, type Timer } from './clock.ts';
export { systemRandom, seededRandom, type Random } from './random.ts';
export { silentLog, type Log } from './log.ts';
export { limits } from './config.ts';
export { visibleText } from './shown-name.ts';
export { createNode } from './node.ts';
export type { BanyanNode, Keyring, NodeSettings } from './node-settings.ts';
export {
  changePassphrase,
  ensureStopped,
  ensureUnset,
  needsPassphrase,
  openKeyslot,
  removePassphrase,
  setPassphrase,
  type PassphraseOptions,
} from './node-passphrase.ts';
export { needsKeyring, passphraseNeeded } from './node-storage.ts';
export { backUpIdentity, readIdentityOf, restoreIdentity, type IdentityShown, type StoppedFolder } from './node-identity.ts';
export { passphraseLength, type PassphraseCost } from './storage/sealed/passphrase-box.ts';
export type { Keyslot } from './storage/sealed/keyslot.ts';
export {
  openTransport,
  OpenEndpoint as Endpoint,
  type EndpointEvents,
  type OpenEndpointOptions as EndpointOptions,
} from './open-endpoint.ts';
export type { Channel } from './endpoint/channel.ts';
export type { HandlerOptions, Message, MessageHandler } from './endpoint/message.ts';
export { WorkerHandler, type WorkerHandlerOptions } from './endpoint/worker-handler.ts';
export { newCurveKeys } from './transport/curve-keys.ts';
export type { CurveKeys, Security, SocketOptions, Transport } from './transport/transport.ts';

/** For tests, simulators and demonstrations. */
export type { NodeReplacements } from './node-settings.ts';
export type { NodeParts } from './bridge/node-parts.ts';
export type { ClusterEvent } from './bridge/views.ts';
export { EntryReader } from './cluster/membership-log/entry-reader.ts';
export type { Newcomer } from './cluster/membership-log/membership.ts';
export { ViewCodec } from './cluster/view/view-codec.ts';
export { streamLimits, type StreamLimits } from './config.ts';
export type { Announcement, Discovery, Sighting } from './discovery/discovery.ts';
export type { TextDocument } from './documents/text-document.ts';
export { Identity } from './identity/identity.ts';
export { keptKeys, keyFileInStore } from './identity/key-file.ts';
export { publicKeysOf, verify } from './identity/keys.ts';
export type { FragmentEntry, Store } from './storage/store.ts';
export { MemoryStore } from './storage/memory/memory-store.ts';
export { defaultLinkTimings } from './transport/link-timings.ts';
export type { Pattern } from './transport/memory/link.ts';
export { MemoryNetwork, type LinkPolicy } from './transport/memory/memory-network.ts';
export { MemoryTransport } from './transport/memory/memory-transport.ts';
export type { Dealer, Frame, Publisher, Puller, Pusher, Router, Subscriber } from './transport/transport.ts';
export { frameMagic, frameType, protocolVersion } from './wire/frame.ts';
