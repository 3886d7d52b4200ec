import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { keptKeys } from '../../../app/identity/key-file.ts';
import { writeNodeKeys } from '../../../app/identity/keys.ts';
import { silentLog } from '../../../app/log.ts';
import { openStorage } from '../../../app/node-storage.ts';
import { seededRandom } from '../../../app/random.ts';
import type { Keyslot } from '../../../app/storage/sealed/keyslot.ts';
import { costBounds } from '../../../app/storage/sealed/passphrase-box.ts';

/** As little as is allowed, so that tests don't spend their time on it. */
export const cheap = { passes: 1, memoryKiB: costBounds.memoryKiB.min };

const ids = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'];
/** What must not be readable in a folder with a passphrase: sentences, names, and the secret keys themselves. */
export const secrets = ['The gate opens at half past six', 'An old sentence', 'Marguerite', 'Kestrel newsroom', 'bell-tower'];

const open = (dataFolder: string, keyslot?: Keyslot) => openStorage({ dataFolder, keyslot, now: () => 0, log: silentLog });

/** Fills a folder as a node would: settings, documents with and without snapshots, deleted rows, keys. */
export function fillFolder(dataFolder: string, keyslot?: Keyslot): void {
  const { store, keyFile, close } = open(dataFolder, keyslot);
  store.writeSetting('identity', { nodeId: ids[0], person: 'Marguerite', machine: 'bell-tower', incarnation: 3 });
  store.writeSetting('cluster', { name: 'Kestrel newsroom' });
  for (const document of ids)
    for (let at = 1; at <= 40; at++) {
      const fragment = new Uint8Array(Buffer.from(`The gate opens at half past six, ${at} ${'.'.repeat(200)}`));
      store.append([{ document, kind: 'text', fragment, changedAt: at, changedBy: 'Marguerite' }]);
      if (at === 20)
        store.saveSnapshot(document, new Uint8Array(Buffer.from('An old sentence '.repeat(900))), store.newestRow(document));
    }
  keptKeys(keyFile, seededRandom(1));
  close();
}

/** Everything that can be read in a folder, for comparison. Fails as `openStorage` does. */
export function contentOfFolder(dataFolder: string, keyslot?: Keyslot): unknown {
  const { store, keyFile, sealed, close } = open(dataFolder, keyslot);
  try {
    const documents = ids.map((id) => {
      const { snapshot, fragments } = store.load(id);
      return [snapshot, ...fragments].map((bytes) => Buffer.from(bytes ?? []).toString());
    });
    const settings = ['identity', 'cluster', 'nothing'].map((key) => store.readSetting(key));
    return { sealed, settings, documents, records: store.documents(), keys: keyFile.read() };
  } finally {
    close();
  }
}

/** The secret keys of a filled folder. */
export const folderKeys = (): Buffer =>
  Buffer.from(writeNodeKeys(keptKeys({ read: () => undefined, write: () => {} }, seededRandom(1)))).subarray(-64);

/** Which secrets can be found in the bytes of any file of a folder. */
export function readableIn(dataFolder: string): string[] {
  const files = readdirSync(dataFolder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(dataFolder, name))
    .filter((path) => statSync(path).isFile());
  if (files.length === 0) throw new Error(`Nothing is in ${dataFolder}.`);
  return files.flatMap((path) => {
    const bytes = readFileSync(path);
    const found = secrets.filter((secret) => bytes.includes(secret));
    return bytes.includes(folderKeys().subarray(0, 32)) ? [...found, 'keys'] : found;
  });
}
