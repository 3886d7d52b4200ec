import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { launchBrowser, openPage } from './browser.ts';
import { newDataFolder, NodeProcess } from './node-process.ts';

const patience = { timeout: 20_000, interval: 50 };

/** Names the person at a page that was opened for the first time. */
async function nameAt(page: Page, person: string, then: string): Promise<void> {
  await page.getByLabel('Your name, as others will see it').fill(person);
  await page.getByRole('button', { name: then }).click();
}

/** Three real processes and two real pages. */
describe('coming in by a code and by a link', () => {
  let browser: Browser;
  let mira: NodeProcess;
  let noor: NodeProcess;
  let ben: NodeProcess;
  let mirasPage: Page;
  let noorsPage: Page;

  beforeAll(async () => {
    browser = await launchBrowser();
    mira = await NodeProcess.start(await newDataFolder(), ['--name', 'miras-laptop']);
    noor = await NodeProcess.start(await newDataFolder(), ['--name', 'noors-laptop']);
    ben = await NodeProcess.start(await newDataFolder(), ['--name', 'bens-laptop', '--no-ui']);
    mirasPage = await openPage(browser, mira.ready.ui!);
    noorsPage = await openPage(browser, noor.ready.ui!);
    await nameAt(mirasPage, 'Mira', 'Start a cluster');
    await mirasPage.getByLabel('Its name, as others will see it').fill('Kestrel');
    await mirasPage.getByRole('button', { name: 'Start it' }).click();
    await mira.run(['doc', 'new', 'The ferry']);
  });

  afterAll(async () => {
    await browser.close();
    for (const node of [mira, noor, ben]) await node.end('SIGKILL');
  });

  test('by a code: typed, compared, let in, and the first character is shared', async () => {
    await nameAt(noorsPage, 'Noor', 'Enter a code');
    await mirasPage.getByRole('button', { name: 'Invite', exact: true }).click();
    const code = (await mirasPage.getByLabel('Code to read out').textContent()) ?? '';
    expect(code).toMatch(/^[a-z]+-[a-z]+-\d\d$/);
    const [first, second, digits] = code.split('-');
    await noorsPage.getByRole('combobox', { name: 'First word' }).fill(first!);
    await noorsPage.getByRole('combobox', { name: 'Second word' }).fill(second!);
    await noorsPage.getByRole('textbox', { name: 'Two digits' }).fill(digits!);
    await noorsPage.getByRole('button', { name: 'Join', exact: true }).click();

    const dialog = mirasPage.getByRole('dialog', { name: 'Let Noor into Kestrel?' });
    await dialog.getByText(code).waitFor();
    const words = noorsPage.getByRole('list', { name: 'Your words' }).getByRole('listitem');
    for (const word of await words.allTextContents()) await dialog.getByText(word, { exact: true }).first().waitFor();
    await dialog.getByRole('button', { name: 'Let in as editor' }).click();

    await noor.happened('joined');
    await vi.waitFor(async () => expect(await noor.run(['docs'])).toContain('The ferry'), patience);
    await noorsPage.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'The ferry' }).click();
    await noorsPage.locator('.cm-content').click();
    await noorsPage.keyboard.type('N');
    await vi.waitFor(async () => expect(await mira.run(['doc', 'cat', 'The ferry'])).toContain('N'), patience);
  });

  test('by a link that asks nobody: one command', async () => {
    const made = JSON.parse(await mira.run(['invite', '--no-ask', '--role', 'viewer', '--json'])) as { link: string };
    expect(made.link).toMatch(/^banyan:\/\/join\//);
    const lines = (await ben.run(['join', made.link, '--json'])).trim().split('\n');
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({ event: 'joined', name: 'Kestrel' });
    await vi.waitFor(async () => expect(await ben.run(['doc', 'cat', 'The ferry'])).toContain('N'), patience);
    // It was good for one.
    expect(await mira.run(['invite', '--list'])).toContain('No invitation is open');
  });
});
