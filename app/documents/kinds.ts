import { BanyanError } from '../errors.ts';
import type { Random } from '../random.ts';
import type { Uuid } from '../wire/uuid.ts';
import { Catalogue } from './catalogue.ts';
import type { Document } from './document.ts';
import { TextDocument } from './text-document.ts';

/** Makes an empty replica of a kind, with a client id that was never used before. Throws `bad-input` on an unknown kind. */
export function emptyDocument(id: Uuid, kind: string, random: Random): Document {
  const clientId = random.integer(2 ** 32);
  if (kind === 'text') return new TextDocument(id, clientId);
  if (kind === 'catalogue') return new Catalogue(id, clientId);
  throw new BanyanError('bad-input', `This Banyan does not know documents of the kind "${kind.slice(0, 20)}". Update it.`);
}
