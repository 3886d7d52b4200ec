import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeCommand, parseCommand } from '../../../../app/transport/zmtp/command.ts';
import { answerPing, encodePing } from '../../../../app/transport/zmtp/heartbeat-commands.ts';
import { encodeMetadata, parseMetadata } from '../../../../app/transport/zmtp/metadata.ts';

const property = (name: string, value: Buffer): Buffer => {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(value.length);
  return Buffer.concat([Buffer.of(name.length), Buffer.from(name), size, value]);
};

describe('a command', () => {
  test('is read back as it was written', () => {
    const name = fc.constantFrom('READY', 'SUBSCRIBE', 'PING');
    fc.assert(
      fc.property(name, fc.uint8Array(), (each, data) => {
        const command = parseCommand(encodeCommand(each, data));
        expect(command.name).toBe(each);
        expect(new Uint8Array(command.data)).toEqual(data);
      }),
    );
  });

  test.each(['', '00', '05524541', 'ff'])('%j has no name and is refused', (hex) => {
    expect(() => parseCommand(Buffer.from(hex, 'hex'))).toThrow('name');
  });
});

/** `read`, or the name of what was thrown. */
function outcome(bytes: Buffer): string {
  try {
    parseMetadata(bytes);
    return 'read';
  } catch (thrown) {
    return thrown instanceof Error ? thrown.name : String(thrown);
  }
}

describe('metadata', () => {
  test('names the socket type, in upper or lower case', () => {
    expect(parseMetadata(encodeMetadata('DEALER'))).toEqual({
      socketType: 'DEALER',
      identity: Buffer.alloc(0),
      heartbeats: true,
    });
    expect(parseMetadata(property('SOCKET-TYPE', Buffer.from('PULL')))).toMatchObject({ socketType: 'PULL', heartbeats: false });
  });

  test('with properties that are not known is understood', () => {
    const bytes = Buffer.concat([property('X-Colour', Buffer.from('green')), property('Identity', Buffer.from('me'))]);
    expect(parseMetadata(bytes).identity.toString()).toBe('me');
  });

  test.each([
    ['a name of no length', Buffer.of(0, 0, 0, 0, 0)],
    ['a cut name', Buffer.from('\x20Socket-Type')],
    ['a cut value', property('Identity', Buffer.from('abc')).subarray(0, -1)],
    ['an identity that begins with zero', property('Identity', Buffer.of(0, 1))],
    ['an identity that is too long', property('Identity', Buffer.alloc(256, 1))],
    ['a value of 4 GB', Buffer.concat([Buffer.from('\x01a'), Buffer.alloc(4, 0xff)])],
    ['too many properties', Buffer.concat(Array.from({ length: 40 }, (_, at) => property(`n${at}`, Buffer.alloc(0))))],
  ])('with %s is refused', (_, bytes) => {
    expect(() => parseMetadata(bytes)).toThrow(expect.objectContaining({ name: 'ProtocolError' }));
  });

  test('of any bytes is read or refused, never worse', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(outcome(Buffer.from(bytes))).toBeOneOf(['read', 'ProtocolError']);
      }),
    );
  });
});

describe('PING', () => {
  test('counts its time to live in tenths of a second, rounded up', () => {
    expect(answerPing(parseCommand(encodePing(1_450)).data).timeToLiveMs).toBe(1_500);
    expect(answerPing(parseCommand(encodePing(10 ** 9)).data).timeToLiveMs).toBe(6_553_500);
  });

  test('is answered with its context, of which at most 16 octets come back', () => {
    const { pong } = answerPing(Buffer.concat([Buffer.of(0, 5), Buffer.from('0123456789abcdefTOO MUCH')]));
    expect(pong.toString('latin1')).toBe('\x04PONG0123456789abcdef');
  });

  test('without a time to live is refused', () => {
    expect(() => answerPing(Buffer.of(1))).toThrow('PING');
  });
});
