import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { BanyanError } from '../../errors.ts';
import type { Random } from '../../random.ts';
import { contentOf, removeFile, replaceFile } from '../replace-file.ts';
import { Cipher, cipherKeyBytes } from './cipher.ts';
import { passphraseBox, PassphraseKey, type PassphraseCost } from './passphrase-box.ts';

const fileName = 'passphrase.json';
/** Far more than such a file has. */
const mostBytes = 4096;

/** `turning-on` and `turning-off`: what lies in the folder may be of either kind until that is done. */
export type KeyslotState = 'turning-on' | 'on' | 'turning-off';

const content = z.object({
  format: z.literal('banyan passphrase 1'),
  state: z.enum(['turning-on', 'on', 'turning-off']),
  box: passphraseBox(cipherKeyBytes),
});

/** Whether a passphrase is set on a data folder. */
export function hasKeyslot(dataFolder: string): boolean {
  return existsSync(join(dataFolder, fileName));
}

/** Takes the passphrase off a folder in which nothing is sealed any more. */
export function removeKeyslot(dataFolder: string): void {
  removeFile(join(dataFolder, fileName));
}

/**
 * The passphrase of a data folder, given and found right. The file `passphrase.json` holds the key of the data, sealed
 * by the passphrase; so a new passphrase takes a new file and nothing else.
 */
export class Keyslot {
  /** Seals what the folder keeps. */
  readonly cipher: Cipher;
  readonly #passphrase: PassphraseKey;
  readonly #dataKey: Uint8Array;
  #state: KeyslotState;

  private constructor(passphrase: PassphraseKey, dataKey: Uint8Array, state: KeyslotState, random: Random) {
    this.#passphrase = passphrase;
    this.#dataKey = dataKey;
    this.#state = state;
    this.cipher = new Cipher(dataKey, random);
  }

  /** A slot with a new key for the data; nothing is written yet. Fails with `bad-input` on a passphrase too short. */
  static async create(passphrase: string, cost: PassphraseCost, random: Random): Promise<Keyslot> {
    const key = await PassphraseKey.create(passphrase, cost, random);
    return new Keyslot(key, random.bytes(cipherKeyBytes), 'turning-on', random);
  }

  /**
   * Opens the slot of a folder. Takes as long as its file says, about a second. Fails with `wrong-passphrase`,
   * `not-found` where there is none, or `store-damaged` when the file can't be read.
   */
  static async open(dataFolder: string, passphrase: string, random: Random): Promise<Keyslot> {
    const { state, box } = read(dataFolder);
    const key = await PassphraseKey.for(box, passphrase, random);
    return new Keyslot(key, key.open(box, purposeOf(state)), state, random);
  }

  /** Where the folder was when this was opened or last written. */
  get state(): KeyslotState {
    return this.#state;
  }

  /** The same key of the data under another passphrase; nothing is written yet. Fails with `bad-input`. */
  async withPassphrase(passphrase: string, cost: PassphraseCost, random: Random): Promise<Keyslot> {
    return new Keyslot(await PassphraseKey.create(passphrase, cost, random), this.#dataKey, this.#state, random);
  }

  /** Writes the slot in a state, whole or not at all. The state is sealed in: nobody else can turn protection off. */
  write(dataFolder: string, state: KeyslotState): void {
    const box = this.#passphrase.seal(this.#dataKey, purposeOf(state));
    const file: z.infer<typeof content> = { format: 'banyan passphrase 1', state, box };
    replaceFile(join(dataFolder, fileName), Buffer.from(`${JSON.stringify(file, undefined, 2)}\n`));
    this.#state = state;
  }
}

const purposeOf = (state: KeyslotState): string => `banyan data key, ${state}`;

/** What the bytes of a `passphrase.json` say. Throws `bad-input` on anything that no Banyan wrote. */
export function parseKeyslot(bytes: Uint8Array): z.infer<typeof content> {
  try {
    if (bytes.length <= mostBytes) return content.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch (cause) {
    throw new BanyanError('bad-input', 'That is no passphrase file of Banyan.', { cause });
  }
  throw new BanyanError('bad-input', 'That is too long for a passphrase file of Banyan.');
}

function read(dataFolder: string): z.infer<typeof content> {
  const path = join(dataFolder, fileName);
  try {
    const bytes = contentOf(path);
    if (bytes !== undefined) return parseKeyslot(bytes);
  } catch (cause) {
    throw new BanyanError(
      'store-damaged',
      `${path} can't be read, and without it nothing in its folder can. Bring it back from a backup, or update Banyan if a newer one wrote it.`,
      { cause },
    );
  }
  throw new BanyanError('not-found', `No passphrase is set on ${dataFolder}.`);
}
