import { sentenceOf } from '../errors.ts';
import type { Log } from '../log.ts';

/** Tells every listener the news. One that throws is logged, and the others still hear of it. */
export function tellAll<T>(log: Log, listeners: readonly ((news: T) => void)[], news: T): void {
  for (const listener of listeners) {
    try {
      listener(news);
    } catch (thrown) {
      log.error('a listener failed', { cause: sentenceOf(thrown) });
    }
  }
}
