import type { Keyring } from '../../app/index.ts';
import type { ElectronApi } from './electron-api.ts';

/**
 * The keyring of the operating system, by Electron's `safeStorage`; to be called once the app is ready. Undefined in a
 * checkout, where the same folder is used by plain Node too, which reaches no keyring.
 *
 * The functions that answer at once are used, because a node's keys are read in the middle of its start; what they seal
 * opens with those that answer later, too.
 */
export function systemKeyring(
  { app, safeStorage }: Pick<ElectronApi, 'app' | 'safeStorage'>,
  platform: NodeJS.Platform,
): Keyring | undefined {
  if (!app.isPackaged) return undefined;
  // Chromium seals with a password that stands in its source then: as good as not at all.
  if (platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') return { kind: 'weak-keyring' };
  if (!safeStorage.isEncryptionAvailable()) return { kind: 'no-keyring' };
  return {
    kind: 'keyring',
    sealing: {
      seal: (bytes) => new Uint8Array(safeStorage.encryptString(Buffer.from(bytes).toString('base64'))),
      open: (sealed) => new Uint8Array(Buffer.from(safeStorage.decryptString(Buffer.from(sealed)), 'base64')),
    },
  };
}
