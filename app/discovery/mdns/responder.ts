import type { EventEmitter } from 'node:events';
import type { Bonjour, Service } from 'bonjour-service';

interface DnsRecord {
  type: string;
  name: string;
  ttl?: number;
  data: unknown;
}

/** The part of bonjour-service below its public face: its registry of records and the multicast socket. */
interface Internals {
  server: {
    mdns: EventEmitter & { respond(records: DnsRecord[]): void };
    /** Registered records by type: the very objects that are answered with, and announced again from time to time. */
    registry: Record<string, DnsRecord[] | undefined>;
  };
}

export interface Responder {
  /** Announces other TXT keys without the goodbye in between that would make the service vanish for others. */
  replaceTxt(service: Service, txt: Record<string, string>): void;
  /** Hears the full name of every service whose pointer record is on the wire, new or repeated. */
  onHeard(listener: (fqdn: string) => void): void;
}

/** What bonjour-service 1.4 can do but does not offer. Its version is pinned, and the contract suite covers this. */
export function responderOf(bonjour: Bonjour, onTrouble: (error: Error) => void): Responder {
  const { server } = bonjour as unknown as Internals;
  server.mdns.on('error', onTrouble);
  return {
    replaceTxt(service, txt) {
      service.txt = txt;
      const records = service.records() as DnsRecord[];
      const fresh = records.find(({ type }) => type === 'TXT');
      // In place: a record of its own would be contradicted by the first one, which is announced again after a while.
      for (const record of server.registry['TXT'] ?? []) if (record.name === fresh?.name) record.data = fresh.data;
      server.mdns.respond(records);
    },
    onHeard(listener) {
      server.mdns.on('response', (packet: { answers: DnsRecord[]; additionals: DnsRecord[] }) => {
        for (const record of [...packet.answers, ...packet.additionals]) {
          if (record.type === 'PTR' && record.ttl !== 0 && typeof record.data === 'string') listener(record.data);
        }
      });
    },
  };
}
