import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { DocumentShelf } from '../../../app/documents/shelf.ts';
import { TextDocument } from '../../../app/documents/text-document.ts';
import { silentLog } from '../../../app/log.ts';
import { seededRandom } from '../../../app/random.ts';
import { GroupCommit } from '../../../app/storage/group-commit.ts';
import { MemoryStore } from '../../../app/storage/memory/memory-store.ts';
import { randomUuid } from '../../../app/wire/uuid.ts';
import { virtualClock } from '../transport/virtual-clock.ts';

function bench(store = new MemoryStore(), limits = { compactAfterFragments: 10, openDocuments: 2, summaries: 8 }) {
  const clock = virtualClock();
  const random = seededRandom(1);
  const commit = new GroupCommit(store, clock, { gatherMs: 4, gatherCopiesMs: 100, retryMs: 1000 }, () => {});
  const shelf = new DocumentShelf({ store, commit, clock, random, log: silentLog, limits });
  const text = (id: string): TextDocument => {
    const document = shelf.document(id, 'text');
    if (!(document instanceof TextDocument)) throw new Error('That is no text.');
    return document;
  };
  /** Writes as somebody else would: character by character, each a fragment of its own. */
  const write = (id: string, words: string): void => {
    const replica = new Y.Doc();
    Y.applyUpdate(replica, text(id).snapshot());
    replica.on('update', (fragment: Uint8Array) => {
      shelf.document(id, 'text').apply(fragment);
      shelf.keep(id, 'text', fragment, { changedBy: 'Anna', copy: false }, () => {});
    });
    for (const character of words) replica.getText('body').insert(replica.getText('body').length, character);
  };
  return { clock, random, store, shelf, text, write };
}

describe('the shelf of documents', () => {
  test('a document is empty at first, and afterwards what was kept of it', async () => {
    const { clock, random, store, text, write } = bench();
    const id = randomUuid(random);
    expect(text(id).text).toBe('');
    write(id, 'to be kept');
    await clock.advance(10);
    expect(bench(store).text(id).text).toBe('to be kept');
  });

  test('many fragments become one snapshot, with nothing lost, also of what comes meanwhile', async () => {
    const { clock, random, store, text, write } = bench();
    const id = randomUuid(random);
    for (let round = 0; round < 5; round++) {
      write(id, 'twelve signs');
      await clock.advance(round % 2 === 0 ? 10 : 0);
    }
    await clock.advance(10);
    const { snapshot, fragments } = store.load(id);
    expect(snapshot).toBeDefined();
    expect(fragments.length).toBeLessThan(10);
    expect(bench(store).text(id).text).toBe(text(id).text);
    expect(text(id).text).toBe('twelve signs'.repeat(5));
  });

  test('the one unused for longest makes room, and is the same when it is needed again', async () => {
    const { clock, random, shelf, text, write } = bench();
    const ids = [1, 2, 3].map(() => randomUuid(random));
    for (const id of ids) {
      write(id, id.slice(0, 8));
      await clock.advance(10);
    }
    const kept = shelf.document(ids[2]!, 'text');
    expect(text(ids[0]!).text).toBe(ids[0]!.slice(0, 8));
    expect(shelf.document(ids[2]!, 'text')).toBe(kept);
  });

  test('one with edits that are not on disk yet never makes room', async () => {
    const { random, text, write } = bench();
    const ids = [1, 2, 3, 4].map(() => randomUuid(random));
    for (const id of ids) write(id, id.slice(0, 8));
    for (const id of ids) expect(text(id).text).toBe(id.slice(0, 8));
  });

  test('a stored fragment that can not be read is left out, and the rest is there', async () => {
    const { clock, random, store, write } = bench();
    const id = randomUuid(random);
    write(id, 'before');
    await clock.advance(10);
    store.append([{ document: id, kind: 'text', fragment: Uint8Array.of(255, 255, 255), changedAt: 0, changedBy: '' }]);
    expect(bench(store).text(id).text).toBe('before');
  });

  test('knows who changed a document last, and when', async () => {
    const { clock, random, shelf, write } = bench();
    const id = randomUuid(random);
    expect(shelf.changed(id)).toBeUndefined();
    await clock.advance(500);
    write(id, 'x');
    expect(shelf.changed(id)).toEqual({ at: 500, by: 'Anna' });
  });
});
