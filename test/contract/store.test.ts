import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '../../app/random.ts';
import { MemoryStore } from '../../app/storage/memory/memory-store.ts';
import { Cipher } from '../../app/storage/sealed/cipher.ts';
import { SealedStore } from '../../app/storage/sealed/sealed-store.ts';
import { openSqliteStore } from '../../app/storage/sqlite/open.ts';
import { storeContract } from './store.ts';

storeContract('memory', () => new MemoryStore());
const sqlite = () =>
  openSqliteStore(
    mkdtempSync(join(tmpdir(), 'banyan-store-')),
    () => Date.now(),
    () => {},
  );
const cipher = (): Cipher => new Cipher(new Uint8Array(32).fill(7), seededRandom(1));

storeContract('SQLite', sqlite);
storeContract('memory, sealed', () => new SealedStore(new MemoryStore(), cipher()));
storeContract('SQLite, sealed', () => new SealedStore(sqlite(), cipher()));
