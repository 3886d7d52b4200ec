import { isIPv6 } from 'node:net';
import bonjourService, { type Browser, type Service } from 'bonjour-service';
import type { Clock, Timer } from '../../clock.ts';
import { discoveryDefaults } from '../../config.ts';
import type { Log } from '../../log.ts';
import type { Announcement, Discovery, Sighting } from '../discovery.ts';
import { responderOf, type Responder } from './responder.ts';
import { fromTxt, toTxt } from './txt-record.ts';

const { Bonjour } = bonjourService;

export interface MdnsParts {
  /** IPv4 addresses of the interfaces to speak on, and on no others. */
  interfaces: readonly string[];
  clock: Clock;
  log: Log;
}

interface Speaker {
  bonjour: InstanceType<typeof Bonjour>;
  responder: Responder;
  service: Service;
  browser: Browser;
}

interface Seen {
  sighting: Sighting;
  heardAt: number;
}

/**
 * Discovery by multicast DNS (RFC 6762, 6763) as `_banyan._tcp`, through bonjour-service, with what that leaves out:
 * the query is repeated, and what is not heard again is forgotten after its time.
 */
export class MdnsDiscovery implements Discovery {
  readonly #parts: MdnsParts;
  readonly #seen = new Map<string, Seen>();
  readonly #listeners: (() => void)[] = [];
  #speakers: Speaker[] = [];
  #announcement: Announcement | undefined;
  #queryTimer: Timer | undefined;
  #queries = 0;

  constructor(parts: MdnsParts) {
    this.#parts = parts;
  }

  get usable(): boolean {
    return this.#parts.interfaces.length > 0;
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
    return [...this.#seen.values()].map((seen) => seen.sighting);
  }

  async stop(): Promise<void> {
    this.#queryTimer?.cancel();
    const speakers = this.#speakers;
    this.#speakers = [];
    await Promise.all(
      speakers.map(async ({ bonjour, browser }) => {
        browser.stop();
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
      // The id makes the name unique, so that no probing is needed and no conflict can take a record down.
      name: `banyan-${announcement.nodeId}`,
      type: discoveryDefaults.serviceType,
      port: announcement.port,
      probe: false,
      disableIPv6: true,
      txt: toTxt(announcement),
    });
    const browser = bonjour.find({ type: discoveryDefaults.serviceType });
    for (const event of ['up', 'txt-update', 'srv-update'] as const) browser.on(event, (found: Service) => this.#found(found));
    browser.on('down', (gone: Service) => this.#forget(gone.fqdn));
    responder.onHeard((fqdn) => this.#heard(fqdn));
    return { bonjour, responder, service, browser };
  }

  #found(service: Service): void {
    const host = service.referer?.address ?? service.addresses?.[0];
    const announcement = fromTxt(service.txt, service.port);
    if (host === undefined || announcement === undefined || announcement.nodeId === this.#announcement?.nodeId) return;
    if (!this.#seen.has(service.fqdn) && this.#seen.size >= discoveryDefaults.maxSeen) return;
    const address = `${isIPv6(host) ? `[${host}]` : host}:${service.port}`;
    this.#seen.set(service.fqdn, { sighting: { ...announcement, address }, heardAt: this.#parts.clock.monotonic() });
    this.#changed();
  }

  #heard(fqdn: string): void {
    const seen = this.#seen.get(fqdn);
    if (seen !== undefined) seen.heardAt = this.#parts.clock.monotonic();
  }

  #forget(fqdn: string): void {
    if (this.#seen.delete(fqdn)) this.#changed();
  }

  #queryAgain(): void {
    const pauses = discoveryDefaults.queryMs;
    this.#queryTimer = this.#parts.clock.after(pauses[Math.min(this.#queries++, pauses.length - 1)]!, () => {
      for (const { browser } of this.#speakers) browser.update();
      const deadline = this.#parts.clock.monotonic() - discoveryDefaults.timeToLiveMs;
      for (const [fqdn, seen] of this.#seen) if (seen.heardAt < deadline) this.#forget(fqdn);
      this.#queryAgain();
    });
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
