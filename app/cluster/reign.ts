import type { MessageInitShape } from '@bufbuild/protobuf';
import { limits } from '../config.ts';
import type { Reign as ReignMessage, ReignSchema } from '../wire/banyan_pb.js';
import { safeInteger } from '../wire/protobuf.ts';
import { uuidBytes, uuidFromBytes, type Uuid } from '../wire/uuid.ts';

/** Who is the root of a tree, and the number of its reign. */
export interface Reign {
  readonly term: number;
  readonly rootId: Uuid;
  /** `host:port` of the root's control socket; empty while unknown. */
  readonly rootAddress: string;
}

/** Below 0: the first counts less. Terms first, then root ids, so that of two reigns one always gives way (PROTOCOL.md, rule E4). */
export function compareReigns(one: Pick<Reign, 'term' | 'rootId'>, other: Pick<Reign, 'term' | 'rootId'>): number {
  if (one.term !== other.term) return one.term - other.term;
  return one.rootId === other.rootId ? 0 : one.rootId < other.rootId ? -1 : 1;
}

/**
 * Whether a term that somebody claims can be meant: one that leaps far ahead of what is known here would leave no room
 * for the terms to come, and nobody reigns a thousand times while we look away.
 */
export function isPlausibleTerm(term: number, known: number): boolean {
  return term <= known + limits.termLeap;
}

/** A reign in the form of the wire. */
export function reignMessage({ term, rootId, rootAddress }: Reign): MessageInitShape<typeof ReignSchema> {
  return { term: BigInt(term), rootId: uuidBytes(rootId), rootAddress };
}

/** A reign from the wire; undefined when there is none. Throws `bad-input`. */
export function reignOf(raw: ReignMessage | undefined): Reign | undefined {
  if (raw === undefined) return undefined;
  return {
    term: safeInteger(raw.term, 'Term'),
    rootId: uuidFromBytes(raw.rootId),
    rootAddress: raw.rootAddress.slice(0, limits.addressCharacters),
  };
}
