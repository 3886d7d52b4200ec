import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keptKeys, keyFileIn, keyFileInStore, type Sealing } from '../../../app/identity/key-file.ts';
import { seededRandom } from '../../../app/random.ts';
import { MemoryStore } from '../../../app/storage/memory/memory-store.ts';

const turned = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => byte ^ 0x5a);
const sealing: Sealing = { seal: turned, open: turned };

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
    const foreign: Sealing = {
      seal: turned,
      open: () => {
        throw new Error('sealed by another person');
      },
    };
    expect(() => keptKeys(keyFileIn(folder, { keyring: foreign }), seededRandom(3))).toThrow("can't be read");
  });

  test('may be a store in memory', () => {
    const store = new MemoryStore();
    const keys = keptKeys(keyFileInStore(store), seededRandom(1));
    expect(keptKeys(keyFileInStore(store), seededRandom(2))).toEqual(keys);
  });
});
