import { describe, expect, test } from 'vitest';
import { readEntry } from '../../../app/cluster/membership-log/entry.ts';
import { readControl } from '../../../app/wire/control-message.ts';
import { frameOf, frameType } from '../../../app/wire/frame.ts';

/** Groups inside groups, as protobuf had them once: unknown here, and so passed over, however deep. */
const nested = (depth: number): Uint8Array => new Uint8Array(depth).fill((15 << 3) | 3);

describe('deeply nested frames', () => {
  test.each([100, 10_000, 1_000_000, 16_000_000])('%i levels of groups are refused in a sentence and end nothing', (depth) => {
    expect(() => readControl(frameOf(frameType.control, nested(depth)))).toThrow('These bytes are no Control.');
  });

  test('an entry of the membership log that is too large is not even read', () => {
    expect(() => readEntry({ content: nested(1025), signature: new Uint8Array(64) })).toThrow('malformed');
  });
});
