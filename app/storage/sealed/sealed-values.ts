import { BanyanError } from '../../errors.ts';
import type { Uuid } from '../../wire/uuid.ts';
import type { Rewriting } from '../rewriting.ts';
import type { Cipher } from './cipher.ts';

/** Begins every sealed fragment: its number within its document. */
const numberBytes = 8;

/** A fragment with the number under which it was sealed. */
export interface NumberedFragment {
  number: number;
  fragment: Uint8Array;
}

/**
 * How each kind of value of a store is sealed, and for which place: a setting for its key, a snapshot for its document,
 * a fragment for its document and number, the name of who changed a document for that document and moment.
 * Everything that opens throws `store-damaged` on what was not sealed for that place.
 */
export class SealedValues {
  readonly #cipher: Cipher;

  constructor(cipher: Cipher) {
    this.#cipher = cipher;
  }

  sealSetting(key: string, value: unknown): string {
    return base64(this.#cipher.seal(Buffer.from(JSON.stringify(value), 'utf8'), place('setting', key)));
  }

  openSetting(key: string, sealed: unknown): unknown {
    return JSON.parse(Buffer.from(this.#openText(sealed, place('setting', key), `the setting ${key}`)).toString('utf8'));
  }

  sealName(document: Uuid, changedAt: number, name: string): string {
    return base64(this.#cipher.seal(Buffer.from(name, 'utf8'), place('changed by', document, changedAt)));
  }

  openName(document: Uuid, changedAt: number, sealed: string): string {
    const name = this.#openText(sealed, place('changed by', document, changedAt), `the record of document ${document}`);
    return Buffer.from(name).toString('utf8');
  }

  sealSnapshot(document: Uuid, snapshot: Uint8Array): Uint8Array {
    return this.#cipher.seal(snapshot, place('snapshot', document));
  }

  openSnapshot(document: Uuid, sealed: Uint8Array): Uint8Array {
    return this.#open(sealed, place('snapshot', document), `document ${document}`);
  }

  /** `number`: greater than that of every fragment of this document before it; at most 2^53 - 1. */
  sealFragment(document: Uuid, number: number, fragment: Uint8Array): Uint8Array {
    const sealed = this.#cipher.seal(fragment, place('fragment', document, number));
    const whole = Buffer.alloc(numberBytes + sealed.length);
    whole.writeBigUInt64BE(BigInt(number));
    whole.set(sealed, numberBytes);
    return new Uint8Array(whole.buffer, whole.byteOffset, whole.length);
  }

  openFragment(document: Uuid, whole: Uint8Array): NumberedFragment {
    if (whole.length < numberBytes) throw damaged(`document ${document}`);
    const number = Number(Buffer.from(whole.buffer, whole.byteOffset, numberBytes).readBigUInt64BE());
    const sealed = whole.subarray(numberBytes);
    return { number, fragment: this.#open(sealed, place('fragment', document, number), `document ${document}`) };
  }

  /** Fragments of a document in the order in which they were kept; a row that somebody moved is noticed. */
  openFragments(document: Uuid, rows: readonly Uint8Array[]): Uint8Array[] {
    let last = 0;
    return rows.map((row) => {
      const { number, fragment } = this.openFragment(document, row);
      if (number <= last) throw damaged(`document ${document}`);
      last = number;
      return fragment;
    });
  }

  /** From plain to sealed. */
  sealing(): Rewriting {
    return {
      setting: (key, value) => this.sealSetting(key, value),
      changedBy: (document, changedAt, name) => this.sealName(document, changedAt, name),
      snapshot: (document, snapshot) => this.sealSnapshot(document, snapshot),
      fragment: (document, row, fragment) => this.sealFragment(document, row, fragment),
    };
  }

  /** From sealed to plain. */
  opening(): Rewriting {
    return {
      setting: (key, value) => this.openSetting(key, value),
      changedBy: (document, changedAt, name) => this.openName(document, changedAt, name),
      snapshot: (document, snapshot) => this.openSnapshot(document, snapshot),
      fragment: (document, _row, fragment) => this.openFragment(document, fragment).fragment,
    };
  }

  #openText(sealed: unknown, where: string, what: string): Uint8Array {
    if (typeof sealed !== 'string') throw damaged(what);
    return this.#open(Buffer.from(sealed, 'base64'), where, what);
  }

  #open(sealed: Uint8Array, where: string, what: string): Uint8Array {
    const plain = this.#cipher.open(sealed, where);
    if (plain === undefined) throw damaged(what);
    return plain;
  }
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const place = (...parts: readonly (string | number)[]): string => JSON.stringify(parts);

function damaged(what: string): BanyanError {
  return new BanyanError(
    'store-damaged',
    `What is kept encrypted was changed from outside, or is damaged (${what}). Bring the data folder back from a backup.`,
  );
}
