import { parseArgs } from 'node:util';
import { sentenceOf } from '../../app/index.ts';
import { runChaos } from './chaos.ts';
import { reportText, type ChaosSettings } from './report.ts';

/**
 * Chaos on real processes.
 *
 * Usage: npm run chaos -- [--seed S] [--seconds N] [--nodes N] [--json]
 */
const usage = 'npm run chaos -- [--seed S] [--seconds 1 to 86400] [--nodes 2 to 40] [--json]';

function settingsFrom(args: readonly string[]): ChaosSettings & { json: boolean } {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
      seconds: { type: 'string', default: '30' },
      nodes: { type: 'string', default: '12' },
      json: { type: 'boolean', default: false },
    },
  });
  const whole = (text: string, least: number, most: number): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least || value > most) throw new Error(`${text} is not from ${least} to ${most}.`);
    return value;
  };
  return {
    seed: whole(values.seed, 0, 2 ** 32 - 1),
    seconds: whole(values.seconds, 1, 86_400),
    nodes: whole(values.nodes, 2, 40),
    json: values.json,
  };
}

async function main(args: readonly string[]): Promise<number> {
  let settings: ReturnType<typeof settingsFrom>;
  try {
    settings = settingsFrom(args);
  } catch (thrown) {
    process.stderr.write(`${sentenceOf(thrown)}\n${usage}\n`);
    return 2;
  }
  try {
    const { json, ...chaos } = settings;
    const report = await runChaos(chaos, (line) => void process.stderr.write(`${line}\n`));
    process.stdout.write(`${json ? JSON.stringify(report) : reportText(report)}\n`);
    return report.result === 'passed' ? 0 : 1;
  } catch (thrown) {
    process.stderr.write(`${sentenceOf(thrown)}\nSeed ${settings.seed}.\n`);
    return 1;
  }
}

// A signal ends the nodes with this process: its exit kills them.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
process.exitCode = await main(process.argv.slice(2));
