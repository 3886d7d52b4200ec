import { describe, expect, test } from 'vitest';
import { reachOf, reachOfSighting, reachText, shownAddress } from '../../../app/cluster/reach.ts';
import { limits } from '../../../app/config.ts';

const key = new Uint8Array(32).map((_, at) => at * 7);

describe('A3 how a node is reached', () => {
  test('is one text with door, control port and key, of which people see the door', () => {
    const reach = { host: '192.168.1.20', doorPort: 4711, controlPort: 49_152, key };
    const text = reachText(reach);
    expect(reachOf(text)).toEqual(reach);
    expect(shownAddress(text)).toBe('192.168.1.20:4711');
    expect(text.length).toBeLessThanOrEqual(limits.addressCharacters);
  });

  test('a door alone is no reach, and shown as it is', () => {
    expect(reachOf(' host.local:4711 ')).toBeUndefined();
    expect(shownAddress('host.local:4711')).toBe('host.local:4711');
  });

  test.each([
    '',
    'nothing',
    'host',
    'host:0',
    'host:70000',
    `host:1+0#${'A'.repeat(43)}`,
    `host:1+99999#${'A'.repeat(43)}`,
    'a+1#b',
  ])('"%s" is neither', (text) => {
    expect(() => reachOf(text)).toThrow('address');
  });

  test('somebody that discovery sees is reached by its key, or by its door where it says none', () => {
    const text = reachOfSighting({ address: '10.0.0.1:4711', link: { port: 5000, key } });
    expect(reachOf(text)).toEqual({ host: '10.0.0.1', doorPort: 4711, controlPort: 5000, key });
    expect(reachOfSighting({ address: '10.0.0.1:4711' })).toBe('10.0.0.1:4711');
  });
});
