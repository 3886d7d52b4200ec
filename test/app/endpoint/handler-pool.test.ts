import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HandlerPool, type HandlerFailure, type Lane } from '../../../app/endpoint/handler-pool.ts';
import type { Message, MessageHandler } from '../../../app/endpoint/message.ts';
import { virtualClock } from '../transport/virtual-clock.ts';

const messageOf = (sequence: number): Message => ({
  origin: '00000000-0000-4000-8000-000000000001',
  incarnation: 1,
  sequence,
  channel: 'a',
  kind: 1,
  clock: 0,
  payload: new Uint8Array(),
});

function bench(concurrency = 4, queuedMessages = 100) {
  const clock = virtualClock();
  const failures: HandlerFailure[] = [];
  const pool = new HandlerPool({ clock, concurrency, queuedMessages, onFailure: (failure) => failures.push(failure) });
  return { clock, failures, pool };
}

/** What a handler does with one message. */
const aDeed = fc.oneof(
  fc.constant('returns' as const),
  fc.constant('throws' as const),
  fc.constant('hangs' as const),
  fc.integer({ min: 0, max: 300 }),
  fc.integer({ min: 0, max: 300 }).map((ms) => -1 - ms),
);

describe('the pool of message handlers', () => {
  test('keeps the order of each lane and its bound, and every message is handled once or reported, whatever handlers do', async () => {
    const plan = fc.array(fc.record({ lane: fc.nat(5), deed: aDeed, pause: fc.nat(60) }), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(plan, fc.integer({ min: 1, max: 4 }), async (steps, concurrency) => {
        const { clock, failures, pool } = bench(concurrency);
        const lanes = Array.from({ length: 6 }, () => pool.newLane());
        const begun: number[][] = lanes.map(() => []);
        const working = new Set<number>();
        let atOnce = 0;
        for (const [index, { lane, deed, pause }] of steps.entries()) {
          const handler: MessageHandler = ({ sequence }) => {
            expect(working.has(lane)).toBe(false);
            begun[lane]!.push(sequence);
            if (deed === 'returns') return;
            if (deed === 'throws') throw new Error('on purpose');
            working.add(lane);
            atOnce = Math.max(atOnce, working.size);
            return new Promise((resolve, reject) => {
              const end = (): void => {
                working.delete(lane);
                if (deed === 'hangs') return;
                if (deed >= 0) resolve();
                else reject(new Error('on purpose'));
              };
              // One that hangs is given up by the pool; for this count it ends just before.
              clock.after(deed === 'hangs' ? 990 : Math.abs(deed), end);
            });
          };
          pool.dispatch(lanes[lane]!, handler, messageOf(index), 1000);
          if (pause > 40) await clock.advance(pause);
        }
        const idle = { reached: false };
        void pool.whenIdle().then(() => (idle.reached = true));
        for (let waited = 0; !idle.reached && waited < 200; waited++) await clock.advance(500);
        expect(atOnce).toBeLessThanOrEqual(concurrency);
        for (const [lane, numbers] of begun.entries())
          expect(numbers).toEqual(steps.flatMap((step, index) => (step.lane === lane ? [index] : [])));
        const bad = steps.filter(({ deed }) => deed === 'throws' || deed === 'hangs' || (typeof deed === 'number' && deed < 0));
        expect(failures).toHaveLength(bad.length);
        expect([pool.waiting, pool.atWork]).toEqual([0, 0]);
      }),
      { numRuns: 60 },
    );
  });

  test('a synchronous handler on an idle lane has run when dispatch returns', () => {
    const { pool } = bench();
    const seen: number[] = [];
    pool.dispatch(pool.newLane(), ({ sequence }) => void seen.push(sequence), messageOf(7), 1000);
    expect(seen).toEqual([7]);
  });

  test('what a handler causes for its own lane comes after it', () => {
    const { pool } = bench();
    const lane = pool.newLane();
    const seen: string[] = [];
    pool.dispatch(
      lane,
      () => {
        pool.dispatch(lane, () => void seen.push('second'), messageOf(2), 1000);
        seen.push('first');
      },
      messageOf(1),
      1000,
    );
    expect(seen).toEqual(['first', 'second']);
  });

  test('one that takes too long is reported, and that it ends later changes nothing', async () => {
    const { clock, failures, pool } = bench();
    const lane = pool.newLane();
    const seen: number[] = [];
    const late = Promise.withResolvers<void>();
    pool.dispatch(lane, () => late.promise, messageOf(1), 1000);
    pool.dispatch(lane, ({ sequence }) => void seen.push(sequence), messageOf(2), 1000);
    await clock.advance(900);
    expect([failures.length, seen]).toEqual([0, []]);
    await clock.advance(300);
    expect([failures.map(({ kind }) => kind), seen]).toEqual([['timed-out'], [2]]);
    late.reject(new Error('too late'));
    await clock.advance(100);
    expect(failures).toHaveLength(1);
  });

  test('a lane with much to do gives way to others that wait for a place', async () => {
    const { clock, pool } = bench(1);
    const order: string[] = [];
    const work =
      (name: string): MessageHandler =>
      () =>
        new Promise((resolve) => {
          order.push(name);
          clock.after(10, resolve);
        });
    const [busy, modest] = [pool.newLane(), pool.newLane()] as [Lane, Lane];
    for (let count = 0; count < 4; count++) pool.dispatch(busy, work('busy'), messageOf(count), 1000);
    pool.dispatch(modest, work('modest'), messageOf(1), 1000);
    await clock.advance(1000);
    expect(order.indexOf('modest')).toBeLessThan(3);
    expect(order).toHaveLength(5);
  });

  test('asks senders to wait above its bound, until half of it is free', async () => {
    const { clock, pool } = bench(1, 10);
    const lane = pool.newLane();
    const work: MessageHandler = () => new Promise((resolve) => void clock.after(100, resolve));
    for (let count = 0; count < 11; count++) pool.dispatch(lane, work, messageOf(count), 1000);
    expect(pool.hasRoom()).toBe(false);
    const room = { again: false };
    void pool.whenRoom().then(() => (room.again = true));
    await clock.advance(350);
    expect(room.again).toBe(false);
    await clock.advance(300);
    expect(room.again).toBe(true);
  });

  test('after its end nothing further begins, and nobody is kept waiting', async () => {
    const { clock, pool } = bench(1, 1);
    const lane = pool.newLane();
    const seen: number[] = [];
    pool.dispatch(lane, () => new Promise((resolve) => void clock.after(100, resolve)), messageOf(1), 1000);
    pool.dispatch(lane, ({ sequence }) => void seen.push(sequence), messageOf(2), 1000);
    const waiting = Promise.all([pool.whenRoom(), pool.whenIdle()]);
    pool.end();
    pool.end();
    await waiting;
    await clock.advance(1000);
    expect(seen).toEqual([]);
  });

  test('after its end a message for an idle lane is dropped as well', () => {
    const { pool } = bench();
    const seen: number[] = [];
    pool.end();
    pool.dispatch(pool.newLane(), ({ sequence }) => void seen.push(sequence), messageOf(1), 1000);
    expect([seen, pool.waiting]).toEqual([[], 0]);
  });

  test('a handler that ends the pool is the last one', async () => {
    const { clock, pool } = bench(1);
    const [slow, other] = [pool.newLane(), pool.newLane()] as [Lane, Lane];
    const seen: string[] = [];
    pool.dispatch(slow, () => new Promise((resolve) => void clock.after(10, resolve)), messageOf(1), 1000);
    const ends: MessageHandler = () => {
      seen.push('ends');
      pool.dispatch(other, () => void seen.push('caused'), messageOf(3), 1000);
      pool.end();
    };
    pool.dispatch(other, ends, messageOf(1), 1000);
    pool.dispatch(other, () => void seen.push('waited'), messageOf(2), 1000);
    await clock.advance(100);
    expect([seen, pool.waiting]).toEqual([['ends'], 0]);
  });

  test('keeps its bound, and the order of each lane, when handlers cause messages while they run', async () => {
    const aStep = fc.record({
      lane: fc.nat(3),
      ms: fc.option(fc.integer({ min: 0, max: 90 })),
      causes: fc.array(fc.nat(3), { maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(aStep, { maxLength: 30 }), fc.integer({ min: 1, max: 3 }), async (steps, concurrency) => {
        const { clock, failures, pool } = bench(concurrency);
        const lanes = Array.from({ length: 4 }, () => pool.newLane());
        const handed: number[][] = lanes.map(() => []);
        const begun: number[][] = lanes.map(() => []);
        let count = 0;
        let most = 0;
        const hand = (lane: number, ms: number | null, causes: readonly number[]): void => {
          const number = count++;
          handed[lane]!.push(number);
          const handler: MessageHandler = () => {
            begun[lane]!.push(number);
            for (const caused of causes) hand(caused, ms, []);
            if (ms !== null) return new Promise((resolve) => void clock.after(ms, resolve));
          };
          pool.dispatch(lanes[lane]!, handler, messageOf(number), Infinity);
          most = Math.max(most, pool.atWork);
        };
        for (const { lane, ms, causes } of steps) hand(lane, ms, causes);
        const idle = { reached: false };
        void pool.whenIdle().then(() => (idle.reached = true));
        for (let waited = 0; !idle.reached && waited < 200; waited++) {
          await clock.advance(100);
          most = Math.max(most, pool.atWork);
        }
        expect(begun).toEqual(handed);
        expect(most).toBeLessThanOrEqual(concurrency);
        expect([failures.length, pool.waiting, pool.atWork]).toEqual([0, 0, 0]);
      }),
      { numRuns: 60 },
    );
  });

  test('one that answers with something other than a promise has done its work', () => {
    const { failures, pool } = bench();
    const lane = pool.newLane();
    const seen: number[] = [];
    // As `() => void` it may answer with a number, and programs in JavaScript know no types.
    const push: (message: Message) => void = ({ sequence }) => seen.push(sequence);
    for (const sequence of [1, 2, 3]) pool.dispatch(lane, push as MessageHandler, messageOf(sequence), 1000);
    pool.dispatch(lane, (() => null) as unknown as MessageHandler, messageOf(4), 1000);
    expect([seen, pool.atWork, pool.waiting, failures]).toEqual([[1, 2, 3], 0, 0, []]);
  });

  test('nobody is kept waiting for room that a synchronous handler made', async () => {
    const { clock, pool } = bench(4, 1);
    const lane = pool.newLane();
    const told: string[] = [];
    const floods: MessageHandler = () => {
      for (let count = 0; count < 3; count++) pool.dispatch(lane, () => undefined, messageOf(count), 1000);
      void pool.whenRoom().then(() => told.push('room'));
      void pool.whenIdle().then(() => told.push('idle'));
    };
    pool.dispatch(lane, floods, messageOf(0), 1000);
    await clock.advance(10);
    expect(told.toSorted()).toEqual(['idle', 'room']);
  });

  describe('when the listener to failures throws itself', () => {
    const uncaught: unknown[] = [];
    const note = (thrown: unknown): void => void uncaught.push(thrown);
    let others: NodeJS.UncaughtExceptionListener[] = [];

    beforeEach(() => {
      uncaught.length = 0;
      others = process.listeners('uncaughtException');
      process.removeAllListeners('uncaughtException');
      process.on('uncaughtException', note);
    });
    afterEach(() => {
      process.off('uncaughtException', note);
      for (const other of others) process.on('uncaughtException', other);
    });

    test.each([
      [
        'threw',
        () => {
          throw new Error('on purpose');
        },
      ],
      ['rejected', () => Promise.reject(new Error('on purpose'))],
      ['was late', () => new Promise<void>(() => undefined)],
    ] as [string, MessageHandler][])('the lane goes on after a handler that %s', async (_how, bad) => {
      const clock = virtualClock();
      const listenerError = new Error('from the listener');
      const onFailure = (): void => {
        throw listenerError;
      };
      const pool = new HandlerPool({ clock, concurrency: 2, queuedMessages: 10, onFailure });
      const lane = pool.newLane();
      const seen: number[] = [];
      pool.dispatch(lane, bad, messageOf(1), 1000);
      pool.dispatch(lane, ({ sequence }) => void seen.push(sequence), messageOf(2), 1000);
      await clock.advance(2000);
      expect([seen, pool.waiting, pool.atWork]).toEqual([[2], 0, 0]);
      expect(uncaught).toEqual([listenerError]);
    });
  });
});
