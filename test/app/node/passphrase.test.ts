import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { changePassphrase, needsPassphrase, openKeyslot, removePassphrase, setPassphrase } from '../../../app/node-passphrase.ts';
import { lockDataFolder } from '../../../app/storage/data-folder-lock.ts';
import { cheap, contentOfFolder, fillFolder, readableIn, secrets } from './passphrase-folder.ts';

const options = { cost: cheap };
const code = (name: string) => expect.objectContaining({ code: name });
const turningOn = ['derive', 'slot', 'settings', 'documents', 'snapshots', 'fragments', 'commit', 'committed', 'keys'];
const scrubbing = ['vacuum', 'checkpoint'];

describe('a passphrase on a data folder', () => {
  let folder: string;
  let before: unknown;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'banyan-passphrase-'));
    fillFolder(folder);
    before = contentOfFolder(folder);
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const sealed = (): unknown => ({ ...(before as object), sealed: true });

  test('without one everything can be read from the disk, so that the search below is known to find it', () => {
    expect(new Set(readableIn(folder))).toEqual(new Set([...secrets, 'keys']));
  });

  test('leaves nothing readable behind, and everything is there with it', async () => {
    await setPassphrase(folder, 'correct horse', options);
    expect(readableIn(folder)).toEqual([]);
    expect(contentOfFolder(folder, await openKeyslot(folder, 'correct horse'))).toEqual(sealed());
    expect(readableIn(folder)).toEqual([]);
  });

  test('without it, and with a wrong one, nothing opens and nothing is changed', async () => {
    await setPassphrase(folder, 'correct horse', options);
    const files = (): Buffer[] =>
      ['banyan.db', 'identity.key', 'passphrase.json'].map((name) => readFileSync(join(folder, name)));
    const kept = files();
    expect(() => contentOfFolder(folder)).toThrow(code('passphrase-needed'));
    await expect(openKeyslot(folder, 'wrong horse')).rejects.toThrow(code('wrong-passphrase'));
    expect(files()).toEqual(kept);
  });

  test('is changed without touching what it protects', async () => {
    await setPassphrase(folder, 'correct horse', options);
    await changePassphrase(folder, await openKeyslot(folder, 'correct horse'), 'another horse', options);
    await expect(openKeyslot(folder, 'correct horse')).rejects.toThrow(code('wrong-passphrase'));
    expect(contentOfFolder(folder, await openKeyslot(folder, 'another horse'))).toEqual(sealed());
  });

  test('is taken off, and set anew with another key', async () => {
    await setPassphrase(folder, 'correct horse', options);
    const first = await openKeyslot(folder, 'correct horse');
    await removePassphrase(folder, first, options);
    expect(needsPassphrase(folder)).toBe(false);
    expect(contentOfFolder(folder)).toEqual(before);
    await setPassphrase(folder, 'correct horse', options);
    const second = await openKeyslot(folder, 'correct horse');
    expect(second.cipher.keyId).not.toBe(first.cipher.keyId);
    expect(contentOfFolder(folder, second)).toEqual(sealed());
  });

  test('may be set on a folder in which nothing is yet', async () => {
    const empty = join(folder, 'empty');
    await setPassphrase(empty, 'correct horse', options);
    fillFolder(empty, await openKeyslot(empty, 'correct horse'));
    expect(readableIn(empty)).toEqual([]);
  });

  test('is not set twice, not too short, and not while a node runs', async () => {
    await expect(setPassphrase(folder, 'short', options)).rejects.toThrow(code('bad-input'));
    expect(needsPassphrase(folder)).toBe(false);
    const lock = lockDataFolder(folder);
    await expect(setPassphrase(folder, 'correct horse', options)).rejects.toThrow(code('data-folder-in-use'));
    lock.release();
    await setPassphrase(folder, 'correct horse', options);
    await expect(setPassphrase(folder, 'another horse', options)).rejects.toThrow(code('refused'));
    const keyslot = await openKeyslot(folder, 'correct horse');
    const again = lockDataFolder(folder);
    await expect(changePassphrase(folder, keyslot, 'another horse', options)).rejects.toThrow(code('data-folder-in-use'));
    await expect(removePassphrase(folder, keyslot, options)).rejects.toThrow(code('data-folder-in-use'));
    again.release();
  });

  test('is not set while a damaged store lies there readable', async () => {
    writeFileSync(join(folder, 'banyan.db.damaged-2026'), 'The gate opens');
    await expect(setPassphrase(folder, 'correct horse', options)).rejects.toThrow(code('refused'));
    expect(needsPassphrase(folder)).toBe(false);
  });

  test('whose file is gone, or belongs to another store, is never taken for none', async () => {
    await setPassphrase(folder, 'correct horse', options);
    const slot = join(folder, 'passphrase.json');
    renameSync(slot, `${slot}.away`);
    expect(() => contentOfFolder(folder)).toThrow(code('store-damaged'));
    const other = join(folder, 'other');
    await setPassphrase(other, 'correct horse', options);
    renameSync(join(other, 'passphrase.json'), slot);
    const keyslot = await openKeyslot(folder, 'correct horse');
    expect(() => contentOfFolder(folder, keyslot)).toThrow(code('store-damaged'));
    renameSync(`${slot}.away`, slot);
    expect(contentOfFolder(folder, await openKeyslot(folder, 'correct horse'))).toEqual(sealed());
  });

  test('a store that is damaged under it is recovered under it, and what is set aside stays unreadable', async () => {
    await setPassphrase(folder, 'correct horse', options);
    const keyslot = await openKeyslot(folder, 'correct horse');
    const path = join(folder, 'banyan.db');
    const bytes = readFileSync(path);
    // Somewhere among the fragments, which fill the end of the file.
    bytes.fill(0xa5, bytes.length - 2 * 4096, bytes.length - 4096);
    writeFileSync(path, bytes);
    const { settings, keys } = contentOfFolder(folder, keyslot) as { settings: unknown; keys: unknown };
    expect({ settings, keys }).toEqual({
      settings: (before as { settings: unknown }).settings,
      keys: (before as { keys: unknown }).keys,
    });
    expect(readdirSync(folder).some((name) => name.startsWith('banyan.db.damaged-'))).toBe(true);
    expect(readableIn(folder)).toEqual([]);
    expect(contentOfFolder(folder, keyslot)).toMatchObject({ sealed: true, settings });
  });

  test('a store that is gone under it is begun anew under it', async () => {
    await setPassphrase(folder, 'correct horse', options);
    const keyslot = await openKeyslot(folder, 'correct horse');
    rmSync(join(folder, 'banyan.db'));
    fillFolder(folder, keyslot);
    expect(readableIn(folder)).toEqual([]);
    expect(contentOfFolder(folder, keyslot)).toEqual(sealed());
  });

  test('keeps a store out that somebody put there readable', async () => {
    await setPassphrase(folder, 'correct horse', options);
    const planted = join(folder, 'planted');
    fillFolder(planted);
    renameSync(join(planted, 'banyan.db'), join(folder, 'banyan.db'));
    const keyslot = await openKeyslot(folder, 'correct horse');
    expect(() => contentOfFolder(folder, keyslot)).toThrow(code('store-damaged'));
  });

  describe('survives being killed', () => {
    /** Runs an action in a process of its own that is killed before a step; answers with the steps that it said. */
    function killedAt(action: string, step: string): string[] {
      const program = join(import.meta.dirname, 'passphrase-process.ts');
      const { signal, stdout, stderr } = spawnSync(process.execPath, [program, action, folder, step], { encoding: 'utf8' });
      expect({ signal, stderr }).toEqual({ signal: 'SIGKILL', stderr: '' });
      return stdout.trim().split('\n');
    }

    test.each([...turningOn, ...scrubbing, 'done'])('while it is turned on, before %s', async (step) => {
      expect(killedAt('set', step)).toEqual(
        [...turningOn, ...scrubbing, 'done'].slice(0, [...turningOn, ...scrubbing, 'done'].indexOf(step) + 1),
      );
      if (needsPassphrase(folder)) {
        expect(() => contentOfFolder(folder)).toThrow(code('passphrase-needed'));
      } else {
        expect(contentOfFolder(folder)).toEqual(before);
        await setPassphrase(folder, 'correct horse', options);
      }
      expect(contentOfFolder(folder, await openKeyslot(folder, 'correct horse'))).toEqual(sealed());
      expect(readableIn(folder)).toEqual([]);
    });

    test.each(['derive', 'slot'])('while it is changed, before %s', async (step) => {
      await setPassphrase(folder, 'correct horse', options);
      killedAt('change', step);
      expect(contentOfFolder(folder, await openKeyslot(folder, 'correct horse'))).toEqual(sealed());
    });

    test.each(['slot', 'settings', 'documents', 'snapshots', 'fragments', 'commit', 'committed', 'keys', 'done'])(
      'while it is turned off, before %s',
      async (step) => {
        await setPassphrase(folder, 'correct horse', options);
        killedAt('remove', step);
        expect(() => contentOfFolder(folder)).toThrow(code('passphrase-needed'));
        const keyslot = await openKeyslot(folder, 'correct horse');
        const after = contentOfFolder(folder, keyslot);
        expect(after).toEqual(step === 'slot' ? sealed() : before);
        if (step === 'slot') await removePassphrase(folder, keyslot, options);
        expect(contentOfFolder(folder)).toEqual(before);
      },
    );

    test('while it is turned off, and whoever comes then wants another one', async () => {
      await setPassphrase(folder, 'correct horse', options);
      killedAt('remove', 'keys');
      const keyslot = await openKeyslot(folder, 'correct horse');
      await expect(changePassphrase(folder, keyslot, 'another horse', options)).rejects.toThrow(code('refused'));
      expect(contentOfFolder(folder)).toEqual(before);
    });
  });
});
