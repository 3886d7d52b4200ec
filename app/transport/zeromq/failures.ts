import { BanyanError, sentenceOf } from '../../errors.ts';

/** The `code` that libzmq's errors carry, such as `EADDRINUSE`. */
export function errnoOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown)) return undefined;
  return typeof thrown.code === 'string' ? thrown.code : undefined;
}

/** What a failed bind means to whoever asked for the address. */
export function bindFailure(address: string, thrown: unknown): BanyanError {
  if (errnoOf(thrown) === 'EADDRINUSE') {
    return new BanyanError(
      'port-in-use',
      `${address} is in use by another program: choose another port, or 0 for any free one.`,
      { cause: thrown },
    );
  }
  return addressFailure(address, thrown);
}

/** What libzmq's refusal of an address means. */
export function addressFailure(address: string, thrown: unknown): BanyanError {
  return new BanyanError(
    'address-invalid',
    `${address} can't be used here (${sentenceOf(thrown)}): give an address of this machine.`,
    { cause: thrown },
  );
}

/** What a failed send means. */
export function sendFailure(thrown: unknown, closed: boolean): BanyanError {
  if (thrown instanceof BanyanError) return thrown;
  if (closed) return new BanyanError('closed', 'The socket was closed.', { cause: thrown });
  switch (errnoOf(thrown)) {
    case 'EAGAIN':
      return new BanyanError('queue-full', 'Nobody took the frame in time.', { cause: thrown });
    case 'EHOSTUNREACH':
      return new BanyanError('not-found', 'That peer is not connected.', { cause: thrown });
    default:
      return new BanyanError('internal', sentenceOf(thrown), { cause: thrown });
  }
}
