import { BanyanError } from '../../errors.ts';
import type { NodeKeys } from '../../identity/keys.ts';
import type { Challenge, HelloSchema, Refused, Welcome } from '../../wire/banyan_pb.js';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { uuidFromBytes, type Uuid } from '../../wire/uuid.ts';
import { nonceBytes, signHello } from './hello-proof.ts';
import { helloOf, type Application } from './introduction.ts';
import { entriesOf, entryMessage } from '../membership-log/log-bytes.ts';
import type { MembershipLog } from '../membership-log/membership-log.ts';
import type { Membership } from '../membership-log/membership.ts';

export interface HostTrustParts {
  keys: NodeKeys;
  membership: Membership;
  /** The cluster this node belongs to; undefined while it is in none. */
  clusterId: () => Uuid | undefined;
  selfId: Uuid;
}

/** The other side of {@link HelloCheck}: what a node tells a host, and whether it believes what the host answers. */
export class HostTrust {
  readonly #parts: HostTrustParts;

  constructor(parts: HostTrustParts) {
    this.#parts = parts;
  }

  get keys(): NodeKeys {
    return this.#parts.keys;
  }

  /** Throws `refused` for a host with which nothing is to be talked about. */
  mayAsk(serverKey: Uint8Array): void {
    if (this.#parts.membership.isRemovedKey(serverKey))
      throw new BanyanError('refused', 'That machine was removed from the cluster.');
  }

  /** Whether a refusal proves that this node was removed from its cluster. */
  removesSelf({ removals }: Refused): boolean {
    return this.#parts.membership.removesSelf(removals);
  }

  /** The hello that answers a challenge. Throws `bad-input`. */
  hello(application: Application, { nonce, logHeads }: Challenge, serverKey: Uint8Array): MessageInitShape<typeof HelloSchema> {
    const { keys, membership } = this.#parts;
    if (nonce.byteLength !== nonceBytes) throw new BanyanError('bad-input', 'A challenge of the wrong length.');
    const { introduction, clusterId } = application;
    const { nodeId, incarnation } = introduction;
    const claim = { nonce, clusterId, nodeId, incarnation, serverKey, keys: application.keys };
    // Names of members are for members only; anybody can announce itself as one.
    const known = membership.ownerOf(serverKey) !== undefined;
    const lacking = known ? membership.lackingAt(logHeads, application.purpose) : [];
    return {
      ...helloOf(application),
      signature: signHello(keys, claim),
      logEntries: lacking.map(entryMessage),
    };
  }

  /**
   * Whether a welcome is what it claims to be: of the cluster that this node belongs to, or of one whose log begins as its
   * id says; with this node in it, and a host that is a member, may be one, and has the key that the connection was made
   * with. Throws `refused` when not. Answers with the log of a cluster that is new here.
   */
  examine(welcome: Pick<Welcome, 'clusterId' | 'hostId' | 'log'>, serverKey: Uint8Array): MembershipLog | undefined {
    const { membership, clusterId, selfId } = this.#parts;
    const within = clusterId();
    const claimed = uuidFromBytes(welcome.clusterId);
    if (within !== undefined && claimed !== within) throw distrust('belongs to another cluster');
    let fresh: MembershipLog | undefined;
    if (within === undefined) fresh = membership.read(welcome.log, claimed);
    else if (welcome.log.length > 0) membership.take(entriesOf(welcome.log), false);
    const log = fresh ?? membership.log;
    if (log?.clusterId !== claimed) throw distrust('does not know who its members are');
    const host = log.roll.members.get(uuidFromBytes(welcome.hostId));
    if (host === undefined || Buffer.compare(host.curveKey, serverKey) !== 0) throw distrust('is no member of its cluster');
    if (!host.mayHost) throw distrust('may not carry others');
    if (!log.roll.members.has(selfId)) throw distrust('did not let this machine in');
    return fresh;
  }
}

const distrust = (does: string): BanyanError =>
  new BanyanError('refused', `The machine that answers ${does}. It was not believed.`);
