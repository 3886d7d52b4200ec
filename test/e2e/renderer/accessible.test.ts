import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser, openScenario } from './browser.ts';
import { ReusedPage } from './reused-page.ts';
import { screenCases } from './screens.ts';

let browser: Browser;
let reused: ReusedPage;
beforeAll(async () => {
  browser = await launchBrowser();
  // Without motion nothing is caught half faded in.
  reused = await ReusedPage.open(browser, { reducedMotion: 'reduce' });
}, 30_000);
afterAll(() => browser.close());

/** Gives the page axe. It is evaluated, not added as a script: the page's policy lets none in. */
const bringAxe = (page: Page): Promise<void> => page.evaluate(`${axe.source}; undefined`);

/** What axe finds against WCAG 2.2 A and AA. */
function objections(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const { axe: injected } = window as unknown as { axe: typeof axe };
    const { violations } = await injected.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`),
    );
  });
}

describe('in both themes', () => {
  test.each(screenCases)(
    '$name has nothing that axe objects to, no console error and no policy violation',
    { timeout: 90_000 },
    async ({ scenario, go, ownPage = false }) => {
      const opened = ownPage ? openScenario(browser, scenario, { reducedMotion: 'reduce' }) : reused.show(scenario);
      const { page, troubles, close } = await opened;
      try {
        await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
        await page.locator('html[data-theme=light]').waitFor();
        await go(page);
        await bringAxe(page);
        expect(await objections(page)).toEqual([]);
        await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
        await page.locator('html[data-theme=dark]').waitFor();
        expect(await objections(page)).toEqual([]);
        expect(troubles).toEqual([]);
      } finally {
        await close();
      }
    },
  );
});
