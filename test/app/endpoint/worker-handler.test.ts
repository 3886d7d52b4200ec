import { setTimeout as pause } from 'node:timers/promises';
import { threadId } from 'node:worker_threads';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../app/clock.ts';
import { HandlerPool, type HandlerFailure, type Lane } from '../../../app/endpoint/handler-pool.ts';
import { WorkerHandler } from '../../../app/endpoint/worker-handler.ts';
import type { Message } from '../../../app/index.ts';

const file = new URL('worker-functions.ts', import.meta.url);
const messageOf = (channel: string, sequence: number): Message => ({
  origin: '00000000-0000-4000-8000-000000000001',
  incarnation: 1,
  sequence,
  channel,
  kind: 1,
  clock: 0,
  // A view into something larger, as frames are.
  payload: Buffer.from(`xx ${channel}${sequence} xx`).subarray(3, -3),
});

interface Answer {
  sequence: number;
  channel: string;
  text: string;
  threadId: number;
}

describe('handlers in worker threads', () => {
  const failures: HandlerFailure[] = [];
  const open: { close(): Promise<void> }[] = [];
  const pool = (): HandlerPool =>
    new HandlerPool({
      clock: systemClock(),
      concurrency: 8,
      queuedMessages: 100,
      onFailure: (failure) => failures.push(failure),
    });

  afterEach(async () => {
    failures.length = 0;
    for (const handler of open.splice(0)) await handler.close();
  });

  const run = async <Result>(handler: WorkerHandler<Result>, channels: readonly string[], each: number): Promise<void> => {
    open.push(handler);
    const handlers = pool();
    const lanes = new Map<string, Lane>(channels.map((channel) => [channel, handlers.newLane()]));
    for (let sequence = 1; sequence <= each; sequence++)
      for (const channel of channels)
        handlers.dispatch(lanes.get(channel)!, handler.handle, messageOf(channel, sequence), Infinity);
    await handlers.whenIdle();
  };

  test('results come in the order of the messages of each channel, from other threads than this one', async () => {
    const answers: Answer[] = [];
    await run(new WorkerHandler<Answer>({ file, threads: 2, onResult: (answer) => void answers.push(answer) }), ['a', 'b'], 8);
    expect(failures).toEqual([]);
    for (const channel of ['a', 'b']) {
      const own = answers.filter((answer) => answer.channel === channel);
      expect(own.map(({ text }) => text)).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((sequence) => `${channel}${sequence}`));
    }
    expect(answers.every((answer) => answer.threadId !== threadId)).toBe(true);
  });

  test('one that throws is reported, and the next goes on', async () => {
    const results: number[] = [];
    await run(
      new WorkerHandler<number>({ file, name: 'fails', threads: 1, onResult: (result) => void results.push(result) }),
      ['a'],
      3,
    );
    expect(results).toEqual([1, 3]);
    expect(failures.map(({ kind, message }) => [kind, message.sequence])).toEqual([['threw', 2]]);
  });

  test('one that hangs is stopped, reported, and the next goes on in another worker', async () => {
    const results: number[] = [];
    const options = { file, name: 'hangs', threads: 1, timeLimitMs: 300 };
    await run(new WorkerHandler<number>({ ...options, onResult: (result) => void results.push(result) }), ['a'], 3);
    expect(results).toEqual([1, 3]);
    expect(failures.map(({ message, reason }) => [message.sequence, (reason as { code: string }).code])).toEqual([
      [2, 'timed-out'],
    ]);
  });

  test('the time limit of a message does not run while it waits for a worker', async () => {
    const results: string[] = [];
    const options = { file, name: 'hangsOnA', threads: 1, timeLimitMs: 300 };
    // All are handed over at once, so all wait for as long as the first one hangs.
    await run(
      new WorkerHandler<string>({ ...options, onResult: (result) => void results.push(result) }),
      ['a', 'b', 'c', 'd'],
      2,
    );
    expect(failures.map(({ message }) => `${message.channel}${message.sequence}`)).toEqual(['a1']);
    expect(results.toSorted()).toEqual(['a2', 'b1', 'b2', 'c1', 'c2', 'd1', 'd2']);
  });

  test('without a time limit a message takes as long as it takes', async () => {
    const results: number[] = [];
    const options = { file, name: 'fails', threads: 1, timeLimitMs: Infinity };
    await run(new WorkerHandler<number>({ ...options, onResult: (result) => void results.push(result) }), ['a'], 1);
    expect([results, failures]).toEqual([[1], []]);
  });

  test('workers stay while there is nothing to do for a moment', async () => {
    const threads = new Set<number>();
    const onResult = (thread: number): void => void threads.add(thread);
    const handler = new WorkerHandler<number>({ file, name: 'whichThread', threads: 2, onResult });
    open.push(handler);
    for (let sequence = 1; sequence <= 5; sequence++) {
      await Promise.all(['a', 'b', 'c', 'd'].map((channel) => handler.handle(messageOf(channel, sequence))));
      // The moment itself, not a wait for something.
      await pause(30);
    }
    expect(threads.size).toBeLessThanOrEqual(2);
  });

  test('after its end no message starts a worker again, and none is kept waiting', async () => {
    const handler = new WorkerHandler<number>({ file, name: 'hangs', threads: 1 });
    const given = [2, 3, 4].map((sequence) =>
      Promise.resolve(handler.handle(messageOf('a', sequence))).then(
        () => 'handled',
        () => 'given up',
      ),
    );
    await handler.close();
    await handler.close();
    expect(await Promise.all(given)).toEqual(['given up', 'given up', 'given up']);
    await expect(handler.handle(messageOf('a', 5))).rejects.toMatchObject({ code: 'closed' });
  });
});
