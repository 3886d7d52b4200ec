/** The front door of the bridge: the only part of the core that a renderer may import for values. */
export { bridgeCodec, channelPair, type BridgeChannel, type BridgeCodec } from './channel.ts';
export { openBridge, type Bridge } from './client.ts';
export {
  commands,
  events,
  type CommandInput,
  type CommandName,
  type CommandOutput,
  type EventName,
  type EventPayload,
} from './contract.ts';
export { delayText, healthSentence, type HealthSentence } from './health.ts';
export { colourOrder } from './colours.ts';
export * from './views.ts';
export { BanyanError, type ErrorCode } from '../errors.ts';
export { limits, pairingLimits } from '../config.ts';
export { codeWords } from '../identity/pairing/code-words.ts';
export { looksLikeInvitation } from '../identity/pairing/link-form.ts';
export { looksLikeCode } from '../identity/pairing/spoken-code.ts';
