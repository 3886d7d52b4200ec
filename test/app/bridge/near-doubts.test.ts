import { describe, expect, test } from 'vitest';
import { nearDoubts } from '../../../app/bridge/near-doubts.ts';

const own = { id: 'own', name: 'Kestrel newsroom' };
const chess = { id: 'chess', name: 'Chess, room 204' };

describe('clusters near that might be taken for one another', () => {
  test('mostly there is nothing to be careful about', () => {
    expect([...nearDoubts([own, chess], own).values()].flat()).toEqual([]);
    expect([...nearDoubts([chess, { id: 'print', name: 'Print club' }], undefined).values()].flat()).toEqual([]);
  });

  test.each(['Kestrel newsroom', 'kestrel Newsroom', 'Kestrеl newsroom', 'Kestreⅼ newsroorn'])('%s is not one’s own', (name) => {
    const doubts = nearDoubts([own, chess, { id: 'other', name }], own);
    expect(doubts.get('other')![0]).toBe('Looks like your cluster Kestrel newsroom, and is another one.');
    expect(doubts.get('own')).toEqual([]);
    expect(doubts.get('chess')).toEqual([]);
  });

  test('two that look the same are both marked for who is in neither', () => {
    const doubts = nearDoubts([chess, { id: 'b', name: 'Chess, r00m 204' }, { id: 'c', name: 'Сhess, room 204' }], undefined);
    for (const id of ['chess', 'c']) expect(doubts.get(id)![0]).toMatch(/^Another cluster near looks the same/);
    expect(doubts.get('c')).toContain('The name Сhess, room 204 mixes letters that look alike: Latin and Cyrillic.');
  });

  test('of two thousand with one name each is marked, and no more is compared than needed', () => {
    const many = Array.from({ length: 2000 }, (_, index) => ({ id: `${index}`, name: 'Class' }));
    expect([...nearDoubts(many, undefined).values()].every(({ length }) => length === 1)).toBe(true);
  });
});
