import { verify } from '../../app/index.ts';

/** Verdicts that are remembered; a signature reaches everybody within a second. */
const mostVerdicts = 4096;

/**
 * Checks signatures for all nodes of a world: the same bytes with the same signature by the same key have the same
 * verdict, whoever asks, so that it is worked out once and not ten thousand times.
 */
export class SharedVerifier {
  readonly #verdicts = new Map<string, boolean>();

  /** Whether this is the signature of the owner of that key. */
  verify = (publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean => {
    const question = `${latin(publicKey)} ${latin(signature)} ${latin(bytes)}`;
    let verdict = this.#verdicts.get(question);
    if (verdict === undefined) {
      verdict = verify(publicKey, bytes, signature);
      this.#verdicts.set(question, verdict);
      const [oldest] = this.#verdicts.keys();
      if (this.#verdicts.size > mostVerdicts && oldest !== undefined) this.#verdicts.delete(oldest);
    }
    return verdict;
  };
}

const latin = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
