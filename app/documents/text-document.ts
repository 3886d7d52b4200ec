import diff from 'fast-diff';
import type { Uuid } from '../wire/uuid.ts';
import type { DocumentFragment } from './document.ts';
import { YjsDocument } from './yjs-document.ts';

/** Name of the shared text inside the Yjs document; every replica, in whatever program, uses this one. */
export const textRootName = 'body';

/** A text that several people write in at once. Positions count UTF-16 units. */
export class TextDocument extends YjsDocument {
  constructor(id: Uuid, clientId: number) {
    super(id, 'text', clientId);
  }

  get text(): string {
    return this.#body.toString();
  }

  get length(): number {
    return this.#body.length;
  }

  /** Inserts and deletes at one place. Positions outside the text are moved to its ends. */
  splice(position: number, deleted: number, inserted: string): DocumentFragment | undefined {
    const at = Math.min(Math.max(0, position), this.#body.length);
    return this.edit(() => {
      if (deleted > 0) this.#body.delete(at, Math.min(deleted, this.#body.length - at));
      if (inserted !== '') this.#body.insert(at, inserted);
    });
  }

  /** Makes the text equal to `text` by the smallest edits found, so that carets and concurrent edits stay in place. */
  replaceWith(text: string): { fragment: DocumentFragment | undefined; inserted: number; deleted: number } {
    let inserted = 0;
    let deleted = 0;
    const fragment = this.edit(() => {
      let at = 0;
      for (const [what, part] of diff(this.text, text)) {
        if (what === diff.DELETE) {
          this.#body.delete(at, part.length);
          deleted += part.length;
          continue;
        }
        if (what === diff.INSERT) {
          this.#body.insert(at, part);
          inserted += part.length;
        }
        at += part.length;
      }
    });
    return { fragment, inserted, deleted };
  }

  get #body() {
    return this.replica.getText(textRootName);
  }
}
