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
    tell: (listeners, up) => {
      for (const listener of listeners) listener(up);
    },
  });
  dialler.onLink((up) => void links.push(up));
  return { clock, dialler, attempts, links, hungUp };
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

test('disconnecting hangs up, tells, and dials no more', async () => {
  const { clock, dialler, attempts, links, hungUp } = dialling(['link']);
  dialler.connect(address);
  await clock.advance(1);
  dialler.disconnect(address);
  await clock.advance(1_000);
  expect({ attempts, links, hungUp }).toEqual({ attempts: [0], links: [true, false], hungUp: ['link'] });
});

test('disconnecting during an attempt or a pause leaves nothing behind', async () => {
  const { clock, dialler, attempts, links } = dialling(['late']);
  dialler.connect(address);
  dialler.disconnect(address);
  await clock.advance(1_000);
  expect({ attempts, links }).toEqual({ attempts: [0], links: [] });
});

test('closing tells nobody', async () => {
  const { clock, dialler, links, hungUp } = dialling(['link']);
  dialler.connect(address);
  await clock.advance(1);
  dialler.close();
  expect({ links, hungUp }).toEqual({ links: [true], hungUp: ['link'] });
});
