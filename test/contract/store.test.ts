import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryStore } from '../../app/storage/memory/memory-store.ts';
import { openSqliteStore } from '../../app/storage/sqlite/open.ts';
import { storeContract } from './store.ts';

storeContract('memory', () => new MemoryStore());
storeContract('SQLite', () =>
  openSqliteStore(
    mkdtempSync(join(tmpdir(), 'banyan-store-')),
    () => Date.now(),
    () => {},
  ),
);
