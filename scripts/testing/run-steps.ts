import type { Step, Tally } from './step.ts';

interface Outcome extends Tally {
  name: string;
  seconds: number;
}

/** Runs the steps one after another, prints how each went, and in the end the sum in one line. */
export async function runSteps(steps: readonly Step[]): Promise<Tally> {
  const outcomes: Outcome[] = [];
  for (const [index, step] of steps.entries()) {
    console.log(`\n[${index + 1}/${steps.length}] ${step.name}`);
    outcomes.push(await timed(step));
  }
  console.log(`\n${table(outcomes)}\n`);
  const sum = (part: keyof Tally): number => outcomes.reduce((total, outcome) => total + outcome[part], 0);
  const total: Tally = { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
  console.log(summaryLine(total));
  return total;
}

/** The last line of a run; scripts read it. */
export function summaryLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`;
}

async function timed(step: Step): Promise<Outcome> {
  const startedAt = performance.now();
  let tally: Tally;
  try {
    tally = await step.run();
  } catch (thrown) {
    console.error(thrown);
    tally = { passed: 0, failed: 1, skipped: 0 };
  }
  return { name: step.name, seconds: (performance.now() - startedAt) / 1000, ...tally };
}

function table(outcomes: readonly Outcome[]): string {
  return outcomes
    .map((outcome) => {
      const mark = outcome.failed === 0 ? 'ok  ' : 'FAIL';
      return `  ${mark}  ${outcome.name.padEnd(16)}${outcome.seconds.toFixed(1).padStart(7)} s   ${summaryLine(outcome)}`;
    })
    .join('\n');
}
