import type { Clock, Timer } from '../../clock.ts';
import type { Endpoint } from '../../endpoint/endpoint.ts';
import type { Uplink } from '../../endpoint/uplink.ts';
import type { NodeKeys } from '../../identity/keys.ts';
import { controlFrame, readControl } from '../../wire/control-message.ts';
import { uuidBytes, uuidFromBytes, type Uuid } from '../../wire/uuid.ts';
import type { LogEntry } from '../membership-log/entry.ts';
import { entryMessage } from '../membership-log/log-bytes.ts';
import { reachOf } from '../reach.ts';
import { reignMessage, reignOf, type Reign } from '../reign.ts';

export interface InquiryParts {
  endpoint: Endpoint;
  clock: Clock;
  /** How long somebody may take to answer. */
  answerMs: number;
  selfId: Uuid;
  keys: NodeKeys;
  /** The newest removals: who hangs from somebody that was removed hears of it in no other way. */
  removals: () => LogEntry[];
}

/** Asks other nodes of the cluster, without joining them, which root they have. One address at most once at a time. */
export class Inquirer {
  readonly #parts: InquiryParts;
  readonly #asking = new Set<string>();

  constructor(parts: InquiryParts) {
    this.#parts = parts;
  }

  /**
   * The reign that is known at `address`, and tells it of `own`. Undefined when nobody answers there in time, when it
   * has no way to a root, or when it belongs to another cluster.
   */
  async ask(address: string, clusterId: Uuid, own: Reign): Promise<Reign | undefined> {
    if (this.#asking.has(address)) return undefined;
    this.#asking.add(address);
    const { endpoint, clock, answerMs, selfId, keys, removals } = this.#parts;
    const answer = Promise.withResolvers<Reign | undefined>();
    const timer: Timer = clock.after(answerMs, () => answer.resolve(undefined));
    let uplink: Uplink | undefined;
    try {
      const reach = reachOf(address);
      // Who is known by its door alone is not worth a second question.
      if (reach === undefined) return undefined;
      const security = { role: 'client', keys: keys.curve, serverKey: reach.key } as const;
      uplink = await endpoint.openUplink(
        {
          onControl: (frame) => answer.resolve(testimonyOf(frame, clusterId)),
          onLink: (up) => {
            const value = {
              nodeId: uuidBytes(selfId),
              clusterId: uuidBytes(clusterId),
              reign: reignMessage(own),
              removals: removals().map(entryMessage),
            };
            if (up) uplink?.control(controlFrame({ case: 'inquiry', value }));
            else answer.resolve(undefined);
          },
          onFailed: () => answer.resolve(undefined),
          onStream: () => {},
        },
        security,
      );
      uplink.connect(`tcp://${reach.host}:${reach.controlPort}`);
      return await answer.promise;
    } catch {
      // An address that is none: nobody is there.
      return undefined;
    } finally {
      timer.cancel();
      this.#asking.delete(address);
      await endpoint.closeUplink(uplink);
    }
  }
}

function testimonyOf(frame: Uint8Array, clusterId: Uuid): Reign | undefined {
  try {
    const body = readControl(frame);
    if (body.case !== 'testimony' || body.value.clusterId.byteLength === 0) return undefined;
    return uuidFromBytes(body.value.clusterId) === clusterId ? reignOf(body.value.reign) : undefined;
  } catch {
    // Whatever answers there is no node that we can understand.
    return undefined;
  }
}
