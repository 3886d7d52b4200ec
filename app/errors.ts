/**
 * Every way Banyan refuses or fails, as a stable code. Codes survive the bridge and the wire,
 * scripts may depend on them; the message is for people and says what to do.
 */
export type ErrorCode =
  | 'bad-input'
  | 'not-found'
  | 'name-taken'
  | 'refused'
  | 'not-joined'
  | 'already-joined'
  | 'no-cluster-found'
  | 'version-mismatch'
  | 'port-in-use'
  | 'address-invalid'
  | 'data-folder-in-use'
  | 'data-folder-unwritable'
  | 'store-damaged'
  | 'store-full'
  | 'queue-full'
  | 'too-large'
  | 'timed-out'
  | 'closed'
  | 'node-not-running'
  | 'trace-broken'
  | 'trace-conflict'
  | 'identity-unreadable'
  | 'identity-exists'
  | 'passphrase-needed'
  | 'wrong-passphrase'
  | 'backup-unreadable'
  | 'not-allowed'
  | 'wrong-code'
  | 'imposter'
  | 'internal';

/** An error with a stable code and one sentence that says what is wrong and what to do. */
export class BanyanError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'BanyanError';
    this.code = code;
  }
}

/** Whatever was thrown, as one sentence for people. */
export function sentenceOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
