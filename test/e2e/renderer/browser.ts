import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { startScriptedNode, type ScriptedNode } from '../../fixtures/scripted-node.ts';
import type { ScenarioName } from '../../fixtures/scripted-node-scenarios.ts';

/** A page, with everything that went wrong in it. */
export interface WatchedPage {
  page: Page;
  /** Errors and warnings of the console, and violations of the page's policy. */
  troubles: string[];
}

/** A page on a scripted node. */
export interface OpenedPage extends WatchedPage {
  node: ScriptedNode;
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
  const watched = await watchedPage(browser, options);
  await prepare(watched.page);
  const node = await show(watched, scenario);
  const close = async (): Promise<void> => {
    await watched.page.context().close();
    await node.close();
  };
  return { ...watched, node, close };
}

/** Shows a scenario in a page, and waits until the window has been told everything. */
export async function show({ page, troubles }: WatchedPage, scenario: ScenarioName): Promise<ScriptedNode> {
  const node = await startScriptedNode(scenario);
  troubles.length = 0;
  await page.goto(node.url);
  await page.getByTestId('health').waitFor();
  return node;
}

/** A page in a context of its own. */
export async function watchedPage(browser: Browser, options: BrowserContextOptions): Promise<WatchedPage> {
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

/** Fails when the page had errors, warnings or violations of its policy. */
export function nothingWentWrong({ troubles }: WatchedPage): void {
  expect(troubles).toEqual([]);
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
    nothingWentWrong(opened);
  } finally {
    await opened.close();
  }
}

/** Opens the first document of the list and waits until its text is there. */
export async function openFirstText(page: Page): Promise<void> {
  await page.locator('.document-name').first().click();
  await page.locator('[data-loaded=true] .cm-content').waitFor();
}
