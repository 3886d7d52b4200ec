import { describe, expect, test } from 'vitest';
import { systemKeyring } from '../../../main/desktop/keyring.ts';
import { fakeElectron, type FakeElectron } from './fake-electron.ts';

function electron(keyring: FakeElectron['keyring'], isPackaged = true): FakeElectron['api'] {
  const fake = fakeElectron();
  fake.keyring = keyring;
  Object.assign(fake.app, { isPackaged });
  return fake.api;
}

describe('the keyring of the system', () => {
  test('seals and opens keys where there is one', () => {
    const keyring = systemKeyring(electron({ available: true, backend: 'gnome_libsecret' }), 'linux');
    const bytes = Uint8Array.from({ length: 256 }, (_, at) => at);
    const sealed = keyring!.sealing!.seal(bytes);
    expect(Buffer.from(sealed).includes(Buffer.from(bytes))).toBe(false);
    expect(keyring!.sealing!.open(sealed)).toEqual(bytes);
    expect(() => keyring!.sealing!.open(Uint8Array.of(1, 2, 3))).toThrow('decrypting');
  });

  test.each([
    ['linux', { available: true, backend: 'basic_text' }, 'weak-keyring'],
    ['linux', { available: false, backend: 'basic_text' }, 'weak-keyring'],
    ['linux', { available: false, backend: 'gnome_libsecret' }, 'no-keyring'],
    ['darwin', { available: false, backend: 'unknown' }, 'no-keyring'],
  ] as const)('is not used on %s with %j', (platform, state, kind) => {
    expect(systemKeyring(electron(state), platform)).toEqual({ kind });
  });

  test('is left alone in a checkout, where plain Node uses the same folder', () => {
    expect(systemKeyring(electron({ available: true, backend: 'kwallet6' }, false), 'linux')).toBeUndefined();
  });
});
