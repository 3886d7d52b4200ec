import { createHash } from 'node:crypto';
import * as Y from 'yjs';
import { BanyanError } from '../errors.ts';
import type { Uuid } from '../wire/uuid.ts';
import type { Document, DocumentFragment } from './document.ts';

/**
 * What all kinds on Yjs have in common. A fragment is a Yjs update (version 1, which is the smaller one for single
 * edits), a version is a Yjs state vector. Every replica gets a client id of its own that is never used again:
 * a reused one with other content would corrupt all replicas.
 */
export class YjsDocument implements Document {
  readonly id: Uuid;
  readonly kind: string;
  protected readonly replica: Y.Doc;

  constructor(id: Uuid, kind: string, clientId: number) {
    this.id = id;
    this.kind = kind;
    // Its name is told, or Yjs would draw one of its own from the system's chance.
    this.replica = new Y.Doc({ guid: id });
    this.replica.clientID = clientId;
  }

  apply(fragment: DocumentFragment): void {
    try {
      Y.applyUpdate(this.replica, fragment);
    } catch (cause) {
      throw new BanyanError('bad-input', 'These bytes are no fragment of a document.', { cause });
    }
  }

  version(): Uint8Array {
    return Y.encodeStateVector(this.replica);
  }

  missingFor(version: Uint8Array): DocumentFragment {
    try {
      return Y.encodeStateAsUpdate(this.replica, version.byteLength === 0 ? undefined : version);
    } catch (cause) {
      throw new BanyanError('bad-input', 'These bytes are no version of a document.', { cause });
    }
  }

  digest(): Uint8Array {
    return createHash('sha256')
      .update(Y.encodeSnapshotV2(Y.snapshot(this.replica)))
      .digest();
  }

  snapshot(): DocumentFragment {
    return Y.encodeStateAsUpdate(this.replica);
  }

  merge(fragments: readonly DocumentFragment[]): DocumentFragment {
    return Y.mergeUpdates([...fragments]);
  }

  close(): void {
    this.replica.destroy();
  }

  /** Changes the document here; answers with the fragment for everybody else, or undefined when nothing changed. */
  protected edit(change: () => void): DocumentFragment | undefined {
    let fragment: DocumentFragment | undefined;
    const take = (update: Uint8Array): void => {
      fragment = update;
    };
    this.replica.on('update', take);
    try {
      this.replica.transact(change);
    } finally {
      this.replica.off('update', take);
    }
    return fragment;
  }
}
