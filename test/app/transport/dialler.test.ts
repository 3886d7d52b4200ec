import { expect, test } from 'vitest';
import { Dialler } from '../../../app/transport/dialler.ts';
import { defaultLinkTimings } from '../../../app/transport/link-timings.ts';
import { virtualClock } from './virtual-clock.ts';

const timings = { ...defaultLinkTimings, reconnectMinMs: 10, reconnectMaxMs: 100 };
const address = 'tcp://127.0.0.1:7000';

/** A dialler whose attempts come to what the test says, at once. */
function dialling(outcomes: (string | undefined)[]) {
  const clock = virtualClock();
  const attempts: number[] = [];
  const links: boolean[] = [];
  const failures: { at: number; address: string }[] = [];
  const hungUp: string[] = [];
  const dialler = new Dialler<string>({
    clock,
    timings,
    attempt: (_, outcome) => {
      attempts.push(clock.now());
      const timer = clock.after(0, () => outcome(outcomes.shift()));
      return { cancel: () => timer.cancel() };
    },
    hangUp: (link) => void hungUp.push(link),
    tell: (listeners, news) => {
      for (const listener of listeners) listener(news);
    },
  });
  dialler.onLink((up) => void links.push(up));
  dialler.onFailed((failed) => void failures.push({ at: clock.now(), address: failed }));
  return { clock, dialler, attempts, links, failures, hungUp };
}

test('pauses double up to the longest one while nobody answers', async () => {
  const { clock, dialler, attempts } = dialling([]);
  dialler.connect(address);
  await clock.advance(400);
  expect(attempts).toEqual([0, 10, 30, 70, 150, 250, 350]);
});

test('after a link that came up the pauses begin anew', async () => {
  const { clock, dialler, attempts, links } = dialling([undefined, undefined, 'first', 'second']);
  dialler.connect(address);
  await clock.advance(50);
  expect(links).toEqual([true]);
  dialler.lost('first');
  await clock.advance(10);
  expect(links).toEqual([true, false, true]);
  expect(attempts).toEqual([0, 10, 30, 60]);
});

test('each attempt that fails is told at once, with the address in its normal form', async () => {
  const { clock, dialler, failures } = dialling([undefined, undefined, 'link']);
  dialler.connect('tcp://127.0.0.1:07000');
  await clock.advance(0);
  expect(failures).toEqual([{ at: 0, address }]);
  await clock.advance(1_000);
  expect(failures).toEqual([
    { at: 0, address },
    { at: 10, address },
  ]);
});

test('a link that breaks is no failed attempt', async () => {
  const { clock, dialler, links, failures } = dialling(['first', 'second']);
  dialler.connect(address);
  await clock.advance(1);
  dialler.lost('first');
  await clock.advance(10);
  expect({ links, failures }).toEqual({ links: [true, false, true], failures: [] });
});

test('a listener to failures may disconnect or close: nothing is dialled or told after that', async () => {
  for (const end of ['disconnect', 'close'] as const) {
    const { clock, dialler, attempts, failures } = dialling([]);
    dialler.onFailed((failed) => dialler[end](failed));
    dialler.connect(address);
    await clock.advance(1_000);
    expect({ attempts, failures }).toEqual({ attempts: [0], failures: [{ at: 0, address }] });
  }
});

test('disconnecting hangs up, tells, and dials no more', async () => {
  const { clock, dialler, attempts, links, hungUp } = dialling(['link']);
  dialler.connect(address);
  await clock.advance(1);
  dialler.disconnect(address);
  await clock.advance(1_000);
  expect({ attempts, links, hungUp }).toEqual({ attempts: [0], links: [true, false], hungUp: ['link'] });
});

test('disconnecting during an attempt or a pause leaves nothing behind', async () => {
  for (const afterMs of [0, 5]) {
    const { clock, dialler, attempts, links, failures } = dialling([undefined, 'late']);
    dialler.connect(address);
    if (afterMs > 0) await clock.advance(afterMs);
    const told = failures.length;
    dialler.disconnect(address);
    await clock.advance(1_000);
    expect({ attempts, links, failures: failures.length }).toEqual({ attempts: [0], links: [], failures: told });
  }
});

test('closing tells nobody', async () => {
  const { clock, dialler, links, failures, hungUp } = dialling(['link']);
  dialler.connect(address);
  await clock.advance(1);
  dialler.connect('tcp://127.0.0.1:7001');
  dialler.close();
  await clock.advance(1_000);
  expect({ links, failures, hungUp }).toEqual({ links: [true], failures: [], hungUp: ['link'] });
});
