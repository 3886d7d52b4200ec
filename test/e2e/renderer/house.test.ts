import { describe, expect, test } from 'vitest';
import { openFirstText, type OpenedPage, type ScenarioName } from './browser.ts';
import { pageForAll, type PageLook } from './reused-page.ts';

const shown = pageForAll();

const withPage = (scenario: ScenarioName, look: PageLook, use: (opened: OpenedPage) => Promise<void>): Promise<void> =>
  shown.page().use(scenario, look, use);

const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

describe('at every width', () => {
  test.each([1440, 1280, 1000, 760, 640])('%d pixels: nothing sticks out, and all can be reached', (width) =>
    withPage('newsroom', { viewport: { width, height: 720 } }, async ({ page }) => {
      const sidebar = page.getByRole('navigation', { name: 'Main' });
      expect(await sidebar.count()).toBe(width < 800 ? 0 : 1);
      if (width < 800) {
        await page.getByRole('button', { name: 'Menu' }).click();
        await sidebar.waitFor();
        await page.keyboard.press('Escape');
      } else {
        expect((await sidebar.boundingBox())!.width).toBe(width < 1100 ? 52 : 236);
      }
      expect(await page.evaluate(overflow)).toBe(0);
      await openFirstText(page);
      expect(await page.getByRole('navigation', { name: 'Outline' }).count()).toBe(width < 1280 ? 0 : 1);
      expect(await page.evaluate(overflow)).toBe(0);
      await page.keyboard.press('Control+3');
      await page.getByRole('tree').waitFor();
      await page.getByRole('treeitem', { name: /^bens-laptop/ }).click();
      await page.getByRole('complementary', { name: 'Inspector' }).waitFor();
      expect(await page.evaluate(overflow)).toBe(0);
    }),
  );

  test('reduced motion: no particles, no movement', () =>
    withPage('newsroom', { reducedMotion: 'reduce' }, async ({ page }) => {
      await page.keyboard.press('Control+3');
      await page.getByRole('tree').waitFor();
      expect(await page.locator('canvas').count()).toBe(0);
    }));

  test('the sidebar is dragged by its edge, moved by arrows, reset by a double click, and remembered', () =>
    withPage('newsroom', {}, async ({ page }) => {
      const edge = page.getByRole('separator', { name: 'Width of the sidebar' });
      await edge.focus();
      await page.keyboard.press('ArrowRight');
      await expect.poll(() => edge.getAttribute('aria-valuenow')).toBe('252');
      await page.reload();
      await expect.poll(() => edge.getAttribute('aria-valuenow')).toBe('252');
      await edge.dblclick();
      await expect.poll(() => edge.getAttribute('aria-valuenow')).toBe('236');
    }));
});

describe('the house', () => {
  test('the first run keeps name and colour, and goes on to a document', () =>
    withPage('first-run', {}, async ({ page, node }) => {
      await page.getByRole('textbox', { name: 'Your name, as others will see it' }).fill('Mira Sandoval');
      await page.getByRole('radio', { name: 'berry' }).click();
      await page.getByRole('button', { name: 'New document' }).click();
      await page.getByRole('textbox', { name: 'Name' }).fill('Minutes');
      await page.getByRole('button', { name: 'Write' }).click();
      await page.getByRole('textbox', { name: 'Minutes' }).waitFor();
      expect(node.world.slices.self).toMatchObject({ person: 'Mira Sandoval', colour: 12, named: true });
    }));

  test('without a name the first run says what to do', () =>
    withPage('first-run', {}, async ({ page }) => {
      await page.getByRole('textbox', { name: 'Your name, as others will see it' }).fill(' ');
      await page.getByRole('button', { name: 'Start a cluster' }).click();
      await page.getByText('Write your name first').waitFor();
    }));

  test('a cluster near is asked to join from the horizon, and the question is taken back', () =>
    withPage('alone', {}, async ({ page }) => {
      await page.getByRole('button', { name: 'Ask to join Print club' }).click();
      await expect.poll(() => page.getByTestId('health').textContent()).toContain('Waiting for Print club to let you in');
      await page.getByRole('button', { name: 'Asked. Stop asking' }).click();
      await expect.poll(() => page.getByTestId('health').textContent()).toContain('Just you');
    }));

  test('an address that nobody answers at is said where it was typed', () =>
    withPage('alone', {}, async ({ page }) => {
      await page.getByRole('button', { name: 'Join a cluster' }).click();
      const address = page.getByRole('textbox', { name: 'Address' });
      await address.fill('nonsense');
      await page.getByRole('button', { name: 'Ask to join', exact: true }).click();
      await page.getByRole('alert').getByText('Write it as host:port').waitFor();
      await address.fill('192.0.2.1:7100');
      await page.getByRole('button', { name: 'Ask to join', exact: true }).click();
      await page.getByRole('alert').getByText('Nobody answers at 192.0.2.1:7100').waitFor();
    }));

  test('somebody who asks is let in', () =>
    withPage('newsroom', {}, async ({ page, node }) => {
      await page.getByRole('button', { name: 'Let in Noor Bakker' }).click();
      const dialog = page.getByRole('dialog', { name: 'Let Noor Bakker into Kestrel newsroom?' });
      await dialog.getByRole('img', { name: 'Fingerprint picture' }).waitFor();
      await dialog.getByRole('button', { name: 'Let in as editor' }).click();
      await expect.poll(() => node.world.slices.requests.length).toBe(0);
      await page.getByText('Nothing at the moment.').waitFor();
    }));

  test('a deleted document comes back with Undo', () =>
    withPage('newsroom', {}, async ({ page, node }) => {
      await page.getByRole('button', { name: 'More for Letters' }).click();
      await page.getByRole('menuitem', { name: 'Delete' }).click();
      await expect.poll(() => node.world.slices.documents.length).toBe(9);
      await page.getByRole('button', { name: 'Undo' }).click();
      await expect.poll(() => node.world.slices.documents.length).toBe(10);
    }));

  test('a document is renamed in its place with F2, and a taken name is refused there', () =>
    withPage('newsroom', {}, async ({ page, node }) => {
      await page.locator('.document-name', { hasText: 'Letters' }).press('F2');
      const field = page.getByRole('textbox', { name: 'New name of Letters' });
      await field.fill('House style');
      await field.press('Enter');
      await page.getByRole('alert').getByText('There is a “House style” already').waitFor();
      await field.fill('Letters to us');
      await field.press('Enter');
      await expect.poll(() => node.world.slices.documents.some(({ name }) => name === 'Letters to us')).toBe(true);
    }));

  test('a thousand documents are listed without drawing them all', () =>
    withPage('thousand', {}, async ({ page }) => {
      await page.keyboard.press('Control+2');
      await page.getByRole('table').waitFor();
      expect(await page.getByRole('row').count()).toBeLessThan(80);
      await page.locator('.documents-scroll').evaluate((scroller) => scroller.scrollTo({ top: 1e6 }));
      await page.getByRole('button', { name: 'Archive page 990', exact: true }).waitFor();
    }));

  test('the theme follows the system until it is chosen, and is remembered', () =>
    withPage('newsroom', { colorScheme: 'dark' }, async ({ page }) => {
      const theme = (): Promise<string | undefined> => page.evaluate(() => document.documentElement.dataset['theme']);
      expect(await theme()).toBe('dark');
      await page.getByRole('button', { name: /Change name, colour or theme/ }).click();
      await page.getByRole('radio', { name: 'Light' }).click();
      await expect.poll(theme).toBe('light');
      await page.reload();
      await expect.poll(theme).toBe('light');
    }));

  test('the token leaves the address bar, and a reload still gets in', () =>
    withPage('newsroom', {}, async ({ page }) => {
      expect(new URL(page.url()).hash).toBe('');
      await page.reload();
      await page.getByTestId('health').waitFor();
    }));

  test('without its token the page says what is missing', async () => {
    const opened = await shown.page().show('newsroom');
    const page = await (await shown.browser().newContext()).newPage();
    await page.goto(opened.node.url.replace(/#.*/, ''));
    await page.getByRole('heading', { name: 'This page needs its key' }).waitFor();
    await page.context().close();
    await opened.close();
  });
});
