import {
  BanyanError,
  openBridge,
  slices,
  type Bridge,
  type BridgeChannel,
  type CommandInput,
  type CommandName,
  type CommandOutput,
  type EventName,
  type EventPayload,
  type Slice,
  type SliceName,
} from '../../app/bridge/index.ts';
import { reconnectPauseMs } from './backoff.ts';

/** What happens to the connection between this window and its node. */
export interface LinkListener {
  onOpen(): void;
  /** The node went away, or could not be reached once more. */
  onAway(): void;
  onSlice<Name extends SliceName>(name: Name, value: Slice<Name>): void;
}

export interface LinkParts {
  /** Opens a fresh channel; rejects when the node is away. */
  dial: () => Promise<BridgeChannel>;
  listener: LinkListener;
  /** Runs something after a pause in milliseconds; answers with how to cancel it. */
  after: (pauseMs: number, run: () => void) => () => void;
}

const sliceNames = Object.keys(slices) as SliceName[];

/** Keeps one bridge to the node open: dials again with growing pauses, and watches all slices anew each time. */
export class NodeLink {
  readonly #parts: LinkParts;
  readonly #openListeners = new Set<() => void>();
  readonly #eventListeners = new Map<EventName, Set<(payload: never) => void>>();
  #bridge: Bridge | undefined;
  #dialling = false;
  #stopped = false;
  #failures = 0;
  #cancelRetry = (): void => {};

  constructor(parts: LinkParts) {
    this.#parts = parts;
  }

  start(): void {
    void this.#dial();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelRetry();
    this.#bridge?.close();
  }

  /** Dials now instead of after the pause. */
  retry(): void {
    this.#cancelRetry();
    void this.#dial();
  }

  /** Runs a command at the node. Rejects with {@link BanyanError}; `closed` while the node is away. */
  async call<Name extends CommandName>(name: Name, input: CommandInput<Name>): Promise<CommandOutput<Name>> {
    if (this.#bridge === undefined) throw new BanyanError('closed', 'Banyan is not running on this machine at the moment.');
    return this.#bridge.call(name, input);
  }

  /** Listens to an event over all reconnections; answers with how to stop. */
  on<Name extends EventName>(name: Name, listener: (payload: EventPayload<Name>) => void): () => void {
    const set = this.#eventListeners.get(name) ?? new Set();
    this.#eventListeners.set(name, set);
    set.add(listener as (payload: never) => void);
    return () => set.delete(listener as (payload: never) => void);
  }

  /** Runs something each time the bridge has opened (at once if it is open); answers with how to stop. */
  whenOpen(listener: () => void): () => void {
    this.#openListeners.add(listener);
    if (this.#bridge !== undefined) listener();
    return () => this.#openListeners.delete(listener);
  }

  async #dial(): Promise<void> {
    if (this.#bridge !== undefined || this.#dialling || this.#stopped) return;
    this.#dialling = true;
    try {
      this.#opened(openBridge(await this.#parts.dial()));
    } catch {
      this.#lost();
    } finally {
      this.#dialling = false;
    }
  }

  #opened(bridge: Bridge): void {
    this.#bridge = bridge;
    this.#failures = 0;
    for (const name of sliceNames) bridge.onSlice(name, (value) => this.#parts.listener.onSlice(name, value));
    for (const name of ['fragments', 'cursors', 'trace', 'happened'] as const) {
      bridge.on(name, (payload) => {
        for (const listener of this.#eventListeners.get(name) ?? []) listener(payload as never);
      });
    }
    bridge.onClose(() => this.#lost());
    this.#parts.listener.onOpen();
    // A link that closes meanwhile is dialled again, and watches again then.
    bridge.call('watch', { slices: sliceNames }).catch(() => undefined);
    for (const listener of this.#openListeners) listener();
  }

  #lost(): void {
    this.#bridge = undefined;
    if (this.#stopped) return;
    this.#parts.listener.onAway();
    this.#cancelRetry = this.#parts.after(reconnectPauseMs(this.#failures++), () => void this.#dial());
  }
}
