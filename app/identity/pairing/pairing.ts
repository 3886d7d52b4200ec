import type { Clock, Timer } from '../../clock.ts';
import { pairingLimits } from '../../config.ts';
import { BanyanError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Random } from '../../random.ts';
import type { Store } from '../../storage/store.ts';
import type { Transport } from '../../transport/transport.ts';
import type { Uuid } from '../../wire/uuid.ts';
import { publicKeysOf, type NodeKeys } from '../keys.ts';
import { InvitationBook, secretOf, type KeptInvitation } from './invitation-book.ts';
import { invitationLink, invitationName, readInvitationLink } from './invitation-link.ts';
import { Joining, type JoiningState } from './joining.ts';
import type { Means } from './key-agreement.ts';
import type { OpenSecret } from './open-secret.ts';
import type { Admittance, Newcomer } from './pairing-contents.ts';
import { PairingDesk, type Decision, type Paired, type Waiting } from './pairing-desk.ts';
import { PairingHost } from './pairing-host.ts';
import { PairingPort } from './pairing-port.ts';
import type { Role } from './roles.ts';
import { ShownCode } from './shown-code.ts';
import { codeSecret, newCode, readCode } from './spoken-code.ts';

export interface PairingParts {
  /** One that sees addresses of callers; links of the cluster may use another. */
  transport: Transport;
  store: Store;
  clock: Clock;
  random: Random;
  log: Log;
  keys: NodeKeys;
  /** The address of this machine to listen on. */
  listenAt: string;
  /** Addresses of this machine for others, without a port. */
  hosts: () => readonly string[];
  self: () => Newcomer;
  /** The cluster that this node belongs to. */
  cluster: () => { id: Uuid; name: string } | undefined;
  /** Why this node may not let others in, if it may not. */
  mayNotInvite: () => BanyanError | undefined;
  /** `host:port` of pairing ports that discovery sees. */
  near: () => readonly string[];
  /** Whether there is time for one more key agreement. */
  mayAgree: () => boolean;
  onPaired: (paired: Paired) => Promise<'accepted' | 'refused'>;
  /** What somebody who was taken up is told. */
  admittance: (role: Role, mayHost: boolean) => Admittance;
  /** This node was let in. */
  onAdmitted: (admittance: Admittance) => Promise<void>;
  /** Makes names from others fit to be shown. */
  shown: (name: string) => string;
}

/** How often is looked whether anything is still open. */
const tidyMs = 1_000;

/** A kept invitation with the link that stands for it. */
export interface OpenInvitation extends KeptInvitation {
  link: string;
}

/** Letting others in, and coming in oneself: codes, invitations, and the port where both are spoken about. */
export class Pairing {
  readonly #parts: PairingParts;
  readonly #book: InvitationBook;
  readonly #desk: PairingDesk;
  readonly #host: PairingHost;
  readonly #port: PairingPort;
  readonly #joining: Joining;
  readonly #changeListeners: (() => void)[] = [];
  readonly #turnedAwayListeners: ((sentence: string) => void)[] = [];
  #code: ShownCode | undefined;
  #timer: Timer | undefined;

  constructor(parts: PairingParts) {
    const { clock, random, keys, store, transport, log, listenAt, mayAgree, onPaired, admittance } = parts;
    const changed = (): void => this.#changed();
    this.#parts = parts;
    this.#book = new InvitationBook({ store, clock, random, onChange: changed });
    this.#desk = new PairingDesk({ clock, onPaired, admittance, onChange: changed });
    this.#host = new PairingHost({
      keys,
      random,
      transport,
      clock,
      log,
      mayAgree,
      onTurnedAway: (sentence) => {
        for (const listener of this.#turnedAwayListeners) listener(sentence);
      },
      find: (means) => this.#find(means),
      reception: ({ asks }) => {
        const { nodeId, person, machine } = parts.self();
        return { nodeId, person, machine, clusterName: parts.cluster()?.name ?? '', asks };
      },
      decide: (candidate, gone) => this.#desk.decide(candidate, gone),
    });
    this.#port = new PairingPort(this.#host, store, listenAt);
    this.#joining = new Joining({ clock, shown: parts.shown, onAdmitted: parts.onAdmitted, onChange: changed });
  }

  /** Told whenever anything that can be seen here has changed. */
  onChange(listener: () => void): void {
    this.#changeListeners.push(listener);
  }

  /** Told when somebody was turned away from the pairing port, in one sentence. */
  onTurnedAway(listener: (sentence: string) => void): void {
    this.#turnedAwayListeners.push(listener);
  }

  /** The pairing port; 0 while it is closed. */
  get port(): number {
    return this.#port.port;
  }

  /** The code that is shown, also for a while after it ended. */
  get code(): ShownCode | undefined {
    return this.#code;
  }

  get invitations(): OpenInvitation[] {
    return this.#book.open.map((kept) => ({ ...kept, link: this.#linkOf(kept) }));
  }

  get waiting(): Waiting[] {
    return this.#desk.waiting;
  }

  get joining(): JoiningState | undefined {
    return this.#joining.state;
  }

  /** `host:port` under which others find the pairing port; empty while it is closed. */
  get addresses(): string[] {
    if (this.port === 0) return [];
    return this.#parts
      .hosts()
      .slice(0, pairingLimits.addresses)
      .map((host) => `${host.includes(':') ? `[${host}]` : host}:${this.port}`);
  }

  /** Opens the port for the invitations of earlier starts. */
  async start(): Promise<void> {
    if (this.#book.open.length === 0) return;
    await this.#open();
    this.#changed();
  }

  async stop(): Promise<void> {
    this.#timer?.cancel();
    this.#joining.cancel();
    await this.#port.close();
  }

  /** Shows a new code; the one before is gone. Fails with `not-joined`, `not-allowed`, or as binding a socket does. */
  async showCode(role: Role): Promise<ShownCode> {
    this.#inviting();
    await this.#open();
    this.#code = new ShownCode(newCode(this.#parts.random), role, this.#parts.clock, () => this.#changed());
    this.#changed();
    return this.#code;
  }

  /** Takes the code back. */
  hideCode(): void {
    this.#code = undefined;
    this.#changed();
  }

  /** Fails with `bad-input` out of bounds, `queue-full`, `not-joined`, `not-allowed`, or as binding a socket does. */
  async createInvitation(wanted: { role: Role; asks: boolean; uses: number; minutes: number }): Promise<OpenInvitation> {
    const { id: clusterId } = this.#inviting();
    await this.#open();
    const kept = this.#book.create({ ...wanted, clusterId });
    return { ...kept, link: this.#linkOf(kept) };
  }

  /** Throws `not-found`. */
  revokeInvitation(id: string): void {
    this.#book.revoke(id);
  }

  /** The person's answer to somebody who waits. Throws `not-found`. */
  decide(requestId: string, decision: Decision): void {
    this.#desk.answer(requestId, decision);
  }

  /** Comes in by a code that somebody read out. `at`: transport address of that machine's pairing port. */
  async joinByCode(text: string, at: string | undefined): Promise<void> {
    const code = readCode(text);
    const near = this.#parts.near();
    if (at === undefined && near.length === 0)
      throw new BanyanError('no-cluster-found', 'Nobody near shows a code now. Ask for one, or for an invitation.');
    const { transport, random, keys, self } = this.#parts;
    return this.#joining.start({
      transport,
      random,
      keys,
      self,
      means: { kind: 'code', digits: code.digits },
      secret: codeSecret(code),
      expected: undefined,
      addresses: at === undefined ? near.map(tcp) : [tcp(at)],
    });
  }

  /** Comes in by an invitation. */
  async joinByLink(text: string): Promise<void> {
    const { secret, keys: expected, addresses, expiresAt } = readInvitationLink(text);
    const { transport, random, keys, self, clock } = this.#parts;
    if (expiresAt <= clock.now()) throw new BanyanError('not-found', 'That invitation has expired. Ask for a new one.');
    return this.#joining.start({
      transport,
      random,
      keys,
      self,
      means: { kind: 'invitation', name: invitationName(secret) },
      secret,
      expected,
      addresses: addresses.map(tcp),
    });
  }

  cancelJoining(): void {
    this.#joining.cancel();
  }

  /** The node belongs to this cluster now: what was open for another is closed. */
  belongsTo(clusterId: Uuid | undefined): void {
    this.#book.keepOnly(clusterId);
    if (clusterId === undefined && this.#code !== undefined) this.hideCode();
  }

  #inviting(): { id: Uuid; name: string } {
    const { cluster, mayNotInvite } = this.#parts;
    const refusal = mayNotInvite();
    if (refusal !== undefined) throw refusal;
    const within = cluster();
    if (within !== undefined) return within;
    throw new BanyanError('not-joined', 'This machine is in no cluster. Start one first.');
  }

  #find(means: Means): OpenSecret | undefined {
    if (means.kind === 'invitation') return this.#book.find(means.name);
    return this.#code?.open === true && this.#code.code.digits === means.digits ? this.#code : undefined;
  }

  #linkOf(kept: KeptInvitation): string {
    const { keys, cluster } = this.#parts;
    const { role, expiresAt, uses, asks } = kept;
    const rest = { role, expiresAt, uses, asks, addresses: this.addresses, clusterName: cluster()?.name ?? '' };
    return invitationLink({ secret: secretOf(kept.secret), keys: publicKeysOf(keys), ...rest });
  }

  async #open(): Promise<void> {
    await this.#port.open();
    this.#timer ??= this.#parts.clock.every(tidyMs, () => this.#tidy());
  }

  /** Closes the port when nobody can come in by it any more. */
  #tidy(): void {
    if (this.#code?.open === true || this.#book.open.length > 0 || this.#host.conversations > 0) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    void this.#port.close().then(() => this.#changed());
  }

  #changed(): void {
    for (const listener of this.#changeListeners) listener();
  }
}

const tcp = (hostPort: string): string => `tcp://${hostPort}`;
