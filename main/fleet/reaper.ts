import type { ChildProcess } from 'node:child_process';

/** Sees to it that processes end with this one, also those that stand still and could not notice. */
export class Reaper {
  readonly #children = new Set<ChildProcess>();
  readonly #reap = (): void => {
    for (const child of this.#children) child.kill('SIGKILL');
  };

  constructor() {
    process.once('exit', this.#reap);
  }

  /** Looks after a process from its start on. */
  watch(child: ChildProcess): void {
    this.#children.add(child);
    child.once('exit', () => this.#children.delete(child));
  }

  /** Ends all that are left, and looks after nobody any more. */
  close(): void {
    this.#reap();
    process.off('exit', this.#reap);
  }
}
