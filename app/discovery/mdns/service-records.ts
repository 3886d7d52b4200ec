import { z } from 'zod';

/** One machine's service as a packet of multicast DNS names it. */
export interface AnnouncedService {
  /** Full name of the service, in small letters. */
  name: string;
  /** It says goodbye. */
  gone: boolean;
  /** Where it is and what it says, when the packet holds that too. */
  told: { port: number; txt: Record<string, string> } | undefined;
}

/** Far more than an answer has that names all machines of a large network at once. */
const mostRecords = 512;
const mostKeys = 32;

const record = z.object({ type: z.string(), name: z.string().max(255), ttl: z.number().default(0), data: z.unknown() });
const packetForm = z.object({ answers: z.array(z.unknown()), additionals: z.array(z.unknown()) });
const pointer = z.string().max(255);
const location = z.object({ port: z.number().int().min(1).max(65_535) });
const texts = z.array(z.instanceof(Uint8Array)).max(mostKeys);

type DnsRecord = z.infer<typeof record>;

/**
 * The services of one type (`_banyan._tcp.local`) in a packet, with what else stands in it about them (RFC 6763,
 * section 12.1). Undefined when the packet has no sensible form; records that have none are passed over.
 */
export function servicesIn(packet: unknown, type: string): AnnouncedService[] | undefined {
  const parsed = packetForm.safeParse(packet);
  if (!parsed.success) return undefined;
  const raw = [...parsed.data.answers, ...parsed.data.additionals];
  if (raw.length > mostRecords) return undefined;
  const records = raw.flatMap((one) => {
    const read = record.safeParse(one);
    return read.success ? [{ ...read.data, name: read.data.name.toLowerCase() }] : [];
  });
  const located = firstOf(records, 'SRV');
  const described = firstOf(records, 'TXT');
  return records
    .filter((each) => each.type === 'PTR' && each.name === type)
    .flatMap(({ data, ttl }) => {
      const target = pointer.safeParse(data);
      if (!target.success) return [];
      const name = target.data.toLowerCase();
      return [{ name, gone: ttl === 0, told: told(located.get(name)?.data, described.get(name)?.data) }];
    });
}

function firstOf(records: readonly DnsRecord[], type: string): Map<string, DnsRecord> {
  const found = new Map<string, DnsRecord>();
  for (const each of records) if (each.type === type && each.ttl > 0 && !found.has(each.name)) found.set(each.name, each);
  return found;
}

function told(place: unknown, description: unknown): AnnouncedService['told'] {
  const where = location.safeParse(place);
  const what = texts.safeParse(description);
  if (!where.success || !what.success) return undefined;
  const pairs = what.data.map((bytes): [string, string] => {
    const text = Buffer.from(bytes).toString('utf8');
    const equals = text.indexOf('=');
    return equals < 1 ? ['', ''] : [text.slice(0, equals), text.slice(equals + 1)];
  });
  return { port: where.data.port, txt: Object.fromEntries(pairs.filter(([key]) => key !== '')) };
}
