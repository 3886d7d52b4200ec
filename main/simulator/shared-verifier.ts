import { verifierOf } from '../../app/index.ts';

type Verifier = ReturnType<typeof verifierOf>;

/** Verdicts that are remembered; a signature reaches everybody within a second. */
const mostVerdicts = 4096;

/**
 * Checks signatures for all nodes of a world: the same bytes with the same signature by the same key have the same
 * verdict, whoever asks, so that it is worked out once and not ten thousand times.
 */
export class SharedVerifier {
  readonly #byKey = new Map<string, Verifier>();
  readonly #verdicts = new Map<string, boolean>();

  /** What checks signatures by a public key. */
  of = (publicKey: Uint8Array): Verifier => {
    const name = latin(publicKey);
    return (bytes, signature) => {
      const key = `${name} ${latin(signature)} ${latin(bytes)}`;
      let verdict = this.#verdicts.get(key);
      if (verdict === undefined) {
        verdict = this.#keyed(name, publicKey)(bytes, signature);
        this.#verdicts.set(key, verdict);
        const [oldest] = this.#verdicts.keys();
        if (this.#verdicts.size > mostVerdicts && oldest !== undefined) this.#verdicts.delete(oldest);
      }
      return verdict;
    };
  };

  /** A key is read once. */
  #keyed(name: string, publicKey: Uint8Array): Verifier {
    let verifier = this.#byKey.get(name);
    if (verifier === undefined) {
      verifier = verifierOf(publicKey);
      this.#byKey.set(name, verifier);
    }
    return verifier;
  }
}

const latin = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
