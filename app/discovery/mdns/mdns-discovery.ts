import { isIPv6 } from 'node:net';
import bonjourService, { type Service } from 'bonjour-service';
import type { Clock, Timer } from '../../clock.ts';
import { discoveryDefaults } from '../../config.ts';
import type { Log } from '../../log.ts';
import type { Announcement, Discovery, Sighting } from '../discovery.ts';
import { Neighbours } from './neighbours.ts';
import { responderOf, type Responder } from './responder.ts';
import { servicesIn, type AnnouncedService } from './service-records.ts';
import { fromTxt, toTxt } from './txt-record.ts';

const { Bonjour } = bonjourService;

export interface MdnsParts {
  /** IPv4 addresses of the interfaces to speak on, and on no others. */
  interfaces: readonly string[];
  clock: Clock;
  log: Log;
  /** Somebody announces more than there can be, said in one sentence; at most once in a while. */
  onFlood?: (sentence: string) => void;
}

interface Speaker {
  bonjour: InstanceType<typeof Bonjour>;
  responder: Responder;
  service: Service;
}

const serviceType = `_${discoveryDefaults.serviceType}._tcp.local`;
/** What a machine's service is called: the id makes the name unique, so that no conflict can take a record down. */
const instanceOf = (nodeId: string): string => `banyan-${nodeId}`;

/**
 * Discovery by multicast DNS (RFC 6762, 6763) as `_banyan._tcp`. Through bonjour-service, which announces and answers;
 * what is heard is read and kept here, because its browser keeps everything for ever, and never asks again.
 */
export class MdnsDiscovery implements Discovery {
  readonly #parts: MdnsParts;
  readonly #neighbours: Neighbours;
  readonly #listeners: (() => void)[] = [];
  #speakers: Speaker[] = [];
  #announcement: Announcement | undefined;
  #queryTimer: Timer | undefined;
  #queries = 0;
  #malformed = 0;
  #floodBegan = -Infinity;
  #droppedBefore = 0;
  #floodSaid = false;

  constructor(parts: MdnsParts) {
    this.#parts = parts;
    this.#neighbours = new Neighbours(parts.clock);
  }

  get usable(): boolean {
    return this.#parts.interfaces.length > 0;
  }

  get dropped(): number {
    return this.#malformed + this.#neighbours.dropped;
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  start(announcement: Announcement): void {
    this.#announcement = announcement;
    this.#speakers = this.#parts.interfaces.map((address) => this.#speak(address, announcement));
    this.#queryAgain();
  }

  update(announcement: Announcement): void {
    this.#announcement = announcement;
    for (const { service, responder } of this.#speakers) responder.replaceTxt(service, toTxt(announcement));
  }

  seen(): Sighting[] {
    return this.#neighbours.seen();
  }

  async stop(): Promise<void> {
    this.#queryTimer?.cancel();
    const speakers = this.#speakers;
    this.#speakers = [];
    await Promise.all(
      speakers.map(async ({ bonjour }) => {
        await new Promise<void>((resolve) => bonjour.unpublishAll(() => resolve()));
        await new Promise<void>((resolve) => bonjour.destroy(() => resolve()));
      }),
    );
  }

  #speak(address: string, announcement: Announcement): Speaker {
    const onTrouble = (error: Error): void =>
      this.#parts.log.warn('multicast DNS has trouble', { interface: address, reason: error.message });
    // Binding to the interface's own address would not hear multicast on Linux; the membership is what limits it.
    const options = { interface: address, bind: '0.0.0.0', loopback: true, reuseAddr: true };
    const bonjour = new Bonjour(options as ConstructorParameters<typeof Bonjour>[0], onTrouble);
    const responder = responderOf(bonjour, onTrouble);
    const service = bonjour.publish({
      name: instanceOf(announcement.nodeId),
      type: discoveryDefaults.serviceType,
      port: announcement.port,
      // The name is unique, so there is nothing to probe for.
      probe: false,
      disableIPv6: true,
      txt: toTxt(announcement),
    });
    responder.onAnswer((packet, from) => this.#answer(packet, from));
    responder.onUnreadable(() => this.#drop());
    responder.query(serviceType);
    return { bonjour, responder, service };
  }

  /** Takes what one packet says. Never throws. */
  #answer(packet: unknown, from: string): void {
    if (this.#speakers.length === 0) return;
    const services = servicesIn(packet, serviceType);
    if (services === undefined) return this.#drop();
    const before = this.dropped;
    const changed = services.map((service) => this.#service(service, from));
    if (this.dropped > before) this.#notice();
    if (changed.includes(true)) this.#changed();
  }

  /** True when what is seen changed by it. */
  #service({ name, gone, told }: AnnouncedService, from: string): boolean {
    if (gone) return this.#neighbours.leave(name, from);
    if (told === undefined) {
      this.#neighbours.heard(name);
      return false;
    }
    const announcement = fromTxt(told.txt, told.port);
    // Under the name of its id and no other, so that nobody stands there twice.
    if (announcement === undefined || name !== `${instanceOf(announcement.nodeId)}.${serviceType}`) {
      this.#malformed++;
      return false;
    }
    if (announcement.nodeId === this.#announcement?.nodeId) return false;
    return this.#neighbours.take(name, from, { ...announcement, address: `${isIPv6(from) ? `[${from}]` : from}:${told.port}` });
  }

  #drop(): void {
    this.#malformed++;
    this.#notice();
  }

  /** Says that more comes than can be, when that is so. */
  #notice(): void {
    const now = this.#parts.clock.monotonic();
    const { announcements, withinMs } = discoveryDefaults.flood;
    if (now - this.#floodBegan > withinMs) {
      this.#floodBegan = now;
      this.#droppedBefore = this.dropped;
      this.#floodSaid = false;
    }
    if (this.#floodSaid || this.dropped - this.#droppedBefore < announcements) return;
    this.#floodSaid = true;
    const sentence = `More machines are announced on this network than there can be; ${announcements} announcements were dropped within seconds.`;
    this.#parts.log.warn(sentence, { dropped: this.dropped });
    this.#parts.onFlood?.(sentence);
  }

  #queryAgain(): void {
    const pauses = discoveryDefaults.queryMs;
    this.#queryTimer = this.#parts.clock.after(pauses[Math.min(this.#queries++, pauses.length - 1)]!, () => {
      for (const { responder } of this.#speakers) responder.query(serviceType);
      if (this.#neighbours.expire()) this.#changed();
      this.#queryAgain();
    });
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
