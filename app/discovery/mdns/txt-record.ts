import { z } from 'zod';
import { shownName } from '../../shown-name.ts';
import type { Announcement } from '../discovery.ts';

/** A TXT value may have 255 bytes with its key, and a longer one disappears without a word: names are cut to this. */
const nameBytes = 120;
/** People of a cluster that an announcement names. */
const mostPeople = 3;

const txt = z.object({
  v: z.coerce.number().int().min(1).max(255),
  id: z.string().regex(/^[0-9a-f-]{36}$/),
  p: z.string().max(255),
  m: z.string().max(255),
  c: z.coerce.number().int().min(1).max(12),
  h: z.enum(['0', '1']),
  ci: z
    .string()
    .regex(/^[0-9a-f-]{36}$/)
    .optional(),
  cn: z.string().max(255).optional(),
  cr: z.enum(['root', 'member']).optional(),
  cm: z.coerce.number().int().min(0).max(100_000).optional(),
  cp: z.string().max(255).optional(),
  kp: z.coerce.number().int().min(1).max(65_535).optional(),
  k: z
    .string()
    .regex(/^[\w-]{43}$/)
    .optional(),
  pp: z.coerce.number().int().min(1).max(65_535).optional(),
});

/** An announcement as TXT keys (PROTOCOL.md, rule D3). */
export function toTxt(announcement: Announcement): Record<string, string> {
  const { cluster } = announcement;
  return {
    v: String(announcement.protocol),
    id: announcement.nodeId,
    p: cut(announcement.person),
    m: cut(announcement.machine),
    c: String(announcement.colour),
    h: announcement.headless ? '1' : '0',
    ...(announcement.link !== undefined && {
      k: Buffer.from(announcement.link.key).toString('base64url'),
      kp: String(announcement.link.port),
    }),
    ...(announcement.pairingPort !== undefined && { pp: String(announcement.pairingPort) }),
    ...(cluster === undefined
      ? {}
      : {
          ci: cluster.id,
          cn: cut(cluster.name),
          cr: cluster.role,
          cm: String(cluster.machines),
          cp: cut(cluster.people.slice(0, mostPeople).join('\t')),
        }),
  };
}

/** TXT keys as an announcement; undefined when they are not Banyan's or malformed. */
export function fromTxt(raw: unknown, port: number): Announcement | undefined {
  const parsed = txt.safeParse(raw);
  if (!parsed.success) return undefined;
  const { v, id, p, m, c, h, ci, cn, cr, cm, cp, pp, k, kp } = parsed.data;
  const cluster =
    ci === undefined
      ? undefined
      : {
          id: ci,
          name: shownName(cn ?? ''),
          role: cr ?? 'member',
          machines: cm ?? 1,
          people: cp === undefined || cp === '' ? [] : cp.split('\t').slice(0, mostPeople).map(shownName),
        };
  const announced = {
    nodeId: id,
    person: shownName(p),
    machine: shownName(m),
    colour: c,
    headless: h === '1',
    protocol: v,
    port,
    cluster,
  };
  const link = k === undefined || kp === undefined ? undefined : { port: kp, key: new Uint8Array(Buffer.from(k, 'base64url')) };
  return { ...announced, ...(link && { link }), ...(pp !== undefined && { pairingPort: pp }) };
}

function cut(text: string): string {
  let short = text;
  while (Buffer.byteLength(short) > nameBytes) short = [...short].slice(0, -1).join('');
  return short;
}
