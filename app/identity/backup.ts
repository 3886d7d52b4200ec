import { z } from 'zod';
import { BanyanError } from '../errors.ts';
import type { Random } from '../random.ts';
import { passphraseBox, PassphraseKey, type PassphraseCost } from '../storage/sealed/passphrase-box.ts';
import { parseIdentity, type KeptIdentity } from './identity.ts';
import { readNodeKeys, writeNodeKeys, type NodeKeys } from './keys.ts';

/** Everything that makes a node the one it is to others; no documents. */
export interface IdentityBackup {
  identity: KeptIdentity;
  keys: NodeKeys;
  /** Settings of the cluster that it belongs to, by their keys, as they were kept; parsed by whoever reads them. */
  settings: Record<string, unknown>;
}

/** Most that a backup holds: the longest membership log with room to spare. */
const mostContentBytes = 64 * 1024 * 1024;
/** Largest backup file that is read. */
export const mostBackupBytes = 2 * mostContentBytes;
const purpose = 'banyan identity backup';

const file = z.object({ format: z.literal('banyan identity 1'), box: passphraseBox(mostContentBytes) });
const content = z.object({
  identity: z.unknown(),
  keys: z.string().max(1024),
  settings: z.record(z.string().max(64), z.unknown()),
});

/** Seals a backup with a passphrase of its own. Fails with `bad-input` on one too short, or `too-large`. */
export async function sealBackup(
  { identity, keys, settings }: IdentityBackup,
  passphrase: string,
  cost: PassphraseCost,
  random: Random,
): Promise<Uint8Array> {
  const kept: z.infer<typeof content> = { identity, keys: Buffer.from(writeNodeKeys(keys)).toString('base64'), settings };
  const bytes = Buffer.from(JSON.stringify(kept));
  if (bytes.length > mostContentBytes)
    throw new BanyanError('too-large', 'The list of members is too long for a backup. Leave the cluster first.');
  const box = (await PassphraseKey.create(passphrase, cost, random)).seal(bytes, purpose);
  return Buffer.from(`${JSON.stringify({ format: 'banyan identity 1', box } satisfies z.infer<typeof file>)}\n`);
}

/** What a backup file is from outside. Throws `backup-unreadable` on anything that no Banyan wrote. */
export function parseBackup(bytes: Uint8Array): z.infer<typeof file> {
  return parsed(() => file.parse(JSON.parse(Buffer.from(bytes).toString('utf8'))));
}

/** Opens one. Fails with `wrong-passphrase`, or `backup-unreadable` on anything that {@link sealBackup} has not made. */
export async function openBackup(bytes: Uint8Array, passphrase: string, random: Random): Promise<IdentityBackup> {
  const { box } = parseBackup(bytes);
  const opened = (await PassphraseKey.for(box, passphrase, random)).open(box, purpose);
  return parsed(() => {
    const { identity, keys, settings } = content.parse(JSON.parse(Buffer.from(opened).toString('utf8')));
    return { identity: parseIdentity(identity), keys: readNodeKeys(new Uint8Array(Buffer.from(keys, 'base64'))), settings };
  });
}

function parsed<Value>(parse: () => Value): Value {
  try {
    return parse();
  } catch (cause) {
    throw new BanyanError('backup-unreadable', 'That file is no backup of an identity, or is damaged. Take another copy of it.', {
      cause,
    });
  }
}
