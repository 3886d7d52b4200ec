/** Open or closed; whoever comes while it is closed can wait. */
export class Gate {
  #opening: PromiseWithResolvers<void> | undefined;

  get closed(): boolean {
    return this.#opening !== undefined;
  }

  close(): void {
    this.#opening ??= Promise.withResolvers<void>();
  }

  open(): void {
    this.#opening?.resolve();
    this.#opening = undefined;
  }

  /** Resolves when it is open; at once when it is. */
  opened(): Promise<void> {
    return this.#opening?.promise ?? Promise.resolve();
  }
}
