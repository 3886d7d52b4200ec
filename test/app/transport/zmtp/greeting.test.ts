import { describe, expect, test } from 'vitest';
import { encodeGreeting, greetingBytes, GreetingReader } from '../../../../app/transport/zmtp/greeting.ts';

/** The reader after these bytes, one by one. */
function readSlowly(bytes: Uint8Array): GreetingReader {
  const reader = new GreetingReader();
  for (const byte of bytes) reader.push(Uint8Array.of(byte));
  return reader;
}

describe('the greeting', () => {
  test('is 64 octets with signature, version, mechanism and role where RFC 37 puts them', () => {
    const greeting = Buffer.from(encodeGreeting('CURVE', true));
    expect(greeting).toHaveLength(greetingBytes);
    expect([greeting[0], greeting[9], greeting[10], greeting[11], greeting[32]]).toEqual([0xff, 0x7f, 3, 1, 1]);
    expect(greeting.toString('latin1', 12, 18)).toBe('CURVE\0');
  });

  test('is read however it is cut, and not a byte more', () => {
    expect(readSlowly(encodeGreeting('NULL', false)).greeting).toEqual({ minorVersion: 1, mechanism: 'NULL' });
    const reader = new GreetingReader();
    expect(reader.push(Buffer.concat([encodeGreeting('CURVE', true), Buffer.from('more')]))).toBe(greetingBytes);
    expect(reader.greeting).toEqual({ minorVersion: 1, mechanism: 'CURVE' });
  });

  test('of version 3.0 is told apart, and of a later version taken as ours', () => {
    const greeting = encodeGreeting('NULL', false);
    greeting[11] = 0;
    expect(readSlowly(greeting).greeting?.minorVersion).toBe(0);
    greeting[10] = 4;
    expect(readSlowly(greeting).greeting?.minorVersion).toBe(1);
  });

  test.each([
    ['another protocol', Buffer.from('GET / HTTP/1.1\r\n')],
    ['ZMTP 1', Buffer.from('ff00000000000000017e', 'hex')],
    ['ZMTP 2', Buffer.from('ff00000000000000017f01', 'hex')],
  ])('of %s is refused at once', (_, bytes) => {
    expect(() => readSlowly(bytes)).toThrow('not');
  });
});
