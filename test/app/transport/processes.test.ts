import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { bytes, eventually, socketOptions } from '../../contract/transport-fixture.ts';
import { realKinds, realTransport } from './real-transports.ts';

/** Starts a script beside this file and collects what it writes. */
function start(script: string, kind: string) {
  const child = spawn(process.execPath, [join(import.meta.dirname, script), kind], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const written = { text: '' };
  child.stdout.on('data', (chunk: Buffer) => void (written.text += chunk.toString()));
  return { child, written };
}

describe.each(realKinds)('%s', (kind) => {
  test('lets the process end by itself once it is closed, whatever still waited', async () => {
    const { child, written } = start('leaving-process.ts', kind);
    const [code] = await once(child, 'exit');
    expect(written.text).toBe('refused closed');
    expect(code).toBe(0);
  });

  test('notices a process that was killed', async () => {
    const { child, written } = start('hosting-process.ts', kind);
    await eventually(() => expect(written.text).toContain('\n'));
    const transport = realTransport(kind);
    onTestFinished(() => transport.close());
    const pusher = transport.pusher(socketOptions({ sendTimeoutMs: 50 }));
    const links: boolean[] = [];
    pusher.onLink((up) => void links.push(up));
    pusher.connect(written.text.trim());
    await eventually(() => expect(links).toEqual([true]));
    child.kill('SIGKILL');
    await eventually(() => expect(links).toEqual([true, false]));
    await expect(pusher.send(bytes('for nobody'))).rejects.toMatchObject({ code: 'queue-full' });
  });
});

// Windows can't stop a process.
test.runIf(process.platform !== 'win32')(
  'zmtp notices a process that stands still, and finds it again when it goes on',
  async () => {
    const { child, written } = start('hosting-process.ts', 'zmtp');
    await eventually(() => expect(written.text).toContain('\n'));
    const transport = realTransport('zmtp', { heartbeatIntervalMs: 200, heartbeatTimeoutMs: 1_000 });
    onTestFinished(() => transport.close());
    const pusher = transport.pusher(socketOptions());
    const links: boolean[] = [];
    pusher.onLink((up) => void links.push(up));
    pusher.connect(written.text.trim());
    await pusher.send(bytes('before'));
    await eventually(() => expect(written.text).toContain('before'));
    child.kill('SIGSTOP');
    await eventually(() => expect(links).toEqual([true, false]));
    child.kill('SIGCONT');
    await eventually(() => expect(links).toEqual([true, false, true]));
    await pusher.send(bytes('after'));
    await eventually(() => expect(written.text).toContain('after'));
  },
);
