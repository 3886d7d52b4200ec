import { SideHandle } from './side-handle.ts';
import type { Part } from './part.ts';

/** Where the processes of one run stand; all of them end with it. */
export class Stage {
  readonly #sides: Promise<SideHandle>[] = [];

  private constructor() {}

  /** Runs `use` on a new stage and clears it, however that ends. */
  static async with<Result>(use: (stage: Stage) => Promise<Result>): Promise<Result> {
    const stage = new Stage();
    try {
      return await use(stage);
    } finally {
      const started = await Promise.allSettled(stage.#sides);
      await Promise.all(started.map((side) => side.status === 'fulfilled' && side.value.end()));
    }
  }

  /** One more process. Rejects with what went wrong in it. */
  start(part: Part): Promise<SideHandle> {
    const side = SideHandle.start(part);
    this.#sides.push(side);
    return side;
  }

  /** Several processes that are the same. */
  startEach(count: number, part: Part): Promise<SideHandle[]> {
    return Promise.all(Array.from({ length: count }, () => this.start(part)));
  }
}
