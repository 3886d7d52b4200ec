import type * as Y from 'yjs';
import { z } from 'zod';
import { limits } from '../config.ts';
import { shownName, visibleText } from '../shown-name.ts';
import type { Uuid } from '../wire/uuid.ts';
import type { DocumentFragment } from './document.ts';
import { YjsDocument } from './yjs-document.ts';

const documentKind = z.enum(['text', 'sheet', 'canvas']);
export type DocumentKind = z.infer<typeof documentKind>;

/** One document as the catalogue lists it. */
export interface CatalogueEntry {
  id: Uuid;
  name: string;
  kind: DocumentKind;
  createdAt: number;
  createdBy: string;
  /** When it was hidden, or undefined. Nothing is erased: it can be brought back. */
  deletedAt: number | undefined;
}

const fields = {
  name: z.string().min(1).max(64),
  kind: documentKind,
  createdAt: z.number(),
  createdBy: z.string().max(64),
} as const;
const key = /^([0-9a-f-]{36})\/(\w+)$/;

/**
 * The list of a cluster's documents (or of a machine's own), itself a document. Flat keys `ID/field`, because two
 * replicas that create the same nested map lose one side's content.
 */
export class Catalogue extends YjsDocument {
  constructor(id: Uuid, clientId: number) {
    super(id, 'catalogue', clientId);
  }

  /** All entries that are complete and well-formed, hidden ones included, oldest first. */
  entries(): CatalogueEntry[] {
    const found = new Map<Uuid, Record<string, unknown>>();
    for (const [name, value] of this.#map.entries()) {
      const match = key.exec(name);
      if (match === null) continue;
      const raw = found.get(match[1]!) ?? {};
      raw[match[2]!] = value;
      found.set(match[1]!, raw);
    }
    return [...found]
      .flatMap(([id, raw]) => parseEntry(id, raw))
      .toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  }

  add(entry: CatalogueEntry): DocumentFragment | undefined {
    return this.edit(() => {
      for (const field of ['name', 'kind', 'createdAt', 'createdBy'] as const)
        this.#map.set(`${entry.id}/${field}`, entry[field]);
      if (entry.deletedAt !== undefined) this.#map.set(`${entry.id}/deletedAt`, entry.deletedAt);
    });
  }

  rename(id: Uuid, name: string): DocumentFragment | undefined {
    return this.edit(() => this.#map.set(`${id}/name`, name));
  }

  /** Hides an entry, or with `undefined` shows it again. */
  setDeleted(id: Uuid, deletedAt: number | undefined): DocumentFragment | undefined {
    return this.edit(() =>
      deletedAt === undefined ? this.#map.delete(`${id}/deletedAt`) : this.#map.set(`${id}/deletedAt`, deletedAt),
    );
  }

  /** Takes an entry off this list for good, because another list has it now. */
  remove(id: Uuid): DocumentFragment | undefined {
    return this.edit(() => {
      for (const name of [...this.#map.keys()]) if (name.startsWith(`${id}/`)) this.#map.delete(name);
    });
  }

  get #map(): Y.Map<unknown> {
    return this.replica.getMap('entries');
  }
}

function parseEntry(id: Uuid, raw: Record<string, unknown>): CatalogueEntry[] {
  const parsed = z.object(fields).safeParse(raw);
  if (!parsed.success) return [];
  const { name, createdBy } = parsed.data;
  return [
    {
      id,
      ...parsed.data,
      name: shownName(name),
      createdBy: visibleText(createdBy, limits.nameCharacters),
      deletedAt: typeof raw['deletedAt'] === 'number' ? raw['deletedAt'] : undefined,
    },
  ];
}
