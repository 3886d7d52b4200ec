import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { openFirstText, type OpenedPage, type ScenarioName } from './browser.ts';
import { pageForAll } from './reused-page.ts';

const shown = pageForAll();

const withPage = (scenario: ScenarioName, use: (opened: OpenedPage) => Promise<void>): Promise<void> =>
  shown.page().use(scenario, { reducedMotion: 'reduce' }, use);

const focusedRegion = (page: Page): Promise<string | null> =>
  page.evaluate(() => document.activeElement?.closest('[data-region]')?.getAttribute('data-region') ?? null);

describe('with the keyboard alone', () => {
  test('F6 goes through all regions of a text and round again, Shift F6 back', () =>
    withPage('newsroom', async ({ page }) => {
      await openFirstText(page);
      await page.getByRole('navigation', { name: 'Outline' }).getByRole('button').first().waitFor();
      const seen: (string | null)[] = [];
      for (let press = 0; press < 7; press++) {
        await page.keyboard.press('F6');
        seen.push(await focusedRegion(page));
      }
      expect(new Set(seen)).toEqual(new Set(['Title bar', 'Sidebar', 'Toolbar', 'Outline', 'Text', 'Live strip', 'Status']));
      const last = seen.at(-1);
      await page.keyboard.press('Shift+F6');
      expect(await focusedRegion(page)).not.toBe(last);
    }));

  test('the palette finds a document, opens it, and gives the focus to the text', () =>
    withPage('newsroom', async ({ page }) => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('house');
      await page.getByRole('option', { name: /House style/ }).waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('textbox', { name: 'House style' }).waitFor();
      await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('House style');
    }));

  test('the palette takes commands after > and people after @', () =>
    withPage('newsroom', async ({ page }) => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('>tree');
      await page.keyboard.press('Enter');
      await page.getByRole('tree').waitFor();
      await page.keyboard.press('Control+k');
      await page.keyboard.type('@hana');
      expect(await page.getByRole('option').count()).toBe(1);
      await page.keyboard.press('Escape');
      await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    }));

  test('arrows move through the tree, every step has its words, Enter looks at a machine', () =>
    withPage('newsroom', async ({ page }) => {
      await page.keyboard.press('Control+3');
      const tree = page.getByRole('tree');
      await tree.focus();
      const spoken = (): Promise<string | null> =>
        page.evaluate(
          () =>
            document
              .getElementById(document.activeElement?.getAttribute('aria-activedescendant') ?? '')
              ?.getAttribute('aria-label') ?? null,
        );
      expect(await spoken()).toMatch(/^newsroom-mini, root/);
      await page.keyboard.press('ArrowDown');
      expect(await spoken()).toMatch(/^bens-laptop, relay, carries 3, in step, 1.2 ms, under newsroom-mini, 1 of 4$/);
      await page.keyboard.press('ArrowDown');
      expect(await spoken()).toMatch(/^miras-laptop, you, leaf/);
      await page.keyboard.press('ArrowRight');
      expect(await spoken()).toMatch(/^chidis-laptop/);
      await page.keyboard.press('Enter');
      await page.getByRole('complementary', { name: 'Inspector' }).getByRole('heading', { name: 'chidis-laptop' }).waitFor();
      await page.keyboard.press('ArrowUp');
      expect(await spoken()).toMatch(/^bens-laptop/);
    }));

  test('T shows the table, where arrows move too', () =>
    withPage('newsroom', async ({ page }) => {
      await page.keyboard.press('Control+3');
      await page.getByRole('tree').waitFor();
      await page.keyboard.press('t');
      await page.getByRole('row', { name: /newsroom-mini/ }).focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.getByRole('complementary', { name: 'Inspector' }).getByRole('heading', { name: 'bens-laptop' }).waitFor();
      await page.keyboard.press('y');
      await page.getByRole('tree').waitFor();
    }));

  test('a bundle opens with Enter', () =>
    withPage('field-week', async ({ page }) => {
      await page.keyboard.press('Control+3');
      await page.getByRole('tree').focus();
      const before = await page.getByRole('treeitem').count();
      await page.getByRole('treeitem', { name: /24 machines folded/ }).click();
      await expect.poll(() => page.getByRole('treeitem').count()).toBe(before + 23);
    }));

  test('shortcuts lead everywhere, and Alt with the arrows back and forth', () =>
    withPage('newsroom', async ({ page }) => {
      const title = page.locator('header h1');
      await page.keyboard.press('Control+2');
      await expect.poll(() => title.textContent()).toBe('Documents');
      await page.keyboard.press('Control+3');
      await expect.poll(() => title.textContent()).toBe('Live tree');
      await page.keyboard.press('Alt+ArrowLeft');
      await expect.poll(() => title.textContent()).toBe('Documents');
      await page.keyboard.press('Alt+ArrowRight');
      await expect.poll(() => title.textContent()).toBe('Live tree');
      await page.keyboard.press('Control+\\');
      await expect.poll(() => page.getByRole('navigation', { name: 'Main' }).count()).toBe(0);
    }));
});
