import { telemetryDefaults } from '../config.ts';

/** Something that happened, as one sentence in the past tense. */
export interface Happening<Kind extends string> {
  at: number;
  kind: Kind;
  nodeId: string | null;
  sentence: string;
}

/** The newest happenings, oldest first; bounded. */
export class Happenings<Kind extends string> {
  readonly #kept: Happening<Kind>[] = [];
  readonly #listeners: ((happening: Happening<Kind>) => void)[] = [];

  onHappening(listener: (happening: Happening<Kind>) => void): void {
    this.#listeners.push(listener);
  }

  add(happening: Happening<Kind>): void {
    this.#kept.push(happening);
    if (this.#kept.length > telemetryDefaults.happenings) this.#kept.shift();
    for (const listener of this.#listeners) listener(happening);
  }

  all(): Happening<Kind>[] {
    return [...this.#kept];
  }
}
