import { AxeBuilder } from '@axe-core/playwright';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser, openScenario } from './browser.ts';
import { screenCases } from './screens.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
}, 30_000);
afterAll(() => browser.close());

describe.each(['light', 'dark'] as const)('in the %s theme', (colorScheme) => {
  test.each(screenCases)(
    '$name has nothing that axe objects to, no console error and no policy violation',
    { timeout: 60_000 },
    async ({ scenario, go }) => {
      // Without motion nothing is caught half faded in.
      const { page, troubles, close } = await openScenario(browser, scenario, { colorScheme, reducedMotion: 'reduce' });
      try {
        await go(page);
        const { violations } = await new AxeBuilder({ page })
          .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
          .analyze();
        const found = violations.flatMap(({ id, nodes }) =>
          nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`),
        );
        expect(found).toEqual([]);
        expect(troubles).toEqual([]);
      } finally {
        await close();
      }
    },
  );
});
