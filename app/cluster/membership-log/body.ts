import type { Uuid } from '../../wire/uuid.ts';

/** What a member may do, the least first; the order is that of the numbers on the wire, from 1: append-only. */
export const roles = ['viewer', 'editor', 'admin'] as const;
export type Role = (typeof roles)[number];

/** Somebody is a member from now on. */
export interface AdmissionBody {
  readonly kind: 'admission';
  readonly nodeId: Uuid;
  readonly signingKey: Uint8Array;
  readonly curveKey: Uint8Array;
  /** What it is called when it is let in. */
  readonly name: string;
  readonly role: Role;
  /** It may become root or relay. Never true of a viewer: who passes documents on could change them. */
  readonly mayHost: boolean;
}

export type LogBody =
  /** Begins a cluster; `nonce` makes two clusters of one founder different. */
  | { readonly kind: 'genesis'; readonly nonce: Uint8Array; readonly founder: AdmissionBody }
  | AdmissionBody
  | { readonly kind: 'role'; readonly nodeId: Uuid; readonly role: Role; readonly mayHost: boolean }
  | { readonly kind: 'removal'; readonly nodeId: Uuid };

/** Whom a body lets in, if anybody. */
export function admissionIn(body: LogBody): AdmissionBody | undefined {
  if (body.kind === 'genesis') return body.founder;
  return body.kind === 'admission' ? body : undefined;
}

/** Whether a body may take something away from its member: what that member writes at the same time does not count. */
export function cuts(body: LogBody): body is Extract<LogBody, { kind: 'role' | 'removal' }> {
  return body.kind === 'removal' || (body.kind === 'role' && body.role !== 'admin');
}
