import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BanyanError } from '../../../app/errors.ts';
import { GroupCommit } from '../../../app/storage/group-commit.ts';
import { MemoryStore } from '../../../app/storage/memory/memory-store.ts';
import type { FragmentEntry } from '../../../app/storage/store.ts';
import { virtualClock } from '../transport/virtual-clock.ts';

const entry = (byte: number): FragmentEntry => ({
  document: '00000000-0000-4000-8000-000000000001',
  kind: 'text',
  fragment: Uint8Array.of(byte),
  changedAt: 0,
  changedBy: '',
});

/** A store whose disk does as it is told. */
class WilfulStore extends MemoryStore {
  readonly appended: number[][] = [];
  /** Entries that a finished sync has covered. */
  safe = new Set<number>();
  refuses: () => boolean = () => false;
  syncs: () => Promise<void> = async () => {};

  override append(entries: readonly FragmentEntry[]): void {
    if (this.refuses()) throw new BanyanError('store-full', 'The disk is full.');
    this.appended.push(entries.map(({ fragment }) => fragment[0]!));
  }

  override async sync(): Promise<void> {
    const covered = this.appended.flat();
    await this.syncs();
    for (const number of covered) this.safe.add(number);
  }
}

function bench() {
  const clock = virtualClock();
  const store = new WilfulStore();
  const troubles: (string | undefined)[] = [];
  const safe: number[] = [];
  const commit = new GroupCommit(store, clock, { gatherMs: 4, gatherCopiesMs: 100, retryMs: 1000 }, (sentence) =>
    troubles.push(sentence),
  );
  const add = (byte: number): void => commit.add(entry(byte), () => safe.push(byte));
  return { clock, store, troubles, safe, commit, add };
}

describe('committing in groups', () => {
  test('what comes within a few milliseconds is one transaction, and safe once it is synced', async () => {
    const { clock, store, safe, add } = bench();
    const disk = Promise.withResolvers<void>();
    store.syncs = () => disk.promise;
    add(1);
    await clock.advance(3);
    add(2);
    expect(store.appended).toEqual([]);
    await clock.advance(1);
    expect([store.appended, safe]).toEqual([[[1, 2]], []]);
    disk.resolve();
    await clock.advance(0);
    expect(safe).toEqual([1, 2]);
  });

  test('copies wait longer, and go with whatever is committed before, in the order in which they came', async () => {
    const { clock, store, safe, add, commit } = bench();
    const addCopy = (byte: number): void => commit.add(entry(byte), () => safe.push(byte), true);
    addCopy(1);
    await clock.advance(50);
    expect(store.appended).toEqual([]);
    add(2);
    addCopy(3);
    await clock.advance(4);
    expect(store.appended).toEqual([[1, 2, 3]]);
    addCopy(4);
    await clock.advance(100);
    expect([store.appended, safe]).toEqual([
      [[1, 2, 3], [4]],
      [1, 2, 3, 4],
    ]);
  });

  test('what is committed during a sync is covered by the next one, not by this', async () => {
    const { clock, store, safe, add } = bench();
    const disks = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let syncs = 0;
    store.syncs = () => disks[syncs++]!.promise;
    add(1);
    await clock.advance(4);
    add(2);
    await clock.advance(4);
    expect([store.appended, syncs]).toEqual([[[1], [2]], 1]);
    disks[0]!.resolve();
    await clock.advance(0);
    expect([safe, syncs]).toEqual([[1], 2]);
    disks[1]!.resolve();
    await clock.advance(0);
    expect(safe).toEqual([1, 2]);
  });

  test('what the disk does not take is tried again, and whoever listens hears of it and of its end', async () => {
    const { clock, store, troubles, safe, add } = bench();
    store.refuses = () => true;
    add(1);
    await clock.advance(4);
    add(2);
    await clock.advance(500);
    expect([safe, troubles]).toEqual([[], ['The disk is full.']]);
    store.refuses = () => false;
    await clock.advance(1000);
    expect([safe, troubles]).toEqual([
      [1, 2],
      ['The disk is full.', undefined],
    ]);
  });

  test('a sync that fails is tried again', async () => {
    const { clock, store, troubles, safe, add } = bench();
    store.syncs = async () => {
      throw new Error('EIO');
    };
    add(1);
    await clock.advance(100);
    expect([safe, troubles]).toEqual([[], ['EIO']]);
    store.syncs = async () => {};
    await clock.advance(1000);
    expect([store.appended, safe, troubles]).toEqual([[[1]], [1], ['EIO', undefined]]);
  });

  test('a flush commits at once, and resolves when it is safe', async () => {
    const { store, safe, commit, add } = bench();
    add(1);
    await commit.flush();
    expect([store.appended, safe]).toEqual([[[1]], [1]]);
  });

  test('after its end nothing is taken and nothing is tried', async () => {
    const { clock, store, safe, commit, add } = bench();
    store.refuses = () => true;
    add(1);
    await clock.advance(10);
    commit.end();
    store.refuses = () => false;
    add(2);
    await clock.advance(5000);
    await commit.flush();
    expect([store.appended, safe]).toEqual([[], []]);
  });

  test('whatever fails on the way, everything is safe once, in order, and never before the disk has it', async () => {
    const step = fc.record({
      entries: fc.nat(3),
      wait: fc.constantFrom(0, 1, 5, 400),
      appendFails: fc.boolean(),
      syncFails: fc.boolean(),
      syncMs: fc.constantFrom(0, 3, 30),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const { clock, store, commit } = bench();
        const safe: number[] = [];
        let added = 0;
        for (const { entries, wait, appendFails, syncFails, syncMs } of steps) {
          store.refuses = () => appendFails;
          store.syncs = () =>
            new Promise((resolve, reject) => {
              clock.after(syncMs, () => (syncFails ? reject(new Error('EIO')) : resolve()));
            });
          for (let count = 0; count < entries; count++) {
            const byte = added++;
            commit.add(entry(byte), () => {
              expect(store.safe.has(byte)).toBe(true);
              safe.push(byte);
            });
          }
          await clock.advance(wait);
        }
        store.refuses = () => false;
        store.syncs = async () => {};
        await clock.advance(5000);
        expect(safe).toEqual(Array.from({ length: added }, (_, index) => index));
      }),
      { numRuns: 60 },
    );
  });
});
