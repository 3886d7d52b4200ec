import { createHash } from 'node:crypto';
import { limits } from '../../config.ts';
import { BanyanError } from '../../errors.ts';
import { sign, signatureBytes, signingKeyBytes, verify, type SigningKeys } from '../../identity/keys.ts';
import { curveKeyBytes } from '../../transport/curve-keys.ts';
import { shownName } from '../../shown-name.ts';
import { LogContentSchema, type Admission, type LogContent, type LogEntry as EntryMessage } from '../../wire/banyan_pb.js';
import { decodeMessage, encodeMessage, safeInteger } from '../../wire/protobuf.ts';
import { uuidBytes, uuidFromBytes, type Uuid } from '../../wire/uuid.ts';
import { roles, type AdmissionBody, type LogBody, type Role } from './body.ts';

/** SHA-256 of an entry's content, as hexadecimal text: its name. */
export type EntryHash = string;

/** One entry of the membership log, read and checked by itself. Never changed. */
export interface LogEntry {
  readonly hash: EntryHash;
  readonly content: Uint8Array;
  readonly signature: Uint8Array;
  /** The author's signing key, as hexadecimal text. */
  readonly author: string;
  readonly parents: readonly EntryHash[];
  readonly height: number;
  readonly at: number;
  readonly body: LogBody;
}

/** What an author adds to a log. */
export interface EntryDraft {
  parents: readonly EntryHash[];
  height: number;
  at: number;
  body: LogBody;
}

const hashBytes = 32;
const nonceBytes = 16;
/** Nothing that is signed for another purpose can be taken for an entry. */
const context = Buffer.from('banyan membership 1\n', 'latin1');

export const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
const bytesOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));

/** Signs an entry. */
export function newEntry(keys: SigningKeys, draft: EntryDraft): LogEntry {
  const content = encodeMessage(LogContentSchema, {
    author: keys.publicKey,
    parents: draft.parents.map(bytesOf),
    height: BigInt(draft.height),
    atMs: draft.at,
    body: bodyMessage(draft.body),
  });
  return entryOf({ content, signature: sign(keys, Buffer.concat([context, content])) });
}

/** An entry from the wire or the store. Throws `bad-input` unless it is well formed and its author has signed it. */
export function readEntry({ content, signature }: Pick<EntryMessage, 'content' | 'signature'>): LogEntry {
  if (content.byteLength > limits.logEntryBytes || signature.byteLength !== signatureBytes) throw malformed();
  const entry = entryOf({ content, signature });
  if (!verify(bytesOf(entry.author), Buffer.concat([context, content]), signature))
    throw new BanyanError('bad-input', 'An entry of the membership log is not signed by its author.');
  return entry;
}

/** Entries in the order of their height; of equal ones the hash decides, so that everybody has the same order. */
export function compareEntries(one: Pick<LogEntry, 'height' | 'hash'>, other: Pick<LogEntry, 'height' | 'hash'>): number {
  if (one.height !== other.height) return one.height - other.height;
  return one.hash < other.hash ? -1 : Number(one.hash !== other.hash);
}

/** The cluster that a genesis begins: a UUID (version 8) out of its hash, so that nobody can make a second one for it. */
export function clusterIdOf(genesis: LogEntry): Uuid {
  const bytes = bytesOf(genesis.hash.slice(0, 32));
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return uuidFromBytes(bytes);
}

function entryOf({ content, signature }: { content: Uint8Array; signature: Uint8Array }): LogEntry {
  const raw = decodeMessage(LogContentSchema, content);
  const genesis = raw.body.case === 'genesis';
  const fits = raw.parents.length <= limits.logParents && raw.parents.every(({ byteLength }) => byteLength === hashBytes);
  if (raw.author.byteLength !== signingKeyBytes || !fits || genesis !== (raw.parents.length === 0)) throw malformed();
  return {
    hash: createHash('sha256').update(content).digest('hex'),
    // Copies: what is kept must not hold on to a whole frame.
    content: Uint8Array.from(content),
    signature: Uint8Array.from(signature),
    author: hexOf(raw.author),
    parents: raw.parents.map(hexOf),
    height: safeInteger(raw.height, 'Height'),
    at: raw.atMs,
    body: bodyOf(raw.body),
  };
}

function bodyMessage(body: LogBody): NonNullable<Parameters<typeof encodeMessage<typeof LogContentSchema>>[1]['body']> {
  if (body.kind === 'genesis')
    return {
      case: 'genesis',
      value: { nonce: body.nonce, founder: { ...admissionMessage(body.founder), $typeName: undefined! } },
    };
  if (body.kind === 'admission') return { case: 'admission', value: admissionMessage(body) };
  const nodeId = uuidBytes(body.nodeId);
  if (body.kind === 'removal') return { case: 'removal', value: { nodeId } };
  return { case: 'roleChange', value: { nodeId, role: numberOf(body.role), mayHost: body.mayHost } };
}

function admissionMessage({ nodeId, signingKey, curveKey, name, role, mayHost }: AdmissionBody) {
  return { nodeId: uuidBytes(nodeId), signingKey, curveKey, name, role: numberOf(role), mayHost };
}

function bodyOf(raw: LogContent['body']): LogBody {
  if (raw.case === 'genesis') {
    const { nonce, founder } = raw.value;
    if (nonce.byteLength !== nonceBytes || founder === undefined) throw malformed();
    return { kind: 'genesis', nonce: Uint8Array.from(nonce), founder: admissionOf(founder) };
  }
  if (raw.case === 'admission') return admissionOf(raw.value);
  if (raw.case === 'removal') return { kind: 'removal', nodeId: uuidFromBytes(raw.value.nodeId) };
  if (raw.case !== 'roleChange') throw malformed();
  const role = roleOf(raw.value.role);
  return { kind: 'role', nodeId: uuidFromBytes(raw.value.nodeId), role, mayHost: raw.value.mayHost && role !== 'viewer' };
}

function admissionOf({ nodeId, signingKey, curveKey, name, role, mayHost }: Admission): AdmissionBody {
  if (signingKey.byteLength !== signingKeyBytes || curveKey.byteLength !== curveKeyBytes) throw malformed();
  const known = roleOf(role);
  return {
    kind: 'admission',
    nodeId: uuidFromBytes(nodeId),
    signingKey: Uint8Array.from(signingKey),
    curveKey: Uint8Array.from(curveKey),
    name: shownName(name),
    role: known,
    mayHost: mayHost && known !== 'viewer',
  };
}

const numberOf = (role: Role): number => roles.indexOf(role) + 1;

function roleOf(number: number): Role {
  const role = roles[number - 1];
  if (role === undefined) throw malformed();
  return role;
}

const malformed = (): BanyanError => new BanyanError('bad-input', 'An entry of the membership log is malformed.');
