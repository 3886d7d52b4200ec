import type { Clock } from '../clock.ts';
import { doorDefaults } from '../config.ts';
import { parseHostPort, portOf } from '../endpoint/address.ts';
import { BanyanError } from '../errors.ts';
import { publicKeysOf, signingKeyBytes, type NodeKeys } from '../identity/keys.ts';
import { curveKeyBytes } from '../transport/curve-keys.ts';
import type { Router, Transport } from '../transport/transport.ts';
import { controlFrame, readControl } from '../wire/control-message.ts';
import { Allowance } from './allowance.ts';
import { reachText } from './reach.ts';

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
      if (this.#answer === undefined || !isKnock(frame) || !this.#allowance.take()) return;
      // Who does not wait for the answer does not get it.
      this.#router.send(peer, this.#answer).catch(() => {});
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
}

/** Asks at the door `host:port` who is there; answers with its reach. Fails with `address-invalid`, `timed-out`. */
export async function knock(parts: Pick<DoorParts, 'transport' | 'clock'>, address: string, timeoutMs: number): Promise<string> {
  const { host, port } = parseHostPort(address);
  const dealer = parts.transport.dealer(socketOptions);
  const answer = Promise.withResolvers<string>();
  const nobody = new BanyanError('timed-out', `Nobody answers at ${address}. Check the address, and that Banyan runs there.`);
  const timer = parts.clock.after(timeoutMs, () => answer.reject(nobody));
  dealer.onFrame((frame) => {
    const reach = reachIn(frame, host, port);
    if (reach !== undefined) answer.resolve(reach);
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

function reachIn(frame: Uint8Array, host: string, doorPort: number): string | undefined {
  try {
    const body = readControl(frame);
    if (body.case !== 'door') return undefined;
    const { signingKey, curveKey, controlPort } = body.value;
    if (signingKey.byteLength !== signingKeyBytes || curveKey.byteLength !== curveKeyBytes) return undefined;
    return controlPort < 1 || controlPort > 65_535 ? undefined : reachText({ host, doorPort, controlPort, key: curveKey });
  } catch {
    // Whatever answers there is no node that we can understand.
    return undefined;
  }
}

function isKnock(frame: Uint8Array): boolean {
  try {
    return readControl(frame).case === 'knock';
  } catch {
    return false;
  }
}
