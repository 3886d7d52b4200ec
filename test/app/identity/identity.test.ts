import { describe, expect, test } from 'vitest';
import { Identity } from '../../../app/identity/identity.ts';
import { seededRandom } from '../../../app/random.ts';
import { MemoryStore } from '../../../app/storage/memory/memory-store.ts';

const defaults = { person: 'somebody', machine: 'a-machine', colour: 3 };

describe('who a node is', () => {
  test('stays the same over starts, and each start has a higher number', () => {
    const store = new MemoryStore();
    const starts = [1, 2, 3].map((seed) => new Identity(store, seededRandom(seed), defaults, {}));
    expect(new Set(starts.map(({ nodeId }) => nodeId)).size).toBe(1);
    expect(starts.map(({ incarnation }) => incarnation)).toEqual([1, 2, 3]);
  });

  test('the number of a start is written before anything can be sent with it', () => {
    const store = new MemoryStore();
    const first = new Identity(store, seededRandom(1), defaults, {});
    expect(store.readSetting('identity')).toMatchObject({ nodeId: first.nodeId, incarnation: 1 });
  });

  test('names that a person chose survive, and count as chosen; defaults do not', () => {
    const store = new MemoryStore();
    const first = new Identity(store, seededRandom(1), defaults, {});
    expect([first.person, first.named]).toEqual(['somebody', false]);
    first.change({ person: 'Anna', colour: 5 });
    const second = new Identity(store, seededRandom(2), defaults, {});
    expect([second.person, second.machine, second.colour, second.named]).toEqual(['Anna', 'a-machine', 5, true]);
  });

  test('what is given at the start goes before what is remembered', () => {
    const store = new MemoryStore();
    expect(new Identity(store, seededRandom(1), defaults, { person: 'Anna' }).person).toBe('Anna');
    expect(new Identity(store, seededRandom(2), defaults, { person: 'Ben' }).person).toBe('Ben');
    expect(new Identity(store, seededRandom(3), defaults, {}).person).toBe('Ben');
  });

  test('what is no identity in the store is replaced by a new one', () => {
    const store = new MemoryStore();
    store.writeSetting('identity', { nodeId: 'me', incarnation: -1 });
    const made = new Identity(store, seededRandom(1), defaults, {});
    expect(made.nodeId).toMatch(/^[0-9a-f-]{36}$/);
    expect(made.incarnation).toBe(1);
  });
});
