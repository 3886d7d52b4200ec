import type { Browser, BrowserContextOptions } from 'playwright-core';
import { show, watchedPage, type OpenedPage, type ScenarioName, type WatchedPage } from './browser.ts';

/** One page that shows one scenario after the other, which takes a third of the time of a page for each. */
export class ReusedPage {
  readonly #watched: WatchedPage;

  private constructor(watched: WatchedPage) {
    this.#watched = watched;
  }

  static async open(browser: Browser, options: BrowserContextOptions = {}): Promise<ReusedPage> {
    return new ReusedPage(await watchedPage(browser, options));
  }

  /** Shows a scenario until what it answers with is closed; then the next may be shown. */
  async show(scenario: ScenarioName): Promise<OpenedPage> {
    const node = await show(this.#watched, scenario);
    const close = async (): Promise<void> => {
      // First away from it, or the page would look for its node and complain.
      await this.#watched.page.goto('about:blank');
      await node.close();
    };
    return { ...this.#watched, node, close };
  }
}
