/** The front door of the core. Programs in `main/` and other projects import from here. */
export { BanyanError, sentenceOf, type ErrorCode } from './errors.ts';
export { systemClock, type Clock, type Timer } from './clock.ts';
export { systemRandom, seededRandom, type Random } from './random.ts';
export { silentLog, type Log } from './log.ts';
export { limits } from './config.ts';
export { createNode } from './node.ts';
export type { BanyanNode, NodeSettings } from './node-settings.ts';
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
