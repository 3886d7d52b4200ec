import { afterAll, describe, test, vi } from 'vitest';
import { newDataFolder, NodeProcess } from './node-process.ts';

const patience = { timeout: 20_000, interval: 100 };
const running: NodeProcess[] = [];

async function node(...args: string[]): Promise<NodeProcess> {
  const started = await NodeProcess.start(await newDataFolder(), args);
  running.push(started);
  return started;
}

const text = (of: NodeProcess): Promise<string> => of.run(['doc', 'cat', 'Log']);

afterAll(async () => {
  for (const each of running.splice(0)) await each.end('SIGKILL');
});

// Both transports at once: it is waiting for the most part.
describe.concurrent.each(['zmtp', 'zeromq'])('nodes over %s, one of which is suspended like a laptop', (transport) => {
  test('the others go on, and it is equal again when it wakes, whoever it was', async ({ expect }) => {
    const host = await node('--cluster', `Sleepers over ${transport}`, '--auto-accept', '--transport', transport);
    await host.happened('started');
    await host.run(['doc', 'new', 'Log', '--kind', 'text']);
    const client = await node('--join', host.ready.address, '--transport', transport);
    await vi.waitFor(async () => expect(await text(client)).toBe(''), patience);

    client.signal('SIGSTOP');
    await host.happened('left');
    await host.run(['doc', 'write', 'Log'], 'Written while the client slept.\n');
    client.signal('SIGCONT');
    await vi.waitFor(async () => expect(await text(client)).toContain('while the client slept'), patience);

    host.signal('SIGSTOP');
    await client.happened('lost');
    await client.run(['doc', 'write', 'Log'], `${await text(client)}Written while the host slept.\n`);
    host.signal('SIGCONT');
    await vi.waitFor(async () => expect(await text(host)).toContain('while the host slept'), patience);
    expect(await text(client)).toBe(await text(host));
  });
});
