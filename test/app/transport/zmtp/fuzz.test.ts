import { expect, test } from 'vitest';
import { run } from '../../../fuzz/zmtp.ts';

test('bad peers of every kind are refused or cut off, and nothing else happens', async () => {
  const { cases, ends, shaken, messages } = await run(2, 20_260_101);
  expect(cases).toBeGreaterThan(50);
  // The run must have reached everywhere: handshakes refused, links cut, some left alone, messages through.
  expect(ends['refused']).toBeGreaterThan(0);
  expect(ends['cut']).toBeGreaterThan(0);
  expect(ends['open']).toBeGreaterThan(0);
  expect(shaken).toBeGreaterThan(0);
  expect(messages).toBeGreaterThan(0);
});
