import { closeSync, fdatasync, fdatasyncSync, openSync } from 'node:fs';
import type { Database } from 'better-sqlite3';

/**
 * Brings the write-ahead log to the disk off the event loop. SQLite commits with `synchronous = NORMAL`: a commit is
 * in the log at once and outlives the process, and this makes it outlive a power cut, on a thread of the system.
 * (https://www.sqlite.org/wal.html, "Performance Considerations": NORMAL leaves out just this sync.)
 *
 * No lock of SQLite lies on the log file, so that a second descriptor of it in this process may be closed.
 */
export class WalSync {
  readonly #database: Database;
  readonly #file: string;
  #descriptor: number | undefined;
  #failed = false;

  constructor(database: Database, file: string) {
    this.#database = database;
    this.#file = `${file}-wal`;
  }

  /** Resolves once everything committed before this call is on disk. Rejects with the system's error. */
  sync(): Promise<void> {
    return new Promise((resolve, reject) => {
      const descriptor = this.#ready();
      fdatasync(descriptor, (error) => {
        if (error === null) return resolve();
        this.#failed = true;
        reject(error);
      });
    });
  }

  /** The same, while everything waits. */
  syncNow(): void {
    fdatasyncSync(this.#ready());
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #ready(): number {
    if (this.#failed) this.#moveIntoDatabase();
    // Writable, because Windows syncs nothing else.
    this.#descriptor ??= openSync(this.#file, 'r+');
    return this.#descriptor;
  }

  /**
   * After a sync that failed the system may have dropped what it could not write, and a log with a hole ends there.
   * So everything is moved out of the log, with syncs of its own, before the log is trusted again.
   */
  #moveIntoDatabase(): void {
    const [result] = this.#database.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
    if (result?.busy !== 0) throw new Error('the log of the database could not be emptied');
    this.#failed = false;
  }
}
