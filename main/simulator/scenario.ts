import type { Stage } from './stage.ts';
import type { WorldOptions } from './world.ts';

/** A course of events, and what must hold after each of them. Whatever happens by chance follows from the seed. */
export interface Scenario {
  /** One line for people. */
  readonly about: string;
  readonly world?: Partial<WorldOptions>;
  run(stage: Stage): Promise<void>;
}
