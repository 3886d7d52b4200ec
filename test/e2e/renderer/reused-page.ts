import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import {
  launchBrowser,
  nothingWentWrong,
  show,
  watchedPage,
  type OpenedPage,
  type ScenarioName,
  type WatchedPage,
} from './browser.ts';

/** How the page looks in one test; what is left out is 1440 × 900, light, in motion. */
export interface PageLook {
  viewport?: { width: number; height: number };
  colorScheme?: 'light' | 'dark';
  reducedMotion?: 'reduce' | 'no-preference';
}

/**
 * One page that shows one scenario after the other, which takes a third of the time of a page for each. Each scenario
 * has an origin of its own, so that nothing that is remembered gets from one to the next.
 */
export class ReusedPage {
  readonly #watched: WatchedPage;

  private constructor(watched: WatchedPage) {
    this.#watched = watched;
  }

  static async open(browser: Browser): Promise<ReusedPage> {
    return new ReusedPage(await watchedPage(browser, {}));
  }

  /** Shows a scenario until what it answers with is closed; then the next may be shown. */
  async show(scenario: ScenarioName, look: PageLook = {}): Promise<OpenedPage> {
    const { page } = this.#watched;
    await page.setViewportSize(look.viewport ?? { width: 1440, height: 900 });
    await page.emulateMedia({ colorScheme: look.colorScheme ?? 'light', reducedMotion: look.reducedMotion ?? 'no-preference' });
    await page.mouse.move(0, 0);
    const node = await show(this.#watched, scenario);
    const close = async (): Promise<void> => {
      // First away from it, or the page would look for its node and complain.
      await page.goto('about:blank');
      await node.close();
    };
    return { ...this.#watched, node, close };
  }

  /** Uses the page on a scenario, in which nothing may have gone wrong at the end. */
  async use(scenario: ScenarioName, look: PageLook, use: (opened: OpenedPage) => Promise<void>): Promise<void> {
    const opened = await this.show(scenario, look);
    try {
      await use(opened);
      nothingWentWrong(opened);
    } finally {
      await opened.close();
    }
  }
}

/** A browser with one page for all tests of a file; to be called where the tests are described. */
export function pageForAll(): { browser(): Browser; page(): ReusedPage } {
  let browser: Browser;
  let page: ReusedPage;
  beforeAll(async () => {
    browser = await launchBrowser('one-process');
    page = await ReusedPage.open(browser);
  }, 30_000);
  afterAll(() => browser.close());
  return { browser: () => browser, page: () => page };
}
