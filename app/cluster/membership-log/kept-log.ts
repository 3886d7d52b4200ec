import { z } from 'zod';
import { limits } from '../../config.ts';
import type { Store } from '../../storage/store.ts';
import type { Uuid } from '../../wire/uuid.ts';
import type { EntryReader } from './entry-reader.ts';
import { MembershipLog } from './membership-log.ts';

const settingKey = 'membership-log';
const kept = z.object({
  clusterId: z.string(),
  /** Content and signature of each entry, in base64. */
  entries: z.array(z.tuple([z.string(), z.string()])).max(limits.logEntries),
});

/** The log of this cluster as it was kept, checked again. Undefined when there is none that can be read. */
export function readLog(store: Store, reader: EntryReader, clusterId: Uuid): MembershipLog | undefined {
  const parsed = kept.safeParse(store.readSetting(settingKey));
  if (!parsed.success || parsed.data.clusterId !== clusterId) return undefined;
  const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
  try {
    const entries = parsed.data.entries.map(([content, signature]) =>
      reader.read({ content: bytes(content), signature: bytes(signature) }),
    );
    return MembershipLog.from(entries, clusterId);
  } catch {
    // Somebody changed it: better no log than one that can't be trusted.
    return undefined;
  }
}

/** Keeps a log, or with undefined forgets it. */
export function writeLog(store: Store, log: MembershipLog | undefined): void {
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
  const value = log && {
    clusterId: log.clusterId,
    entries: log.all().map(({ content, signature }) => [base64(content), base64(signature)]),
  };
  store.writeSetting(settingKey, value ?? null);
}
