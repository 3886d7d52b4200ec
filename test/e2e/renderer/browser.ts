import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { startScriptedNode, type ScriptedNode } from '../../fixtures/scripted-node.ts';
import type { ScenarioName } from '../../fixtures/scripted-node-scenarios.ts';

/** A page on a scripted node, with everything that went wrong in it. */
export interface OpenedPage {
  page: Page;
  node: ScriptedNode;
  /** Errors and warnings of the console, and violations of the page's policy. */
  troubles: string[];
  close(): Promise<void>;
}

export type { ScenarioName } from '../../fixtures/scripted-node-scenarios.ts';
export { launchBrowser } from '../browser.ts';

/** Opens a scenario and waits until the window has been told everything. */
export async function openScenario(
  browser: Browser,
  scenario: ScenarioName,
  options: BrowserContextOptions = {},
  /** Runs before the page is loaded. */
  prepare: (page: Page) => Promise<void> = async () => {},
): Promise<OpenedPage> {
  const node = await startScriptedNode(scenario);
  const { page, troubles } = await watchedPage(browser, options);
  await prepare(page);
  await page.goto(node.url);
  await page.getByTestId('health').waitFor();
  return {
    page,
    node,
    troubles,
    close: async () => {
      await page.context().close();
      await node.close();
    },
  };
}

/** One page that shows one scenario after the other, which takes a third of the time of a page for each. */
export class ReusedPage {
  readonly #page: Page;
  readonly #troubles: string[];

  private constructor({ page, troubles }: WatchedPage) {
    this.#page = page;
    this.#troubles = troubles;
  }

  static async open(browser: Browser, options: BrowserContextOptions = {}): Promise<ReusedPage> {
    return new ReusedPage(await watchedPage(browser, options));
  }

  /** Shows a scenario until what it answers with is closed; then the next may be shown. */
  async show(scenario: ScenarioName): Promise<OpenedPage> {
    const [page, troubles] = [this.#page, this.#troubles];
    const node = await startScriptedNode(scenario);
    troubles.length = 0;
    await page.goto(node.url);
    await page.getByTestId('health').waitFor();
    return {
      page,
      node,
      troubles,
      close: async () => {
        // First away from it, or the page would look for its node and complain.
        await page.goto('about:blank');
        await node.close();
      },
    };
  }
}

interface WatchedPage {
  page: Page;
  troubles: string[];
}

/** A page in a context of its own, with everything that goes wrong in it. */
async function watchedPage(browser: Browser, options: BrowserContextOptions): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', ...options });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') troubles.push(message.text());
  });
  page.on('pageerror', (error) => troubles.push(error.message));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) =>
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`),
    );
  });
  return { page, troubles };
}

/** Uses a page on a scenario, in which nothing may have gone wrong at the end, and closes it. */
export async function withScenario(
  browser: Browser,
  scenario: ScenarioName,
  options: BrowserContextOptions,
  use: (opened: OpenedPage) => Promise<void>,
): Promise<void> {
  const opened = await openScenario(browser, scenario, options);
  try {
    await use(opened);
    expect(opened.troubles).toEqual([]);
  } finally {
    await opened.close();
  }
}

/** Opens the first document of the list and waits until its text is there. */
export async function openFirstText(page: Page): Promise<void> {
  await page.locator('.document-name').first().click();
  await page.locator('[data-loaded=true] .cm-content').waitFor();
}
