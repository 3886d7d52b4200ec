import { describe, expect, test } from 'vitest';
import { formatAddress, parseBindAddress, parseConnectAddress } from '../../../app/transport/address.ts';

describe('an address', () => {
  test.each([
    ['tcp://127.0.0.1:7000', { scheme: 'tcp', host: '127.0.0.1', port: 7000 }],
    ['tcp://host.local:1', { scheme: 'tcp', host: 'host.local', port: 1 }],
    ['tcp://[fe80::1]:65535', { scheme: 'tcp', host: 'fe80::1', port: 65_535 }],
    ['ipc:///tmp/socket', { scheme: 'ipc', path: '/tmp/socket' }],
    ['inproc://name', { scheme: 'inproc', name: 'name' }],
  ])('%s is read and written back', (text, parts) => {
    expect(parseConnectAddress(text)).toEqual(parts);
    expect(formatAddress(parseConnectAddress(text))).toBe(text);
  });

  test('to bind, the port may be open and the host every one', () => {
    expect(parseBindAddress('tcp://*:*')).toEqual({ scheme: 'tcp', host: '*', port: 0 });
    expect(parseBindAddress('tcp://127.0.0.1:0')).toMatchObject({ port: 0 });
  });

  test.each([
    '',
    'tcp://',
    'tcp://host',
    'tcp://host:',
    'tcp://host:65536',
    'tcp://host:-1',
    'tcp://host:7000/path',
    'tcp://user@host:x',
    'tcp://fe80::1:7000',
    'tcp://*:7000',
    'tcp://host:0',
    'udp://host:1',
    'ipc://',
    'ipc://with\0zero',
    `ipc://${'long'.repeat(30)}`,
    `inproc://${'long'.repeat(100)}`,
  ])('%j is refused to connect to', (text) => {
    expect(() => parseConnectAddress(text)).toThrow(expect.objectContaining({ code: 'address-invalid' }));
  });
});
