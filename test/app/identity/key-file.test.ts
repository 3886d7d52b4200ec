import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  areKeysInKeyring,
  areKeysWrapped,
  keptKeys,
  keyFileIn,
  keyFileInStore,
  unwrapKeys,
  wrapKeys,
  type Sealing,
} from '../../../app/identity/key-file.ts';
import { seededRandom } from '../../../app/random.ts';
import { MemoryStore } from '../../../app/storage/memory/memory-store.ts';

const turned = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => byte ^ 0x5a);
const sealing: Sealing = { seal: turned, open: turned };
const reversed: Sealing = { seal: (bytes) => bytes.toReversed(), open: (bytes) => bytes.toReversed() };
const failing: Sealing = {
  seal: turned,
  open: () => {
    throw new Error('sealed by another person');
  },
};

describe('the file with the keys', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'banyan-keys-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  test('is made at the first start, and read at the next', () => {
    const first = keptKeys(keyFileIn(folder), seededRandom(1));
    expect(keptKeys(keyFileIn(folder), seededRandom(2))).toEqual(first);
    expect(readdirSync(folder)).toEqual(['identity.key']);
  });

  test('can be read by its owner alone', { skip: process.platform === 'win32' }, () => {
    keptKeys(keyFileIn(join(folder, 'deeper')), seededRandom(1));
    expect(statSync(join(folder, 'deeper', 'identity.key')).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'deeper')).mode & 0o777).toBe(0o700);
  });

  test('a left-over of an interrupted write does not open it to others', { skip: process.platform === 'win32' }, () => {
    writeFileSync(join(folder, 'identity.key.new'), 'half');
    chmodSync(join(folder, 'identity.key.new'), 0o644);
    keptKeys(keyFileIn(folder), seededRandom(1));
    expect(statSync(join(folder, 'identity.key')).mode & 0o777).toBe(0o600);
  });

  test('that can not be read is never replaced', () => {
    writeFileSync(join(folder, 'identity.key'), 'nonsense');
    expect(() => keptKeys(keyFileIn(folder), seededRandom(1))).toThrow("can't be read");
    expect(readFileSync(join(folder, 'identity.key'), 'utf8')).toBe('nonsense');
  });

  test('holds nothing readable when it is sealed, and opens with the same seal only', () => {
    const keys = keptKeys(keyFileIn(folder, { keyring: sealing }), seededRandom(1));
    expect(readFileSync(join(folder, 'identity.key')).includes(Buffer.from(keys.signing.secretKey))).toBe(false);
    expect(keptKeys(keyFileIn(folder, { keyring: sealing }), seededRandom(2))).toEqual(keys);
    expect(() => keptKeys(keyFileIn(folder, { keyring: failing }), seededRandom(3))).toThrow("can't be read");
  });

  test('from before there was a keyring goes into it, at the next start', () => {
    const keys = keptKeys(keyFileIn(folder), seededRandom(1));
    expect(areKeysInKeyring(folder)).toBe(false);
    expect(keptKeys(keyFileIn(folder, { keyring: sealing }), seededRandom(2))).toEqual(keys);
    expect(areKeysInKeyring(folder)).toBe(true);
    expect(readFileSync(join(folder, 'identity.key')).includes(Buffer.from(keys.signing.secretKey))).toBe(false);
    expect(keptKeys(keyFileIn(folder, { keyring: sealing }), seededRandom(3))).toEqual(keys);
  });

  test('that lies in a keyring says so to who has none, and stays', () => {
    keptKeys(keyFileIn(folder, { keyring: sealing }), seededRandom(1));
    const kept = readFileSync(join(folder, 'identity.key'));
    expect(() => keptKeys(keyFileIn(folder), seededRandom(2))).toThrow("sealed by this system's keyring");
    expect(readFileSync(join(folder, 'identity.key'))).toEqual(kept);
  });

  test('comes under a passphrase and out from under it without the keyring, whatever lies round the keys', () => {
    const both = { keyring: sealing, passphrase: reversed };
    const keys = keptKeys(keyFileIn(folder, { keyring: sealing }), seededRandom(1));
    const before = readFileSync(join(folder, 'identity.key'));
    wrapKeys(folder, reversed);
    wrapKeys(folder, reversed);
    expect([areKeysWrapped(folder), areKeysInKeyring(folder, reversed)]).toEqual([true, true]);
    expect(keptKeys(keyFileIn(folder, both), seededRandom(2))).toEqual(keys);
    expect(() => keptKeys(keyFileIn(folder, { keyring: sealing }), seededRandom(2))).toThrow('passphrase.json is gone');
    expect(() => unwrapKeys(folder, failing)).toThrow("can't be read");
    unwrapKeys(folder, reversed);
    unwrapKeys(folder, reversed);
    expect(readFileSync(join(folder, 'identity.key'))).toEqual(before);
  });

  test('is made under both where both are there', () => {
    const keys = keptKeys(keyFileIn(folder, { keyring: sealing, passphrase: reversed }), seededRandom(1));
    expect(areKeysInKeyring(folder, reversed)).toBe(true);
    unwrapKeys(folder, reversed);
    expect(keptKeys(keyFileIn(folder, { keyring: sealing }), seededRandom(2))).toEqual(keys);
  });

  test('may be a store in memory', () => {
    const store = new MemoryStore();
    const keys = keptKeys(keyFileInStore(store), seededRandom(1));
    expect(keptKeys(keyFileInStore(store), seededRandom(2))).toEqual(keys);
  });
});
