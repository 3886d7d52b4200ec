/** A peer that breaks the protocol. Its connection is closed and counted; nobody else is disturbed. */
export class ProtocolError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ProtocolError';
  }
}
