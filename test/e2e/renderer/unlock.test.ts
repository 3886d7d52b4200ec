import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { withScenario } from './browser.ts';
import { lockDesktop } from './locked-desktop.ts';
import { pageForAll } from './reused-page.ts';

const shown = pageForAll();

const withLocked = (use: (page: Page) => Promise<void>): Promise<void> =>
  withScenario(shown.browser(), 'newsroom', {}, async ({ page }) => {
    await lockDesktop(page);
    await use(page);
  });
const tell = (page: Page, state: string, sentence?: string): Promise<void> =>
  page.evaluate((told) => window.lockedDesktop.tell(told), { state, ...(sentence && { sentence }) });
const given = (page: Page): Promise<string[]> => page.evaluate(() => window.lockedDesktop.given);

describe('the window on a locked data folder', () => {
  test('is opened from the keyboard alone', () =>
    withLocked(async (page) => {
      const field = page.getByLabel('Passphrase');
      await expect.poll(() => field.evaluate((element) => element === document.activeElement)).toBe(true);
      expect(await field.getAttribute('type')).toBe('password');
      await page.keyboard.press('Enter');
      await page.getByRole('alert').getByText('Type the passphrase first').waitFor();
      await page.keyboard.type('correct horse');
      await page.keyboard.press('Enter');
      expect(await given(page)).toEqual(['correct horse']);
      await tell(page, 'checking');
      await page.getByRole('status').getByText('Checking the passphrase').waitFor();
      await page.keyboard.press('Enter');
      expect(await given(page)).toEqual(['correct horse']);
      await tell(page, 'starting');
      await page.getByRole('status').getByText('Opening your documents').waitFor();
      await tell(page, 'open');
      await page.getByTestId('health').waitFor();
    }));

  test('says that it was wrong, and the next one can be typed at once', () =>
    withLocked(async (page) => {
      await page.keyboard.type('wrong horse');
      await page.keyboard.press('Enter');
      await tell(page, 'checking');
      await tell(page, 'wrong');
      await page.getByRole('alert').getByText('That is not the passphrase').waitFor();
      await page.keyboard.type('right horse');
      await page.keyboard.press('Enter');
      expect(await given(page)).toEqual(['wrong horse', 'right horse']);
    }));

  test('says why it could not be checked', () =>
    withLocked(async (page) => {
      await tell(page, 'failed', 'passphrase.json can’t be read. Bring it back from a backup.');
      await page.getByRole('alert').getByText('Bring it back from a backup').waitFor();
    }));

  test('says nothing of the folder before it is open', () =>
    withLocked(async (page) => {
      expect(await page.getByTestId('health').count()).toBe(0);
      expect(await page.locator('body').textContent()).not.toMatch(/Mira|Kestrel/);
    }));
});

test('the card of oneself says how things lie on this disk', () =>
  shown.page().use('newsroom', {}, async ({ page, node }) => {
    await page.getByRole('button', { name: /Change name, colour or theme/ }).click();
    const section = page.getByRole('region', { name: 'On this disk' });
    await section.getByText('Encrypted under a passphrase. Keys are sealed by this system’s keyring.').waitFor();
    node.world.set('self', { ...node.world.slices.self, atRest: { passphrase: false, keys: 'weak-keyring' } });
    await section
      .getByText(/Not encrypted\. Keys lie in a file that only you can read\. This system’s keyring .*basic text/)
      .waitFor();
    await section.getByText('banyan passphrase set').waitFor();
  }));
