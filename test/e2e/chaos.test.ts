import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ChaosReport } from '../../main/chaos/report.ts';

const program = join(import.meta.dirname, '..', '..', 'main', 'chaos', 'chaos-process.ts');
const settings = { seed: 20, seconds: 25, nodes: 10 };

// There is no SIGSTOP on Windows.
test.runIf(process.platform !== 'win32')(
  'ten nodes that are killed, stopped and cut off find back to one tree and to equal texts, with nothing lost that was safe',
  async () => {
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const child = spawn(process.execPath, [program, '--json', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, log] = ['', ''];
    child.stdout.on('data', (data) => void (out += String(data)));
    child.stderr.on('data', (data) => void (log += String(data)));
    await once(child, 'close');
    // Without a report there is only what was said on the way.
    const report = JSON.parse(out === '' ? JSON.stringify({ faults: [log] }) : out) as ChaosReport;
    if (report.linksCut === false) console.warn('LINKS WERE NOT CUT: this system has one loopback address only.');
    expect(report.faults, `${report.replay}\n${log}`).toEqual([]);
    expect(report.result).toBe('passed');
    // It has to have been a chaos.
    expect(report.deeds.kill).toBeGreaterThan(2);
    expect(report.rootMet).toBeGreaterThan(1);
    expect(report.safeEdits).toBeGreaterThan(200);
  },
  240_000,
);
