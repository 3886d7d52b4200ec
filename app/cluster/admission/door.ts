import type { Clock } from '../../clock.ts';
import { doorDefaults } from '../../config.ts';
import { parseHostPort, portOf } from '../../endpoint/address.ts';
import { BanyanError } from '../../errors.ts';
import { publicKeysOf, signingKeyBytes, type NodeKeys } from '../../identity/keys.ts';
import { curveKeyBytes } from '../../transport/curve-keys.ts';
import type { Router, Transport } from '../../transport/transport.ts';
import { controlFrame, readControl } from '../../wire/control-message.ts';
import { versionRefusal } from '../../wire/frame.ts';
import { Allowance } from '../../allowance.ts';
import { reachText } from '../reach.ts';

/** Nothing longer than a knock or its answer is ever read at a door. */
const socketOptions = { highWaterMark: 16, maxFrameBytes: 1024, sendTimeoutMs: 1000 } as const;

export interface DoorParts {
  transport: Transport;
  clock: Clock;
  keys: NodeKeys;
}

/**
 * The one socket of a node that speaks in the clear: to everybody who knocks it says its public keys and where its
 * control socket is, and nothing else. Whoever was told an address by a person needs that for the first meeting. It proves
 * nothing: that the right one answered is for the people to see, by the fingerprint.
 */
export class Door {
  readonly #parts: DoorParts;
  readonly #router: Router;
  readonly #allowance: Allowance;
  #answer: Uint8Array | undefined;

  constructor(parts: DoorParts) {
    this.#parts = parts;
    this.#allowance = new Allowance(parts.clock, doorDefaults.answers);
    this.#router = parts.transport.router({ ...socketOptions, callers: doorDefaults.callers });
    this.#router.onFrame((peer, frame) => {
      const answer = this.#answerTo(frame);
      if (answer === undefined || !this.#allowance.take()) return;
      // Who does not wait for the answer does not get it.
      this.#router.send(peer, answer).catch(() => {});
    });
  }

  /** Opens it; answers with its port. Fails with `port-in-use`, `address-invalid`. */
  async open(address: string): Promise<number> {
    return portOf(await this.#router.bind(address));
  }

  /** Says from now on where the control socket is. */
  lead(controlPort: number): void {
    const { signing, curve } = publicKeysOf(this.#parts.keys);
    this.#answer = controlFrame({ case: 'door', value: { signingKey: signing, curveKey: curve, controlPort } });
  }

  close(): Promise<void> {
    return this.#router.close();
  }

  /** What is said to this frame; nothing to what is no knock. Who speaks another version is told so (PROTOCOL.md, rule V2). */
  #answerTo(frame: Uint8Array): Uint8Array | undefined {
    try {
      return readControl(frame).case === 'knock' ? this.#answer : undefined;
    } catch (thrown) {
      return isAnotherVersion(thrown) ? versionRefusal(frame[1]!) : undefined;
    }
  }
}

/**
 * Asks at the door `host:port` who is there; answers with its reach. Fails with `address-invalid`, `timed-out`,
 * `version-mismatch`.
 */
export async function knock(parts: Pick<DoorParts, 'transport' | 'clock'>, address: string, timeoutMs: number): Promise<string> {
  const { host, port } = parseHostPort(address);
  const dealer = parts.transport.dealer(socketOptions);
  const answer = Promise.withResolvers<string>();
  const nobody = new BanyanError('timed-out', `Nobody answers at ${address}. Check the address, and that Banyan runs there.`);
  const timer = parts.clock.after(timeoutMs, () => answer.reject(nobody));
  dealer.onFrame((frame) => {
    try {
      const reach = reachIn(frame, host, port);
      if (reach !== undefined) answer.resolve(reach);
    } catch (thrown) {
      answer.reject(thrown);
    }
  });
  dealer.connect(`tcp://${host}:${port}`);
  // Resolves when there is a link; when there never is one, the time is up.
  dealer.send(controlFrame({ case: 'knock', value: {} })).catch(() => {});
  try {
    return await answer.promise;
  } finally {
    timer.cancel();
    await dealer.close();
  }
}

/** Throws `version-mismatch`. */
function reachIn(frame: Uint8Array, host: string, doorPort: number): string | undefined {
  try {
    const body = readControl(frame);
    if (body.case !== 'door') return undefined;
    const { signingKey, curveKey, controlPort } = body.value;
    if (signingKey.byteLength !== signingKeyBytes || curveKey.byteLength !== curveKeyBytes) return undefined;
    return controlPort < 1 || controlPort > 65_535 ? undefined : reachText({ host, doorPort, controlPort, key: curveKey });
  } catch (thrown) {
    if (isAnotherVersion(thrown)) throw thrown;
    // Whatever answers there is no node that we can understand.
    return undefined;
  }
}

const isAnotherVersion = (thrown: unknown): boolean => thrown instanceof BanyanError && thrown.code === 'version-mismatch';
