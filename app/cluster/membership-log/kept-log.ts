import { z } from 'zod';
import type { Store } from '../../storage/store.ts';
import type { Uuid } from '../../wire/uuid.ts';
import type { EntryReader } from './entry-reader.ts';
import type { MembershipLog } from './membership-log.ts';

const settingKey = 'membership-log';
/** The log as bytes, in base64. */
const kept = z.string();

/** The log of this cluster as it was kept, checked again. Undefined when there is none that can be read. */
export function readLog(store: Store, reader: EntryReader, clusterId: Uuid): MembershipLog | undefined {
  const parsed = kept.safeParse(store.readSetting(settingKey));
  if (!parsed.success) return undefined;
  try {
    return reader.readLog(new Uint8Array(Buffer.from(parsed.data, 'base64')), clusterId);
  } catch {
    // Somebody changed it: better no log than one that can't be trusted.
    return undefined;
  }
}

/** Keeps a log, or with undefined forgets it. */
export function writeLog(store: Store, log: MembershipLog | undefined): void {
  store.writeSetting(settingKey, log?.text ?? null);
}
