import { expect, test } from 'vitest';
import { Flood } from '../../../main/bench/endpoint/flood.ts';

/** A sender whose batches of ten leave only when the test lets them. */
function gatedSender() {
  const waiting: PromiseWithResolvers<number>[] = [];
  return {
    waiting,
    sendBatch: () => {
      const batch = Promise.withResolvers<number>();
      waiting.push(batch);
      return batch.promise;
    },
  };
}

const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

test('a flood sends its next batch only when there was room for the last one', async () => {
  const { waiting, sendBatch } = gatedSender();
  const flood = new Flood(sendBatch);
  flood.start();
  flood.start();
  await settled();
  expect(waiting).toHaveLength(1);
  waiting[0]!.resolve(10);
  await settled();
  expect(waiting).toHaveLength(2);
  expect(flood.sent).toBe(10);
});

test('a flood that stops counts its last batch, sends no other, and can start again', async () => {
  const { waiting, sendBatch } = gatedSender();
  const flood = new Flood(sendBatch);
  flood.start();
  const stopped = flood.stop();
  waiting[0]!.resolve(10);
  await expect(stopped).resolves.toBe(10);
  expect(waiting).toHaveLength(1);
  flood.start();
  const again = flood.stop();
  waiting[1]!.resolve(10);
  await expect(again).resolves.toBe(20);
});

test('what a batch throws is told to whoever stops the flood', async () => {
  const { waiting, sendBatch } = gatedSender();
  const flood = new Flood(sendBatch);
  flood.start();
  const stopped = flood.stop();
  waiting[0]!.reject(new Error('no socket'));
  await expect(stopped).rejects.toThrow('no socket');
});
