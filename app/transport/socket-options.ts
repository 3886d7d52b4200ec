import { BanyanError } from '../errors.ts';
import { curveKeyBytes } from './curve-keys.ts';
import type { SocketOptions } from './transport.ts';

/** Handshakes are frames too: below this bound no peer could introduce itself. */
export const smallestFrameBound = 1_024;

/** Returns the options if they make sense; a mistake here is the program's, so it fails with `internal`. */
export function checkedOptions(options: SocketOptions): SocketOptions {
  const { highWaterMark, maxFrameBytes, sendTimeoutMs, security } = options;
  if (!Number.isInteger(highWaterMark) || highWaterMark < 1) throw wrong('highWaterMark is a whole number from 1');
  if (!Number.isInteger(maxFrameBytes) || maxFrameBytes < smallestFrameBound) {
    throw wrong(`maxFrameBytes is a whole number from ${smallestFrameBound}`);
  }
  if (!Number.isInteger(sendTimeoutMs) || sendTimeoutMs < 0) throw wrong('sendTimeoutMs is a whole number from 0');
  if (!security) return options;
  const keys = [security.keys.publicKey, security.keys.secretKey];
  if (security.role === 'client') keys.push(security.serverKey);
  if (keys.some((key) => key.length !== curveKeyBytes)) throw wrong(`CURVE keys have ${curveKeyBytes} bytes`);
  return options;
}

function wrong(rule: string): BanyanError {
  return new BanyanError('internal', `Socket options: ${rule}.`);
}
