import type { EventEmitter } from 'node:events';
import type { RemoteInfo } from 'node:dgram';
import type { Bonjour, Service } from 'bonjour-service';

interface DnsRecord {
  type: string;
  name: string;
  data: unknown;
}

/** The part of bonjour-service below its public face: its registry of records and the multicast socket. */
interface Internals {
  server: {
    mdns: EventEmitter & { respond(records: DnsRecord[]): void; query(name: string, type: string): void };
    /** Registered records by type: the very objects that are answered with, and announced again from time to time. */
    registry: Record<string, DnsRecord[] | undefined>;
  };
}

export interface Responder {
  /** Announces other TXT keys without the goodbye in between that would make the service vanish for others. */
  replaceTxt(service: Service, txt: Record<string, string>): void;
  /** Asks who offers services of a type. */
  query(type: string): void;
  /** Hears every answer that is on the wire, asked for or not, with the address it comes from. Nothing in it is checked. */
  onAnswer(listener: (packet: unknown, from: string) => void): void;
  /** Told of every packet that is none of DNS. */
  onUnreadable(listener: () => void): void;
}

/** Answers come from this port; what comes from another has to be ignored (RFC 6762, section 6). */
const multicastDnsPort = 5353;

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
    query(type) {
      server.mdns.query(type, 'PTR');
    },
    onAnswer(listener) {
      server.mdns.on('response', (packet: unknown, { address, port }: RemoteInfo) => {
        if (port === multicastDnsPort) listener(packet, address);
      });
    },
    onUnreadable(listener) {
      server.mdns.on('warning', listener);
    },
  };
}
