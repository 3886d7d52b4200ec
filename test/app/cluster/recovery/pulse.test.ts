import { beforeEach, describe, expect, test } from 'vitest';
import { Pulse } from '../../../../app/cluster/recovery/pulse.ts';
import { treeDefaults } from '../../../../app/config.ts';
import type { Endpoint } from '../../../../app/endpoint/endpoint.ts';
import { virtualClock, type VirtualClock } from '../../transport/virtual-clock.ts';

const { pulseMs, pulsesMissed } = treeDefaults;

describe("the root's pulse", () => {
  let clock: VirtualClock;
  let sent: number;
  let silences: number;
  let expected: boolean;
  let arrive: () => void;
  let pulse: Pulse;

  beforeEach(() => {
    clock = virtualClock();
    sent = 0;
    silences = 0;
    expected = true;
    const endpoint = {
      handle: (_: string, handler: () => void) => void (arrive = handler),
      channel: () => ({ send: () => ++sent }),
    } as unknown as Endpoint;
    pulse = new Pulse({ endpoint, clock, expects: () => expected, onSilence: () => void silences++ });
  });

  test('G11 a root sends it, and misses none itself', async () => {
    pulse.lead(true);
    await clock.advance(10 * pulseMs);
    expect(sent).toBe(10);
    expect(silences).toBe(0);
  });

  test('G11 as long as it comes, all is well', async () => {
    for (let times = 0; times < 20; times++) {
      await clock.advance(pulseMs);
      arrive();
    }
    expect(silences).toBe(0);
  });

  test('G11 a parent that is alive and passes nothing on is noticed', async () => {
    await clock.advance((pulsesMissed + 1) * pulseMs);
    expect(silences).toBe(1);
    // The next parent is given its time.
    await clock.advance((pulsesMissed - 1) * pulseMs);
    expect(silences).toBe(1);
  });

  test('G11 who has no way to the root, or is too slow for the stream, expects none', async () => {
    expected = false;
    await clock.advance(10 * pulseMs);
    expected = true;
    await clock.advance((pulsesMissed - 1) * pulseMs);
    expect(silences).toBe(0);
  });
});
