import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { simulate } from '../../main/simulator/simulate.ts';

test('a recording is a header and then what changed, in the order of time, and recording changes nothing', async () => {
  const record = join(mkdtempSync(join(tmpdir(), 'banyan-recording-')), 'run.jsonl.gz');
  const options = { scenario: 'root-loss', nodes: 6, seed: 3 };
  const recorded = await simulate({ ...options, record });
  const lines = gunzipSync(readFileSync(record))
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const [header, ...changes] = lines;
  expect(header).toEqual({ format: 'banyan-recording', version: 1, ...options });
  const times = changes.map(({ at }) => at as number);
  expect(times).toEqual(times.toSorted((one, other) => one - other));
  const views = changes.filter(({ kind }) => kind === 'view');
  const roots = new Set(views.map(({ root }) => root));
  expect(roots.size).toBeGreaterThan(1);
  expect(changes.some(({ kind, what }) => kind === 'event' && (what === 'crash' || what === 'power cut'))).toBe(true);
  const plain = await simulate(options);
  expect(plain.hash).toBe(recorded.hash);
}, 60_000);
