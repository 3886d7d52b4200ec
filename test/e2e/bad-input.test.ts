import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { banyan, newDataFolder, NodeProcess } from './node-process.ts';

/** One sentence on stderr, nothing like a stack. */
function oneSentence(stderr: string): string {
  const lines = stderr.trim().split('\n');
  expect(lines).toHaveLength(1);
  expect(stderr).not.toMatch(/^\s+at /m);
  return lines[0]!;
}

describe('what a person may get wrong', () => {
  let node: NodeProcess;
  beforeAll(async () => {
    node = await NodeProcess.start(await newDataFolder(), ['--no-ui']);
  });
  afterAll(() => node.end('SIGTERM'));

  test('an unknown command and an unknown option exit with 2', async () => {
    expect((await banyan(['frobnicate'])).code).toBe(2);
    expect((await banyan(['tree', '--frobnicate'])).code).toBe(2);
    expect((await banyan(['node', '--port', 'many'])).code).toBe(2);
  });

  test('a port in use is named', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { code, stderr } = await banyan(['node', '--data', await newDataFolder(), '--port', String(port)]);
    server.close();
    expect(code).toBe(1);
    expect(oneSentence(stderr)).toContain(String(port));
  });

  test('a data folder that another node uses is refused', async () => {
    const { code, stderr } = await banyan(['node', '--data', node.dataFolder]);
    expect(code).toBe(1);
    expect(oneSentence(stderr)).toMatch(/Another Banyan is using/);
  });

  test('a data folder that can not be written is refused', async () => {
    const file = join(await newDataFolder(), 'file');
    await writeFile(file, '');
    const { code, stderr } = await banyan(['node', '--data', join(file, 'below')]);
    expect(code).toBe(1);
    expect(oneSentence(stderr)).toMatch(/Nothing can be written/);
  });

  test('a cluster that is not there is said to be not there', async () => {
    const { code, stderr } = await banyan(['node', '--data', await newDataFolder(), '--no-ui', '--join', '127.0.0.1:9']);
    expect(code).toBe(1);
    expect(oneSentence(stderr)).toMatch(/Nobody answers at 127.0.0.1:9/);
  });

  test('a command without a running node says so', async () => {
    const { code, stderr } = await banyan(['docs', '--data', await newDataFolder()]);
    expect(code).toBe(1);
    expect(oneSentence(stderr)).toMatch(/No Banyan runs/);
  });

  test('a broken trace is refused and the document stays', async () => {
    const file = join(await newDataFolder(), 'broken.json.gz');
    await writeFile(file, Buffer.from([0x1f, 0x8b, 1, 2, 3]));
    await node.run(['doc', 'new', 'Trace']);
    const { code, stderr } = await banyan(['doc', 'replay', 'Trace', file, '--data', node.dataFolder]);
    expect(code).toBe(1);
    expect(oneSentence(stderr)).toMatch(/no editing session/);
    expect(await node.run(['doc', 'cat', 'Trace'])).toBe('');
  });

  test('a damaged database is set aside, what can be read is recovered, and the node says so', async () => {
    const folder = await newDataFolder();
    const before = await NodeProcess.start(folder, ['--no-ui']);
    await before.run(['doc', 'new', 'Kept']);
    await before.run(['doc', 'write', 'Kept'], 'text that should survive');
    await before.end('SIGTERM');
    const database = await open(join(folder, 'banyan.db'), 'r+');
    const { size } = await database.stat();
    await database.write(Buffer.alloc(4096, 0xa5), 0, 4096, size - 4096);
    await database.close();
    const after = await NodeProcess.start(folder, ['--no-ui']);
    expect(readdirSync(folder).some((name) => name.includes('.damaged-'))).toBe(true);
    expect(
      JSON.parse((await after.run(['doctor', '--json'])).split('\n').find((line) => line.includes('set aside'))!),
    ).toMatchObject({ outcome: 'warn' });
    await after.run(['doc', 'new', 'New']);
    await after.end('SIGTERM');
  });
});
