import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { generatedSession, tracesFolder } from '../../main/bench/edit/session.ts';
import { parseTrace, type Trace } from '../../main/cli/replay/trace.ts';
import { generatedDuet } from '../fixtures/generated-duet.ts';
import { newDataFolder, NodeProcess } from './node-process.ts';

const patience = { timeout: 30_000, interval: 100 };

/** A recorded session where there is one, else a generated one of the same size, as a file. */
async function sessionFile(name: string, folder: string, generate: () => Trace): Promise<{ file: string; trace: Trace }> {
  const recorded = join(tracesFolder(), name);
  if (existsSync(recorded)) return { file: recorded, trace: parseTrace(await readFile(recorded), name) };
  const trace = generate();
  const file = join(folder, name.replace('.gz', ''));
  const json = { kind: 'concurrent', endContent: trace.endContent, numAgents: trace.agents, txns: trace.transactions };
  await writeFile(file, JSON.stringify(json));
  return { file, trace };
}

describe('recorded sessions', () => {
  let anna: NodeProcess;
  let ben: NodeProcess;

  beforeAll(async () => {
    anna = await NodeProcess.start(await newDataFolder(), ['--cluster', 'Replay', '--auto-accept', '--no-ui']);
    ben = await NodeProcess.start(await newDataFolder(), ['--cluster', 'Replay', '--no-ui']);
    await ben.happened('joined');
  });
  afterAll(async () => {
    await anna.end('SIGTERM');
    await ben.end('SIGTERM');
  });

  test('one writer’s session played on one node ends with exactly its text on both', async () => {
    const { file, trace } = await sessionFile('sveltecomponent.json.gz', anna.dataFolder, () => generatedSession(18_335, 1));
    await anna.run(['doc', 'new', 'Component']);
    await anna.run(['doc', 'replay', 'Component', file]);
    expect(await anna.run(['doc', 'cat', 'Component'])).toBe(trace.endContent);
    await vi.waitFor(async () => expect(await ben.run(['doc', 'cat', 'Component'])).toBe(trace.endContent), patience);
  });

  test('two writers’ session played from two nodes at once ends with exactly its text on both', async () => {
    const { file, trace } = await sessionFile('friendsforever.json.gz', anna.dataFolder, () => generatedDuet(26_078, 2));
    await anna.run(['doc', 'new', 'Friends']);
    await vi.waitFor(async () => expect(await ben.run(['docs'])).toContain('Friends'), patience);
    await Promise.all([
      anna.run(['doc', 'replay', 'Friends', file, '--agent', '0']),
      ben.run(['doc', 'replay', 'Friends', file, '--agent', '1']),
    ]);
    await vi.waitFor(async () => expect(await anna.run(['doc', 'cat', 'Friends'])).toBe(trace.endContent), patience);
    await vi.waitFor(async () => expect(await ben.run(['doc', 'cat', 'Friends'])).toBe(trace.endContent), patience);
  });
});
