import { afterEach, describe, expect, test } from 'vitest';
import { Allowance } from '../../../../app/allowance.ts';
import { Door, knock } from '../../../../app/cluster/admission/door.ts';
import { reachOf } from '../../../../app/cluster/reach.ts';
import { doorDefaults } from '../../../../app/config.ts';
import { newNodeKeys } from '../../../../app/identity/keys.ts';
import { silentLog } from '../../../../app/log.ts';
import { seededRandom } from '../../../../app/random.ts';
import { defaultLinkTimings } from '../../../../app/transport/link-timings.ts';
import { MemoryNetwork } from '../../../../app/transport/memory/memory-network.ts';
import { MemoryTransport } from '../../../../app/transport/memory/memory-transport.ts';
import { controlFrame, readControl } from '../../../../app/wire/control-message.ts';
import { virtualClock } from '../../transport/virtual-clock.ts';

const keys = newNodeKeys(seededRandom(1));
const options = { highWaterMark: 1000, maxFrameBytes: 65_536, sendTimeoutMs: 100 };

describe('A3 a door', () => {
  const clock = virtualClock();
  const network = new MemoryNetwork({ clock });
  const transport = (node: string) =>
    new MemoryTransport({ network, clock, log: silentLog, timings: defaultLinkTimings, node, hosts: ['127.0.0.1'] });
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((each) => each.close()));
  });
  const aDoor = async (port: number): Promise<Door> => {
    const door = new Door({ transport: transport(`host-${port}`), clock, keys });
    open.push(door);
    await door.open(`tcp://127.0.0.1:${port}`);
    return door;
  };
  const settled = async <Value>(promise: Promise<Value>): Promise<Value> => {
    promise.catch(() => {});
    await clock.advance(6000);
    return promise;
  };

  test('says who is there and where the control socket is', async () => {
    (await aDoor(1)).lead(5000);
    const text = await settled(knock({ transport: transport('guest'), clock }, '127.0.0.1:1', 2000));
    expect(reachOf(text)).toEqual({ host: '127.0.0.1', doorPort: 1, controlPort: 5000, key: keys.curve.publicKey });
  });

  test('nobody answers where there is none: that is said in time', async () => {
    await expect(settled(knock({ transport: transport('guest'), clock }, '127.0.0.1:2', 2000))).rejects.toMatchObject({
      code: 'timed-out',
    });
  });

  test('answers nothing but a knock, and no more of them than it may', async () => {
    (await aDoor(3)).lead(5000);
    const dealer = transport('flood').dealer(options);
    const answers: (string | undefined)[] = [];
    dealer.onFrame((frame) => void answers.push(readControl(frame).case));
    dealer.connect('tcp://127.0.0.1:3');
    await clock.advance(100);
    await dealer.send(new Uint8Array(100));
    await dealer.send(controlFrame({ case: 'hello', value: {} }));
    await dealer.send(controlFrame({ case: 'inquiry', value: {} }));
    await clock.advance(10);
    expect(answers).toEqual([]);
    for (let times = 0; times < 10_000; times++) {
      dealer.send(controlFrame({ case: 'knock', value: {} })).catch(() => {});
      if (times % 10 === 9) await clock.advance(0);
    }
    await clock.advance(10);
    expect(answers.length).toBeGreaterThan(0);
    expect(answers.length).toBeLessThanOrEqual(doorDefaults.answers.burst + 5);
    open.push(dealer);
  });
});

describe('what strangers may cost', () => {
  test('is so much at once and so much a second', async () => {
    const clock = virtualClock();
    const allowance = new Allowance(clock, { burst: 3, perSecond: 2 });
    const take = (times: number): boolean[] => Array.from({ length: times }, () => allowance.take());
    expect(take(4)).toEqual([true, true, true, false]);
    await clock.advance(1000);
    expect(take(3)).toEqual([true, true, false]);
    await clock.advance(60_000);
    expect(take(4)).toEqual([true, true, true, false]);
  });
});
