import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { seededRandom } from '../../../../app/random.ts';
import { hasKeyslot, Keyslot } from '../../../../app/storage/sealed/keyslot.ts';
import { costBounds, passphraseCost } from '../../../../app/storage/sealed/passphrase-box.ts';

const cheap = { passes: 1, memoryKiB: costBounds.memoryKiB.min };
const random = seededRandom(1);
const code = (name: string) => expect.objectContaining({ code: name });

describe('the passphrase of a folder', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'banyan-slot-'))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const file = (): string => join(folder, 'passphrase.json');
  const content = (): { state: string; box: { kdf: Record<string, unknown>; sealed: string } } =>
    JSON.parse(readFileSync(file(), 'utf8')) as never;
  const change = (edit: (kept: ReturnType<typeof content>) => void): void => {
    const kept = content();
    edit(kept);
    writeFileSync(file(), JSON.stringify(kept));
  };

  test('opens the key that it was made with, and no other passphrase does', async () => {
    const made = await Keyslot.create('correct horse battery', cheap, random);
    expect(hasKeyslot(folder)).toBe(false);
    made.write(folder, 'on');
    expect(hasKeyslot(folder)).toBe(true);
    const opened = await Keyslot.open(folder, 'correct horse battery', random);
    expect([opened.state, opened.cipher.keyId]).toEqual(['on', made.cipher.keyId]);
    await expect(Keyslot.open(folder, 'correct horse batter', random)).rejects.toThrow(code('wrong-passphrase'));
  });

  test('is the same however a keyboard composes its letters', async () => {
    (await Keyslot.create('caf\u00e9 caf\u00e9', cheap, random)).write(folder, 'on');
    await Keyslot.open(folder, 'cafe\u0301 cafe\u0301', random);
  });

  test('says what it was made with, and later ones may cost more', async () => {
    (await Keyslot.create('correct horse', cheap, random)).write(folder, 'on');
    expect(content().box.kdf).toMatchObject({ name: 'argon2id', ...cheap });
    const opened = await Keyslot.open(folder, 'correct horse', random);
    (await opened.withPassphrase('another horse', { ...cheap, passes: 2 }, random)).write(folder, 'on');
    expect(content().box.kdf).toMatchObject({ passes: 2 });
    expect((await Keyslot.open(folder, 'another horse', random)).cipher.keyId).toBe(opened.cipher.keyId);
    await expect(Keyslot.open(folder, 'correct horse', random)).rejects.toThrow(code('wrong-passphrase'));
  });

  test('costs at least what RFC 9106 recommends where memory is short', () => {
    expect(passphraseCost.passes).toBeGreaterThanOrEqual(3);
    expect(passphraseCost.memoryKiB).toBeGreaterThanOrEqual(64 * 1024);
  });

  test.each(['', 'seven c', 'x'.repeat(1025)])('refuses %j as a new one', async (passphrase) => {
    await expect(Keyslot.create(passphrase, cheap, random)).rejects.toThrow(code('bad-input'));
  });

  test('nobody turns protection off by writing it into the file', async () => {
    (await Keyslot.create('correct horse', cheap, random)).write(folder, 'on');
    change((kept) => void (kept.state = 'turning-off'));
    await expect(Keyslot.open(folder, 'correct horse', random)).rejects.toThrow(code('wrong-passphrase'));
  });

  test.each([
    ['more memory than a machine has', { memoryKiB: 2 ** 40 }],
    ['more memory than is allowed', { memoryKiB: costBounds.memoryKiB.max + 1 }],
    ['too little memory', { memoryKiB: 8 }],
    ['passes without end', { passes: 1e9 }],
    ['no passes', { passes: 0 }],
    ['half a pass', { passes: 1.5 }],
    ['another function', { name: 'md5' }],
    ['a short salt', { salt: 'AAAA' }],
    ['a salt that is none', { salt: 5 }],
  ])('a file that asks for %s is refused', async (_what, kdf) => {
    (await Keyslot.create('correct horse', cheap, random)).write(folder, 'on');
    change((kept) => Object.assign(kept.box.kdf, kdf));
    await expect(Keyslot.open(folder, 'correct horse', random)).rejects.toThrow(code('store-damaged'));
  });

  test.each(['', '{', '[]', '{"format":"banyan passphrase 2"}', ' '.repeat(5000)])('a file with %j is refused', async (text) => {
    writeFileSync(file(), text);
    await expect(Keyslot.open(folder, 'correct horse', random)).rejects.toThrow(code('store-damaged'));
  });

  test('can be read by its owner alone', { skip: process.platform === 'win32' }, async () => {
    (await Keyslot.create('correct horse', cheap, random)).write(folder, 'on');
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });
});
