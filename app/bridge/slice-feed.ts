import type { Clock, Timer } from '../clock.ts';
import type { NodeParts } from './node-parts.ts';
import type { Watcher } from './server.ts';
import { buildSlice } from './slices.ts';
import type { SliceName } from './views.ts';

/** At most this often a slice is sent again. */
const minIntervalMs = 100;

/** Sends slices to those who watch them: at once when first asked, then when marked as changed, at most 10 times a second. */
export class SliceFeed {
  readonly #clock: Clock;
  readonly #parts: NodeParts;
  readonly #watchers = new Map<Watcher, Set<SliceName>>();
  readonly #changed = new Set<SliceName>();
  readonly #lastSent = new Map<SliceName, string>();
  #timer: Timer | undefined;

  constructor(clock: Clock, parts: NodeParts) {
    this.#clock = clock;
    this.#parts = parts;
  }

  watch(watcher: Watcher, names: readonly SliceName[]): void {
    const watched = this.#watchers.get(watcher) ?? new Set();
    this.#watchers.set(watcher, watched);
    for (const name of names) {
      watched.add(name);
      watcher.tell('slice', { name, value: buildSlice[name](this.#parts) });
    }
  }

  unwatch(watcher: Watcher): void {
    this.#watchers.delete(watcher);
  }

  /** What these slices show may have changed. */
  mark(...names: SliceName[]): void {
    // Whoever begins to watch is shown everything.
    if (this.#watchers.size === 0) return;
    for (const name of names) this.#changed.add(name);
    this.#timer ??= this.#clock.after(minIntervalMs, () => this.#send());
  }

  stop(): void {
    this.#timer?.cancel();
    this.#watchers.clear();
  }

  #send(): void {
    this.#timer = undefined;
    for (const name of this.#changed) {
      const watching = [...this.#watchers].filter(([, names]) => names.has(name));
      if (watching.length === 0) continue;
      const value = buildSlice[name](this.#parts);
      // Much of what is marked turns out the same; comparing is cheaper than drawing it again.
      const text = JSON.stringify(value);
      if (this.#lastSent.get(name) === text) continue;
      this.#lastSent.set(name, text);
      for (const [watcher] of watching) watcher.tell('slice', { name, value });
    }
    this.#changed.clear();
  }
}
