import { seededRandom } from '../../app/index.ts';

/** What is done to the fleet at a moment. */
export type Deed =
  /** The process is killed, and started again on the same folder. */
  | 'kill'
  /** The process stands still, and goes on. */
  | 'pause'
  /** The link between a node and its parent is cut. */
  | 'cut'
  /** All links of a node are cut. */
  | 'isolate'
  /** The fleet is cut in two. */
  | 'split';

/** One deed of a plan. Whom it meets is settled when its time has come, by `pick` among those who can be met. */
export interface Step {
  atMs: number;
  deed: Deed;
  /** The root, or anybody. */
  target: 'root' | 'any';
  /** A whole number from 0 up, below 2^31. */
  pick: number;
  /** How long it lasts. */
  forMs: number;
  /** A cut link swallows everything without a word, or breaks every connection. */
  manner: 'silent' | 'broken';
}

/** How often each deed comes, of the sum, and how long it may last. */
const deeds: readonly { deed: Deed; weight: number; needsLinks: boolean; shortestMs: number; longestMs: number }[] = [
  { deed: 'kill', weight: 5, needsLinks: false, shortestMs: 100, longestMs: 4000 },
  { deed: 'pause', weight: 3, needsLinks: false, shortestMs: 100, longestMs: 6000 },
  { deed: 'cut', weight: 3, needsLinks: true, shortestMs: 200, longestMs: 5000 },
  { deed: 'isolate', weight: 2, needsLinks: true, shortestMs: 500, longestMs: 6000 },
  { deed: 'split', weight: 1, needsLinks: true, shortestMs: 1000, longestMs: 6000 },
];

/** Of so many deeds one meets the root, whoever that is. */
const rootEvery = 3;
const shortestPauseMs = 200;
const longestPauseMs = 1500;

export interface PlanSettings {
  seed: number;
  seconds: number;
  /** Whether links can be cut here. */
  links: boolean;
}

/** The deeds that follow from a seed, in the order of their time. */
export function planOf({ seed, seconds, links }: PlanSettings): Step[] {
  const random = seededRandom(seed);
  const between = (least: number, most: number): number => least + random.integer(most - least + 1);
  const possible = deeds.filter(({ needsLinks }) => links || !needsLinks);
  const tickets = possible.flatMap((kind) => Array.from({ length: kind.weight }, () => kind));
  const steps: Step[] = [];
  for (let atMs = shortestPauseMs; atMs < seconds * 1000; atMs += between(shortestPauseMs, longestPauseMs)) {
    const { deed, shortestMs, longestMs } = tickets[random.integer(tickets.length)]!;
    steps.push({
      atMs,
      deed,
      target: random.integer(rootEvery) === 0 ? 'root' : 'any',
      pick: random.integer(2 ** 31),
      forMs: between(shortestMs, longestMs),
      manner: random.integer(2) === 0 ? 'silent' : 'broken',
    });
  }
  return steps;
}
