import { encodeCommand } from './command.ts';
import { ProtocolError } from './protocol-error.ts';
import { zmtpLimits } from './zmtp-limits.ts';

/** PING counts the time to live in tenths of a second. */
const ttlUnitMs = 100;
const ttlBytes = 2;
const longestTtl = 0xffff;

/** The body of a PING that asks the peer to give us up after `timeToLiveMs` of silence. */
export function encodePing(timeToLiveMs: number): Buffer {
  const data = Buffer.alloc(ttlBytes);
  data.writeUInt16BE(Math.min(longestTtl, Math.ceil(timeToLiveMs / ttlUnitMs)), 0);
  return encodeCommand('PING', data);
}

/** What a PING asks for, and the PONG that answers it. Fails with a {@link ProtocolError}. */
export function answerPing(data: Buffer): { timeToLiveMs: number; pong: Buffer } {
  if (data.length < ttlBytes) throw new ProtocolError('A broken PING.');
  const context = data.subarray(ttlBytes, ttlBytes + zmtpLimits.pingContextBytes);
  return { timeToLiveMs: data.readUInt16BE(0) * ttlUnitMs, pong: encodeCommand('PONG', context) };
}
