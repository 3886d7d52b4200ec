import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readIdentity, writeIdentity } from '../../../app/identity/identity.ts';
import { keptKeys } from '../../../app/identity/key-file.ts';
import { silentLog } from '../../../app/log.ts';
import { backUpIdentity, readIdentityOf, restoreIdentity } from '../../../app/node-identity.ts';
import { openKeyslot, setPassphrase } from '../../../app/node-passphrase.ts';
import { openStorage, type Storage } from '../../../app/node-storage.ts';
import { seededRandom } from '../../../app/random.ts';
import { cheap } from './passphrase-folder.ts';

const nodeId = '00000000-0000-4000-8000-0000000000aa';
const known = { nodeId, person: 'Mira', machine: 'bell-tower', colour: 3, named: true, incarnation: 12 };
const code = (name: string) => expect.objectContaining({ code: name });
const today = Date.UTC(2026, 5, 1);

describe('the identity of a node', () => {
  let parent: string;
  let folder: string;
  let fresh: string;
  let file: string;
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'banyan-identity-'));
    [folder, fresh, file] = [join(parent, 'old'), join(parent, 'new'), join(parent, 'backup')];
    using(folder, ({ store, keyFile }) => {
      writeIdentity(store, known);
      store.writeSetting('cluster', { name: 'Kestrel' });
      store.writeSetting('membership-log', { entries: [] });
      store.writeSetting('port', 4711);
      keptKeys(keyFile, seededRandom(5));
    });
  });
  afterEach(() => rmSync(parent, { recursive: true }));

  function using<Result>(dataFolder: string, use: (storage: Storage) => Result): Result {
    const storage = openStorage({ dataFolder, now: () => 0, log: silentLog });
    try {
      return use(storage);
    } finally {
      storage.close();
    }
  }
  const backUp = () => backUpIdentity({ dataFolder: folder }, file, 'backup horse', { cost: cheap });
  const restore = (now = today) => restoreIdentity(fresh, file, 'backup horse', { now: () => now });
  const incarnation = (): number => using(fresh, ({ store }) => readIdentity(store)!.incarnation);

  test('is shown without starting it', () => {
    const shown = readIdentityOf({ dataFolder: folder });
    expect(shown).toMatchObject({ nodeId, person: 'Mira', machine: 'bell-tower' });
    expect(shown.words).toHaveLength(4);
    expect(using(folder, ({ store }) => readIdentity(store)!.incarnation)).toBe(12);
    expect(() => readIdentityOf({ dataFolder: fresh })).toThrow(code('not-found'));
    expect(readdirSync(parent)).toEqual(['old']);
  });

  test('comes out of its backup as it went in, with its place in the cluster and without the rest', async () => {
    expect(await backUp()).toEqual(readIdentityOf({ dataFolder: folder }));
    expect(await restore()).toEqual(readIdentityOf({ dataFolder: folder }));
    expect(readIdentityOf({ dataFolder: fresh })).toEqual(readIdentityOf({ dataFolder: folder }));
    using(fresh, ({ store, keyFile }) => {
      expect(store.readSetting('cluster')).toEqual({ name: 'Kestrel' });
      expect(store.readSetting('membership-log')).toEqual({ entries: [] });
      expect(store.readSetting('port')).toBeUndefined();
      expect(keptKeys(keyFile, seededRandom(9))).toEqual(using(folder, (old) => keptKeys(old.keyFile, seededRandom(9))));
    });
  });

  test('never has an incarnation again that it had, or that the old machine could have', async () => {
    await backUp();
    await restore();
    const first = incarnation();
    expect(first).toBeGreaterThan(100_000_000);
    rmSync(fresh, { recursive: true });
    await restore(today + 1000);
    expect(incarnation()).toBeGreaterThan(first);
    rmSync(fresh, { recursive: true });
    await restore(0);
    expect(incarnation()).toBeGreaterThan(known.incarnation + 60_000);
  });

  test('of a folder with a passphrase is backed up too, and is not readable in the backup', async () => {
    await setPassphrase(folder, 'correct horse', { cost: cheap });
    const keyslot = await openKeyslot(folder, 'correct horse');
    await backUpIdentity({ dataFolder: folder, keyslot }, file, 'backup horse', { cost: cheap });
    const bytes = readFileSync(file);
    for (const secret of ['Mira', 'Kestrel', nodeId]) expect(bytes.includes(secret)).toBe(false);
    expect(await restore()).toMatchObject({ nodeId });
  });

  test('a backup is for its owner alone and never takes the place of another file', async () => {
    await backUp();
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    const before = readFileSync(file);
    await expect(backUp()).rejects.toThrow(code('identity-exists'));
    expect(readFileSync(file)).toEqual(before);
    await expect(backUpIdentity({ dataFolder: folder }, `${file}2`, 'short', { cost: cheap })).rejects.toThrow(code('bad-input'));
    expect(readdirSync(parent).toSorted()).toEqual(['backup', 'old']);
  });

  test('is not restored over another one, nor with a wrong passphrase, and nothing is changed then', async () => {
    await backUp();
    await expect(restoreIdentity(folder, file, 'backup horse')).rejects.toThrow(code('identity-exists'));
    await expect(restoreIdentity(fresh, file, 'wrong horse!')).rejects.toThrow(code('wrong-passphrase'));
    await expect(restoreIdentity(fresh, join(parent, 'nowhere'), 'backup horse')).rejects.toThrow(code('not-found'));
    expect(readdirSync(parent).toSorted()).toEqual(['backup', 'old']);
  });

  test.each(['', '{', '{"format":"banyan identity 2"}', '[1]', 'BANYAN KEYS 1\n'])(
    'a backup of %j is refused',
    async (content) => {
      writeFileSync(file, content);
      await expect(restore()).rejects.toThrow(code('backup-unreadable'));
    },
  );

  test('a changed byte of a backup is noticed', async () => {
    await backUp();
    const { box, ...rest } = JSON.parse(readFileSync(file, 'utf8')) as { box: { sealed: string } };
    const sealed = Buffer.from(box.sealed, 'base64');
    sealed[100]! ^= 1;
    writeFileSync(file, JSON.stringify({ ...rest, box: { ...box, sealed: sealed.toString('base64') } }));
    await expect(restore()).rejects.toThrow(code('wrong-passphrase'));
  });

  test.each(['mark', 'clear', 'settings', 'identity', 'keys', 'done'])(
    'a restore that is killed before %s leaves nothing to start on by half, and can be run again',
    async (step) => {
      await backUp();
      mkdirSync(fresh);
      const program = join(import.meta.dirname, 'identity-process.ts');
      const { signal, stderr } = spawnSync(process.execPath, [program, fresh, file, step], { encoding: 'utf8' });
      expect({ signal, stderr }).toEqual({ signal: 'SIGKILL', stderr: '' });
      if (step !== 'mark') expect(() => using(fresh, () => {})).toThrow(code('identity-unreadable'));
      await restore();
      expect(readIdentityOf({ dataFolder: fresh })).toEqual(readIdentityOf({ dataFolder: folder }));
    },
  );
});
