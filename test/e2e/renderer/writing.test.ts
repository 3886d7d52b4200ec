import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { openFirstText, type OpenedPage } from './browser.ts';
import { pageForAll } from './reused-page.ts';

const shown = pageForAll();

async function writing(use: (opened: OpenedPage & { document: string; text: () => string }) => Promise<void>): Promise<void> {
  const opened = await shown.page().show('newsroom');
  try {
    await noteFlags(opened.page);
    await openFirstText(opened.page);
    const document = opened.node.world.slices.documents[0]!.id;
    await use({ ...opened, document, text: () => opened.node.world.text(document).getText('body').toString() });
    expect(opened.node.badMessages).toEqual([]);
  } finally {
    await opened.close();
  }
}

/** Notes whose caret has shown its flag: on a busy machine it may have sunk before anybody looks. */
const noteFlags = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(window, { flagsSeen: seen });
    const look = (): void => {
      for (const caret of document.querySelectorAll('.remote-caret.flagged')) seen.push(caret.textContent ?? '');
    };
    new MutationObserver(look).observe(document, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: ['class'],
    });
  });
const flagsSeen = (page: Page): Promise<string> =>
  page.evaluate(() => (window as unknown as { flagsSeen: string[] }).flagsSeen.join());

const firstWords = (page: Page): Promise<string> => page.locator('.cm-line').first().innerText();

describe('writing', () => {
  test('what is typed reaches the node, and undo takes back one’s own words only', () =>
    writing(async ({ page, node, document, text, troubles }) => {
      await page.keyboard.press('Control+Home');
      await page.keyboard.type('Mine. ');
      await expect.poll(text).toMatch(/^Mine\. # The ferry/);
      node.world.typeElsewhere(document, 0, 'Theirs. ');
      await expect.poll(() => firstWords(page)).toContain('Theirs. Mine. ');
      await page.keyboard.press('Control+z');
      await expect.poll(text).toMatch(/^Theirs\. # The ferry/);
      expect(troubles).toEqual([]);
    }));

  test('the others’ carets have name flags that sink to a notch, and come back under the pointer', () =>
    writing(async ({ page, node, document }) => {
      // A machine that is slow to draw the text for the first time may be so for longer than a flag shows.
      node.world.typeElsewhere(document, 0, 'Before. ');
      node.world.tellCursors(document);
      const emil = page.locator('.remote-caret', { hasText: 'Emil' });
      await expect.poll(() => flagsSeen(page)).toContain('Emil');
      await expect.poll(() => emil.getAttribute('class'), { timeout: 5000 }).not.toContain('flagged');
      const box = (await emil.boundingBox())!;
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      await expect.poll(() => emil.locator('.remote-flag').evaluate((flag) => getComputedStyle(flag).opacity)).toBe('1');
      expect(await page.locator('.remote-selection').count()).toBeGreaterThan(0);
    }));

  test('what others type above does not move what one reads', () =>
    writing(async ({ page, node, document }) => {
      await page.locator('.cm-scroller').evaluate((scroller) => scroller.scrollTo({ top: 500 }));
      const line = page.locator('.cm-line', { hasText: 'What it will cost' });
      await line.waitFor();
      const before = (await line.boundingBox())!.y;
      node.world.typeElsewhere(document, 0, 'One more line.\n'.repeat(12));
      await expect.poll(() => page.locator('.cm-scroller').evaluate((scroller) => scroller.scrollTop)).toBeGreaterThan(600);
      expect(Math.abs((await line.boundingBox())!.y - before)).toBeLessThan(2);
    }));

  test('while the node is away writing goes on, says so, and goes out when it is back', () =>
    writing(async ({ page, node, document, text }) => {
      node.pause();
      const health = page.getByTestId('health');
      await expect.poll(() => health.textContent()).toContain('Banyan stopped on this machine');
      await page.keyboard.press('Control+Home');
      await page.keyboard.type('Written alone. ');
      await expect.poll(() => page.getByTestId('saved-state').textContent()).toContain('kept in this window');
      node.world.typeElsewhere(document, node.world.text(document).getText('body').length, 'Meanwhile.');
      node.resume();
      await expect.poll(text, { timeout: 10_000 }).toMatch(/^Written alone\. # The ferry[\s\S]*Meanwhile\.$/);
      await expect.poll(() => health.textContent()).toContain('in step');
      await expect.poll(() => page.getByTestId('saved-state').textContent()).toContain('Safe on 14 machines');
    }));

  test('the strip under the text shows the way of one’s last edit', () =>
    writing(async ({ page }) => {
      await page.keyboard.type('x');
      await page.getByRole('img', { name: 'The way of your last edit to 12 other machines' }).waitFor();
      expect(await page.locator('.strip-words').textContent()).toMatch(
        /Your last edit 12 others have it after [\d.]+ ms, 1 not yet/,
      );
      await page.keyboard.press('Control+Shift+L');
      await expect.poll(() => page.locator('.live-strip.folded').count()).toBe(1);
    }));

  test('find counts, steps, replaces, and Esc goes back to the text', () =>
    writing(async ({ page, text }) => {
      await page.keyboard.press('Control+f');
      await page.keyboard.type('boat');
      const found = page.getByRole('search').getByRole('status');
      await expect.poll(() => found.textContent()).toMatch(/^(1 of )?\d$/);
      await page.keyboard.press('Enter');
      await expect.poll(() => found.textContent()).toMatch(/^\d of \d$/);
      await page.getByRole('textbox', { name: 'Replace with' }).fill('ship');
      await page.getByRole('search').getByRole('button', { name: 'All' }).click();
      await expect.poll(text).not.toContain('boat ');
      await page.getByRole('textbox', { name: 'Replace with' }).press('Escape');
      await expect.poll(() => page.getByRole('search').count()).toBe(0);
      await expect.poll(() => page.evaluate(() => document.activeElement?.classList.contains('cm-content'))).toBe(true);
    }));

  test('the toolbar formats, and the outline follows', () =>
    writing(async ({ page, text }) => {
      await page.keyboard.press('Control+End');
      await page.keyboard.press('Enter');
      await page.keyboard.type('Afterwards');
      await page.getByRole('button', { name: 'Heading' }).click();
      await expect.poll(text).toMatch(/\n# Afterwards$/);
      await page.getByRole('navigation', { name: 'Outline' }).getByRole('button', { name: 'Afterwards' }).waitFor();
      await page
        .getByRole('navigation', { name: 'Outline' })
        .getByRole('button', { name: /Who asked for it/ })
        .click();
      await expect.poll(() => page.locator('.cm-scroller').evaluate((scroller) => scroller.scrollTop)).toBeGreaterThan(100);
    }));

  test('a checkbox is ticked with the pointer', () =>
    writing(async ({ page, text }) => {
      await page.keyboard.press('Control+Home');
      await page.locator('.task-box').nth(1).click();
      await expect.poll(text).toContain('- [x] Photo of the landing stage');
    }));
});
