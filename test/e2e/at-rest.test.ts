import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { banyan, newDataFolder, NodeProcess, type Ended } from './node-process.ts';

const sentence = 'The gate opens at half past six';

/** Which of these words can be found in the bytes of any file of a folder. */
function readableIn(folder: string, words: readonly string[]): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  if (files.length < 3) throw new Error(`Nothing to look at in ${folder}.`);
  const bytes = files.map((entry) => readFileSync(join(entry.parentPath, entry.name)));
  return words.filter((word) => bytes.some((content) => content.includes(word)));
}

describe('a node on a folder with a passphrase', () => {
  let folder: string;
  let files: string;
  const file = (name: string): string => join(files, name);
  let whileRunning: Ended;
  let readableBefore: string[];
  const words = [sentence, 'Night shift', 'Marguerite', 'belfry', 'Nightwatch'];
  beforeAll(async () => {
    [folder, files] = [await newDataFolder(), await newDataFolder()];
    writeFileSync(file('right'), 'correct horse\n');
    writeFileSync(file('wrong'), 'wrong horse\n');
    writeFileSync(file('other'), 'another horse\n');
    const node = await NodeProcess.start(folder, [
      '--no-ui',
      '--name',
      'belfry',
      '--person',
      'Marguerite',
      '--cluster',
      'Nightwatch',
    ]);
    await node.happened('started');
    await node.run(['doc', 'new', 'Night shift']);
    await node.run(['doc', 'write', 'Night shift'], sentence);
    whileRunning = await banyan(['passphrase', 'set', '--data', folder, '--passphrase-file', file('right')]);
    await node.end('SIGKILL');
    readableBefore = readableIn(folder, words);
    await banyan(['passphrase', 'set', '--data', folder, '--passphrase-file', file('right')]);
  });
  afterAll(() => [folder, files].forEach((path) => rmSync(path, { recursive: true })));

  test('gets it while it is stopped, not while it runs', () => {
    expect(whileRunning).toMatchObject({ code: 1, stderr: expect.stringContaining('Another Banyan is using') });
    // What the search below has to find if anything is left.
    expect(readableBefore).toEqual(expect.arrayContaining([sentence, 'Marguerite', 'Nightwatch']));
  });

  test('leaves no byte of text or names readable, neither stopped nor killed while it writes', async () => {
    expect(readableIn(folder, words)).toEqual([]);
    const node = await NodeProcess.start(folder, ['--no-ui', '--passphrase-file', file('right')]);
    expect(await node.run(['doc', 'cat', 'Night shift'])).toBe(sentence);
    await node.run(['doc', 'write', 'Night shift'], `${sentence}, and closes at nine`);
    expect(readableIn(folder, [...words, 'closes at nine'])).toEqual([]);
    await node.end('SIGKILL');
    expect(readableIn(folder, [...words, 'closes at nine'])).toEqual([]);
    process.env['BANYAN_PASSPHRASE_FILE'] = file('right');
    const again = await NodeProcess.start(folder, ['--no-ui']);
    delete process.env['BANYAN_PASSPHRASE_FILE'];
    expect(await again.run(['doc', 'cat', 'Night shift'])).toBe(`${sentence}, and closes at nine`);
    await again.run(['doc', 'write', 'Night shift'], sentence);
    await again.end('SIGTERM');
  });

  test.each([
    ['none', [], 'has a passphrase'],
    ['a wrong one', ['--passphrase-file', 'wrong'], 'That is not the passphrase. Nothing was changed.'],
  ])('with %s it says one sentence and does not start', async (_which, given, said) => {
    const before = readFileSync(join(folder, 'banyan.db'));
    const args = given.map((word) => (word === 'wrong' ? file(word) : word));
    const { code, stderr } = await banyan(['node', '--no-ui', '--data', folder, ...args]);
    expect([code, stderr.trim().split('\n')]).toEqual([1, [expect.stringContaining(said)]]);
    expect(readFileSync(join(folder, 'banyan.db'))).toEqual(before);
  });

  test('takes another passphrase, and none again', async () => {
    const change = ['passphrase', 'change', '--data', folder, '--new-passphrase-file', file('other')];
    expect(await banyan([...change, '--passphrase-file', file('wrong')])).toMatchObject({ code: 1 });
    expect(await banyan([...change, '--passphrase-file', file('right')])).toMatchObject({ code: 0 });
    const remove = ['passphrase', 'remove', '--data', folder, '--passphrase-file'];
    expect(await banyan([...remove, file('right')])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('not the passphrase'),
    });
    expect(await banyan([...remove, file('other')])).toMatchObject({ code: 0 });
    const node = await NodeProcess.start(folder, ['--no-ui']);
    expect(await node.run(['doc', 'cat', 'Night shift'])).toBe(sentence);
    await node.end('SIGTERM');
  });

  test('a passphrase is never an argument', async () => {
    expect(await banyan(['passphrase', 'set', 'correct horse', '--data', folder])).toMatchObject({ code: 2 });
    expect(await banyan(['node', '--passphrase', 'correct horse', '--data', folder])).toMatchObject({ code: 2 });
  });
});

describe('an identity that was backed up', () => {
  const running: NodeProcess[] = [];
  afterEach(async () => {
    for (const node of running) await node.end('SIGKILL');
  });
  const start = async (folder: string, ...args: string[]): Promise<NodeProcess> => {
    const node = await NodeProcess.start(folder, ['--no-ui', ...args]);
    running.push(node);
    return node;
  };

  test('comes back to its cluster from another machine, reads there and writes there', async () => {
    const [first, second, restored, files] = await Promise.all(Array.from({ length: 4 }, newDataFolder));
    const [backup, secret] = [join(files!, 'backup'), join(files!, 'secret')];
    writeFileSync(secret, 'backup horse\n');
    const root = await start(first!, '--name', 'root', '--cluster', 'Homecoming', '--auto-accept');
    await root.happened('started');
    const lost = await start(second!, '--name', 'tablet', '--join', root.ready.address);
    await lost.happened('joined');
    await root.run(['doc', 'new', 'Notes']);
    await root.run(['doc', 'write', 'Notes'], sentence);
    await vi.waitFor(async () => expect(await lost.run(['doc', 'cat', 'Notes'])).toBe(sentence), { timeout: 20_000 });
    const shown = JSON.parse(await lost.run(['identity', '--json'])) as { nodeId: string; words: string[] };
    expect(shown.nodeId).toBe(lost.ready.nodeId);
    await lost.end('SIGTERM');
    const args = ['--backup-passphrase-file', secret];
    expect(await banyan(['identity', 'backup', backup, ...args, '--data', second!])).toMatchObject({ code: 0, stderr: '' });
    rmSync(second!, { recursive: true });

    const { code, stdout } = await banyan(['identity', 'restore', backup, ...args, '--data', restored!]);
    expect(code).toBe(0);
    expect(stdout).toContain(shown.words.join(' '));
    expect(stdout).toContain('two nodes with one identity at once');
    const back = await start(restored!);
    expect(back.ready.nodeId).toBe(shown.nodeId);
    await vi.waitFor(async () => expect(await back.run(['doc', 'cat', 'Notes'])).toBe(sentence), { timeout: 20_000 });
    const members = JSON.parse(await root.run(['members', '--json'])) as { nodeId: string }[];
    expect(members.map(({ nodeId }) => nodeId).toSorted()).toEqual([root.ready.nodeId, shown.nodeId].toSorted());
    await back.run(['doc', 'write', 'Notes'], `${sentence}, says the tablet`);
    await vi.waitFor(async () => expect(await root.run(['doc', 'cat', 'Notes'])).toBe(`${sentence}, says the tablet`), {
      timeout: 20_000,
    });
    await back.end('SIGTERM');
    await root.end('SIGTERM');
    for (const folder of [first!, restored!, files!]) rmSync(folder, { recursive: true });
  });
});
