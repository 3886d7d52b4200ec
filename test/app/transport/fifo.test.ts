import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Fifo } from '../../../app/transport/fifo.ts';

test('behaves like an array that is pushed to and shifted from', () => {
  const step = fc.oneof(fc.integer({ min: 0 }), fc.constant('shift' as const), fc.constant('clear' as const));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 500 }), (steps) => {
      const fifo = new Fifo<number>();
      let model: number[] = [];
      for (const each of steps) {
        const taken = each === 'shift' ? [fifo.shift(), model.shift()] : [];
        if (each === 'clear') {
          fifo.clear();
          model = [];
        } else if (each !== 'shift') {
          fifo.push(each);
          model.push(each);
        }
        expect(taken[0]).toBe(taken[1]);
        expect(fifo.length).toBe(model.length);
        expect(fifo.peek()).toBe(model[0]);
      }
    }),
  );
});
