import { describe, expect, test } from 'vitest';
import { streamDefaults } from '../../../app/config.ts';
import { TailWatch } from '../../../app/endpoint/tail-watch.ts';

const stream = { origin: '00000000-0000-4000-8000-000000000001', incarnation: 1, channel: 'a' };

describe('watching the ends of streams', () => {
  test('B3 a tail is missing when nothing came between two heartbeats that name it', () => {
    const watch = new TailWatch(() => 7);
    expect(watch.behind([{ ...stream, sequence: 9 }], 100)).toEqual([]);
    expect(watch.behind([{ ...stream, sequence: 9 }], 100)).toEqual([{ ...stream, from: 8, to: 9 }]);
  });

  test('B3 while data comes, the tail may be on its way behind it; but not for ever', () => {
    const watch = new TailWatch(() => 7);
    const answers = Array.from({ length: 20 }, (_, beat) => watch.behind([{ ...stream, sequence: 9 }], beat));
    expect(answers.slice(0, 19)).toEqual(Array.from({ length: 19 }, () => []));
    expect(answers[19]).toEqual([{ ...stream, from: 8, to: 9 }]);
  });

  test('B2 what a heartbeat leaves out because it has not moved is still behind', () => {
    let newest = 7;
    const watch = new TailWatch(() => newest);
    watch.behind([{ ...stream, sequence: 9 }], 100);
    expect(watch.behind([], 100, true)).toEqual([{ ...stream, from: 8, to: 9 }]);
    newest = 9;
    expect(watch.behind([], 100, true)).toEqual([]);
    newest = 7;
    expect(watch.behind([], 100, true)).toEqual([]);
  });

  test('B2 a heartbeat that names all drops what it leaves out', () => {
    const watch = new TailWatch(() => 7);
    watch.behind([{ ...stream, sequence: 9 }], 100);
    expect(watch.behind([], 100)).toEqual([]);
    expect(watch.behind([], 100, true)).toEqual([]);
  });

  test('whoever names ever new streams is remembered with a bounded number of them', () => {
    let asked = 0;
    const watch = new TailWatch(() => {
      asked++;
      return 0;
    });
    for (let beat = 0; beat < 100; beat++) {
      const named = Array.from({ length: 256 }, (_, at) => ({ ...stream, channel: `${beat}/${at}`, sequence: 9 }));
      watch.behind(named, beat, true);
    }
    asked = 0;
    watch.behind([], 100, true);
    expect(asked).toBe(streamDefaults.toldEntries);
  });

  test('only what the first of the two heartbeats named is missing', () => {
    const watch = new TailWatch(() => 7);
    watch.behind([{ ...stream, sequence: 8 }], 1);
    expect(watch.behind([{ ...stream, sequence: 12 }], 1)).toEqual([{ ...stream, from: 8, to: 8 }]);
  });

  test('a stream that is in step, or caught up, is not behind', () => {
    let newest = 7;
    const watch = new TailWatch(() => newest);
    expect(watch.behind([{ ...stream, sequence: 7 }], 1)).toEqual([]);
    watch.behind([{ ...stream, sequence: 9 }], 1);
    newest = 9;
    expect(watch.behind([{ ...stream, sequence: 9 }], 1)).toEqual([]);
  });
});
