import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { openScenario } from './browser.ts';
import { pageForAll } from './reused-page.ts';
import { screenCases } from './screens.ts';

const shown = pageForAll();

/** Gives the page axe. It is evaluated, not added as a script: the page's policy lets none in. */
const bringAxe = (page: Page): Promise<void> => page.evaluate(`${axe.source}; undefined`);

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** Rules that can come out otherwise in another theme. */
const rulesOfColour = ['color-contrast', 'link-in-text-block'];

/** What axe finds against WCAG 2.2 A and AA, or against some of its rules. */
function objections(page: Page, rules?: string[]): Promise<string[]> {
  const runOnly = rules === undefined ? { type: 'tag' as const, values: standards } : { type: 'rule' as const, values: rules };
  return page.evaluate(async (only) => {
    const { axe: injected } = window as unknown as { axe: typeof axe };
    const { violations } = await injected.run(document, { runOnly: only });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`),
    );
  }, runOnly);
}

describe('in both themes', () => {
  test.each(screenCases)(
    '$name has nothing that axe objects to, no console error and no policy violation',
    { timeout: 90_000 },
    async ({ scenario, go, ownPage = false }) => {
      // Without motion nothing is caught half faded in.
      const look = { reducedMotion: 'reduce', colorScheme: 'light' } as const;
      const opened = ownPage ? openScenario(shown.browser(), scenario, look) : shown.page().show(scenario, look);
      const { page, troubles, close } = await opened;
      try {
        await page.locator('html[data-theme=light]').waitFor();
        await go(page);
        await bringAxe(page);
        expect(await objections(page)).toEqual([]);
        await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
        await page.locator('html[data-theme=dark]').waitFor();
        expect(await objections(page, rulesOfColour)).toEqual([]);
        expect(troubles).toEqual([]);
      } finally {
        await close();
      }
    },
  );
});
