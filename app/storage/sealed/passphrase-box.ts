import sodium from 'sodium-native';
import { z } from 'zod';
import { BanyanError } from '../../errors.ts';
import type { Random } from '../../random.ts';
import { Cipher, cipherKeyBytes } from './cipher.ts';

/** What one guess at a passphrase costs: the two dials of Argon2id. */
export interface PassphraseCost {
  /** Passes over the memory. */
  passes: number;
  memoryKiB: number;
}

/**
 * What new passphrases cost: twice the memory of the second recommended choice of RFC 9106 (section 4), about a second
 * on a small machine. Every file says what it was made with, so that this may be raised at any time.
 */
export const passphraseCost: PassphraseCost = { passes: 4, memoryKiB: 128 * 1024 };

/** Bounds of what a file may ask for: with less it would be no protection, with more it would stop the machine. */
export const costBounds = { passes: { min: 1, max: 16 }, memoryKiB: { min: 8 * 1024, max: 1024 * 1024 } } as const;

/** Length of a passphrase, in characters. */
export const passphraseLength = { min: 8, max: 1024 } as const;

const saltBytes = 16;
const base64 = (most: number): z.ZodString =>
  z
    .string()
    .max(most)
    .regex(/^[A-Za-z0-9+/]*={0,2}$/);

/** A box on the disk, for {@link PassphraseKey.open}; `most` bounds the content in bytes. */
export const passphraseBox = (most: number) =>
  z.object({
    kdf: z.object({
      name: z.literal('argon2id'),
      passes: z.int().min(costBounds.passes.min).max(costBounds.passes.max),
      memoryKiB: z.int().min(costBounds.memoryKiB.min).max(costBounds.memoryKiB.max),
      salt: base64(24).refine((salt) => Buffer.from(salt, 'base64').length === saltBytes),
    }),
    cipher: z.literal('xchacha20-poly1305'),
    sealed: base64(Math.ceil((most + 64) / 3) * 4),
  });
export type PassphraseBox = z.infer<ReturnType<typeof passphraseBox>>;

/** A key that follows from a passphrase by Argon2id (RFC 9106, as libsodium does it: one lane), and seals boxes. */
export class PassphraseKey {
  readonly #cipher: Cipher;
  readonly #kdf: PassphraseBox['kdf'];

  private constructor(cipher: Cipher, kdf: PassphraseBox['kdf']) {
    this.#cipher = cipher;
    this.#kdf = kdf;
  }

  /** A key with a new salt. Fails with `bad-input` when the passphrase is too short or too long. */
  static async create(passphrase: string, cost: PassphraseCost, random: Random): Promise<PassphraseKey> {
    const { length } = [...passphrase];
    if (length < passphraseLength.min || length > passphraseLength.max)
      throw new BanyanError(
        'bad-input',
        `A passphrase has ${passphraseLength.min} to ${passphraseLength.max} characters. Choose another, best of several words.`,
      );
    const kdf = { name: 'argon2id', ...cost, salt: Buffer.from(random.bytes(saltBytes)).toString('base64') } as const;
    return PassphraseKey.#derive(passphrase, kdf, random);
  }

  /** The key of a box that was made before; whether the passphrase is right shows when it is opened. */
  static for(box: PassphraseBox, passphrase: string, random: Random): Promise<PassphraseKey> {
    return PassphraseKey.#derive(passphrase, box.kdf, random);
  }

  static async #derive(passphrase: string, kdf: PassphraseBox['kdf'], random: Random): Promise<PassphraseKey> {
    const key = new Uint8Array(cipherKeyBytes);
    // One and the same passphrase, however a keyboard composes its letters (RFC 8265, section 4.2).
    const typed = Buffer.from(passphrase.normalize('NFC'), 'utf8');
    try {
      const salt = Buffer.from(kdf.salt, 'base64');
      const algorithm = sodium.crypto_pwhash_ALG_ARGON2ID13;
      await sodium.crypto_pwhash_async(key, typed, salt, kdf.passes, kdf.memoryKiB * 1024, algorithm);
    } catch (cause) {
      const megabytes = Math.ceil(kdf.memoryKiB / 1024);
      const sentence = `The passphrase needs ${megabytes} MB of memory for a moment, and this machine does not have them free. Close something and try again.`;
      throw new BanyanError('internal', sentence, { cause });
    }
    return new PassphraseKey(new Cipher(key, random), kdf);
  }

  /** `purpose` says what the content is for, so that one box can't be put in the place of another. */
  seal(content: Uint8Array, purpose: string): PassphraseBox {
    const sealed = this.#cipher.seal(content, this.#place(purpose));
    return { kdf: this.#kdf, cipher: 'xchacha20-poly1305', sealed: Buffer.from(sealed).toString('base64') };
  }

  /** Fails with `wrong-passphrase`, also when the box was changed: the two can't be told apart. */
  open(box: PassphraseBox, purpose: string): Uint8Array {
    const content = this.#cipher.open(Buffer.from(box.sealed, 'base64'), this.#place(purpose));
    if (content !== undefined) return content;
    throw new BanyanError('wrong-passphrase', 'That is not the passphrase. Nothing was changed.');
  }

  #place(purpose: string): string {
    const { name, passes, memoryKiB, salt } = this.#kdf;
    return JSON.stringify([purpose, name, passes, memoryKiB, salt]);
  }
}
