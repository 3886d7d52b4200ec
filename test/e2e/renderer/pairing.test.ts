import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { OpenedPage, ScenarioName } from './browser.ts';
import { pageForAll } from './reused-page.ts';

const shown = pageForAll();

const withPage = (scenario: ScenarioName, use: (opened: OpenedPage) => Promise<void>): Promise<void> =>
  shown.page().use(scenario, { reducedMotion: 'reduce' }, use);

const words = (page: Page) => [
  page.getByRole('combobox', { name: 'First word' }),
  page.getByRole('combobox', { name: 'Second word' }),
  page.getByRole('textbox', { name: 'Two digits' }),
];

async function openJoin(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Join a cluster' }).click();
  await words(page)[0]!.waitFor();
}

describe('joining by a code', () => {
  test('with the keyboard alone: words are completed, and the next field has the focus', () =>
    withPage('alone', async ({ page }) => {
      await openJoin(page);
      await words(page)[0]!.focus();
      await page.keyboard.type('ambe');
      await page.keyboard.press('Tab');
      await page.keyboard.type('ot');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Enter');
      await page.keyboard.type('47');
      expect(await Promise.all(words(page).map((field) => field.inputValue()))).toEqual(['amber', 'otter', '47']);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Asked to join Kestrel newsroom' }).waitFor();
      await page.getByText('Mira Sandoval at miras-laptop is asked').waitFor();
      await page.getByRole('button', { name: 'Stop asking' }).click();
      await page.getByRole('heading', { name: 'Join with a code' }).waitFor();
    }));

  test('a whole code that is pasted anywhere fills all three fields', () =>
    withPage('alone', async ({ page }) => {
      await openJoin(page);
      await words(page)[0]!.focus();
      await page.evaluate(() => {
        const data = new DataTransfer();
        data.setData('text', ' Amber Otter 47 ');
        document.activeElement!.dispatchEvent(
          new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
        );
      });
      expect(await Promise.all(words(page).map((field) => field.inputValue()))).toEqual(['amber', 'otter', '47']);
    }));

  test('a word that is in no code is named before a try is spent', () =>
    withPage('alone', async ({ page }) => {
      await openJoin(page);
      await words(page)[0]!.fill('ambr');
      await page.getByRole('alert').getByText('“ambr” is in no code').waitFor();
      expect(await page.getByRole('button', { name: 'Join', exact: true }).isDisabled()).toBe(true);
    }));

  test('wrong words show the tries and the time that are left', () =>
    withPage('alone', async ({ page }) => {
      await openJoin(page);
      await words(page)[0]!.fill('amber');
      await words(page)[1]!.fill('olive');
      await words(page)[2]!.fill('47');
      await page.getByRole('button', { name: 'Join', exact: true }).click();
      await page.getByRole('alert').getByText('Those are not the words').waitFor();
      await page.getByText('2 tries left').waitFor();
      await page.getByText(/Good for another 1:\d\d/).waitFor();
    }));
});

describe('letting somebody in', () => {
  test('Enter does nothing, Esc puts it off, and it waits on Home', () =>
    withPage('approving', async ({ page, node }) => {
      const dialog = page.getByRole('dialog', { name: /Let Noor Bakker into Kestrel newsroom/ });
      await dialog.getByText('copper').waitFor();
      await page.keyboard.press('Enter');
      expect(node.world.slices.pairing.requests).toHaveLength(1);
      expect(await dialog.isVisible()).toBe(true);
      await page.keyboard.press('Escape');
      await expect.poll(() => dialog.count()).toBe(0);
      await page.getByRole('button', { name: 'Decide about Noor Bakker' }).click();
      await dialog.getByText('Viewer', { exact: true }).click();
      expect(await dialog.getByRole('checkbox', { name: 'May carry others' }).isDisabled()).toBe(true);
      await dialog.getByRole('button', { name: 'Let in as viewer' }).click();
      await expect.poll(() => node.world.slices.pairing.requests.length).toBe(0);
      await expect.poll(() => dialog.count()).toBe(0);
    }));

  test('who looks like a member is marked, with the words of that member', () =>
    withPage('look-alike', async ({ page }) => {
      const dialog = page.getByRole('dialog');
      const care = dialog.getByRole('list', { name: 'Take care' });
      await care.getByText('Looks like Ben Achterberg at bens-laptop').waitFor();
      await care.getByText('otter maple canoe falcon').waitFor();
      await care.getByText('Latin and Cyrillic').waitFor();
      await page.keyboard.press('Escape');
      // It stays marked where it waits.
      await page
        .getByRole('article', { name: /wants to come in/ })
        .getByText('fingerprint differs')
        .waitFor();
    }));

  test('a name is shown as text, whatever is in it', () =>
    withPage('approving', async ({ page, node }) => {
      const [request] = node.world.slices.pairing.requests;
      const person = '<img src=x onerror="document.title=1">';
      node.world.set('pairing', { ...node.world.slices.pairing, requests: [{ ...request!, requestId: 'p2', person }] });
      await page.getByRole('dialog', { name: `Let ${person} into` }).waitFor();
      expect(await page.locator('img[src=x]').count()).toBe(0);
    }));
});

describe('inviting', () => {
  test('a code is shown while the dialog is open, and taken back with it', () =>
    withPage('newsroom', async ({ page, node }) => {
      await page.keyboard.press('Control+Shift+I');
      await page.getByText('amber-otter-47').waitFor();
      expect(node.world.slices.pairing.code).not.toBeNull();
      await page.keyboard.press('Escape');
      await expect.poll(() => node.world.slices.pairing.code).toBeNull();
    }));

  test('a link is made, shown as a QR code and taken back', () =>
    withPage('newsroom', async ({ page, node }) => {
      await page.keyboard.press('Control+Shift+I');
      await page.getByRole('tab', { name: 'Send a link' }).click();
      await page.getByRole('button', { name: 'Make a link' }).click();
      await page.getByRole('img', { name: 'QR code of the link' }).waitFor();
      expect(node.world.slices.pairing.invitations).toMatchObject([{ role: 'editor', uses: 1, asks: true }]);
      await page.getByRole('button', { name: 'Take back the link as editor' }).click();
      await expect.poll(() => page.getByRole('img', { name: 'QR code of the link' }).count()).toBe(0);
    }));
});
