import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MessageHistory } from '../../../app/endpoint/message-history.ts';
import { messagesOf, sectionsIn, streamPrefix } from '../../../app/wire/pack.ts';
import { PackBuilder } from '../../../app/wire/pack-builder.ts';

const prefixes = ['a', 'b'].map((channel) => streamPrefix({ origin: new Uint8Array(16), incarnation: 1, channel }));

/** Numbers of the messages in sections. */
function numbersIn(sections: readonly Uint8Array[]): number[] {
  return sections.flatMap((bytes) => {
    const numbers: number[] = [];
    for (const section of sectionsIn(Buffer.from(bytes), 0)) messagesOf(section, 0, (sequence) => numbers.push(sequence));
    return numbers;
  });
}

/** Two streams that take turns, in packs of some messages each. */
function remembered(packs: readonly number[], bytes: number, payload: number): { history: MessageHistory; last: number } {
  const history = new MessageHistory(bytes);
  let sequence = 0;
  for (const messages of packs) {
    const builder = new PackBuilder();
    for (let count = 0; count < messages; count++) {
      sequence++;
      for (const prefix of prefixes) builder.add(prefix, 1, sequence, 1, new Uint8Array(payload));
    }
    history.add(builder.take());
  }
  return { history, last: sequence };
}

const somePacks = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 60 });

describe('the memory of what went out', () => {
  test('M2 gives back every message of a range, in order and of that stream only, while it has room', () => {
    fc.assert(
      fc.property(somePacks, fc.constantFrom(1, 300), fc.nat(), fc.nat(), (packs, payload, a, b) => {
        const { history, last } = remembered(packs, 64 * 1024 * 1024, payload);
        const [from, to] = [1 + (a % last), 1 + (b % last)].toSorted((one, other) => one - other) as [number, number];
        const found = numbersIn(history.find(Buffer.from(prefixes[0]!), from, to, Infinity));
        expect(found).toEqual(found.toSorted((one, other) => one - other));
        for (let number = from; number <= to; number++) expect(found).toContain(number);
      }),
    );
  });

  test('M2 forgets the oldest first, and never keeps much more than its bound', () => {
    const { history, last } = remembered(
      Array.from({ length: 400 }, () => 20),
      512 * 1024,
      100,
    );
    const found = numbersIn(history.find(Buffer.from(prefixes[1]!), 1, last, Infinity));
    expect(history.bytes).toBeLessThanOrEqual(512 * 1024 + 64 * 1024);
    expect(found.at(-1)).toBe(last);
    expect(found[0]).toBeGreaterThan(1);
    expect(found).toEqual(Array.from({ length: last - found[0]! + 1 }, (_, index) => found[0]! + index));
  });

  test('M3 an answer is bounded, begins with what was asked for first, and has at least one section', () => {
    const { history, last } = remembered(
      Array.from({ length: 50 }, () => 10),
      8 * 1024 * 1024,
      100,
    );
    const some = history.find(Buffer.from(prefixes[0]!), 1, last, 5000);
    expect(some.reduce((sum, section) => sum + section.byteLength, 0)).toBeLessThanOrEqual(5000);
    expect(numbersIn(some)[0]).toBe(1);
    expect(history.find(Buffer.from(prefixes[0]!), 1, last, 1)).toHaveLength(1);
  });

  test('M3 who asks again from where the last answer ended gets everything, in whatever order it lies here', () => {
    const order = fc.array(fc.integer({ min: 0, max: 59 }), { maxLength: 60 });
    fc.assert(
      fc.property(order, fc.constantFrom(1, 2000, 10_000), (sentAgain, maxBytes) => {
        const history = new MessageHistory(1024 * 1024);
        // Some are passed on first after a repair, so that later ones lie before them; some lie here twice.
        const late = new Set(sentAgain.slice(0, 20));
        const first = Array.from({ length: 60 }, (_, at) => at).filter((at) => !late.has(at));
        for (const at of [...first, ...sentAgain, ...late]) {
          const builder = new PackBuilder();
          for (let count = 1; count <= 10; count++) builder.add(prefixes[0]!, 1, 10 * at + count, 1, new Uint8Array(150));
          history.add(builder.take());
        }
        const got: number[] = [];
        for (let from = 1; from <= 600; from = got.at(-1)! + 1)
          got.push(...numbersIn(history.find(Buffer.from(prefixes[0]!), from, 600, maxBytes)));
        expect(got).toEqual(Array.from({ length: 600 }, (_, at) => at + 1));
      }),
    );
  });

  test('knows nothing of other streams', () => {
    const { history } = remembered([5], 1024 * 1024, 10);
    const other = streamPrefix({ origin: new Uint8Array(16), incarnation: 2, channel: 'a' });
    expect(history.find(Buffer.from(other), 1, 5, Infinity)).toEqual([]);
  });

  test('M2 of a pack beyond its whole bound nothing is remembered, nor what came before, and then it goes on', () => {
    const pack = (from: number, to: number): Uint8Array => {
      const builder = new PackBuilder();
      for (let sequence = from; sequence <= to; sequence++) builder.add(prefixes[0]!, 1, sequence, 1, new Uint8Array(100));
      return builder.take();
    };
    const history = new MessageHistory(64 * 1024);
    history.add(pack(1, 10));
    history.add(pack(11, 1000));
    expect(history.bytes).toBe(0);
    // With a hole in between, what is older could only be given by halves.
    expect(history.find(Buffer.from(prefixes[0]!), 1, 1000, Infinity)).toEqual([]);
    history.add(pack(1001, 1010));
    expect(numbersIn(history.find(Buffer.from(prefixes[0]!), 1, 1010, Infinity))).toEqual(
      Array.from({ length: 10 }, (_, index) => 1001 + index),
    );
  });
});
