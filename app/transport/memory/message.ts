import type { Frame } from '../transport.ts';

/** What crosses a link in memory. `gone` is the last word of a link, put there by the receiving end. */
export type Message =
  | { kind: 'frame'; bytes: Frame }
  | { kind: 'subscribe'; bytes: Uint8Array }
  | { kind: 'cancel'; bytes: Uint8Array }
  | { kind: 'gone'; bytes: Uint8Array };
