import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { launchBrowser, openPage } from './browser.ts';
import { newDataFolder, NodeProcess } from './node-process.ts';

const patience = { timeout: 20_000, interval: 100 };
const sidebar = (page: Page) => page.getByRole('navigation', { name: 'Main' });
const text = (node: NodeProcess): Promise<string> => node.run(['doc', 'cat', 'The ferry']);

/** Two real processes and two real pages, from the first start on. */
describe('two people on one network', () => {
  let browser: Browser;
  let anna: NodeProcess;
  let ben: NodeProcess;
  let annasPage: Page;
  let bensPage: Page;

  beforeAll(async () => {
    browser = await launchBrowser();
    anna = await NodeProcess.start(await newDataFolder(), ['--name', 'annas-laptop']);
    ben = await NodeProcess.start(await newDataFolder(), ['--name', 'bens-laptop']);
    annasPage = await openPage(browser, anna.ready.ui!);
    bensPage = await openPage(browser, ben.ready.ui!);
  });

  afterAll(async () => {
    await browser.close();
    await anna.end('SIGKILL');
    await ben.end('SIGKILL');
  });

  test('Anna gives her name, starts a cluster and makes a document', async () => {
    await annasPage.getByLabel('Your name, as others will see it').fill('Anna');
    await annasPage.getByRole('button', { name: 'Start a cluster' }).click();
    await annasPage.getByLabel('Its name, as others will see it').fill('Kestrel');
    await annasPage.getByRole('button', { name: 'Start it' }).click();
    await annasPage.getByRole('button', { name: 'New document' }).first().click();
    await annasPage.getByLabel('Name', { exact: true }).fill('The ferry');
    await annasPage.getByRole('button', { name: 'Write', exact: true }).click();
    await annasPage.locator('.cm-content').waitFor();
  });

  test('Ben sees the cluster by multicast and asks to be let in', async () => {
    await bensPage.getByLabel('Your name, as others will see it').fill('Ben');
    await bensPage.getByRole('button', { name: 'Ask to join Kestrel' }).click();
    await ben.happened('asked');
  });

  test('Anna is told who asks, and lets him in', async () => {
    await sidebar(annasPage).getByRole('button', { name: /^Home/ }).click();
    await annasPage.getByRole('button', { name: 'Let in Ben' }).click();
    await annasPage.getByRole('button', { name: 'Let in as editor' }).click();
    await ben.happened('joined');
    await vi.waitFor(async () => expect(await ben.run(['docs'])).toContain('The ferry'), patience);
  });

  test('both type at the same time, see each other’s caret with its name, and have the same text', async () => {
    await Promise.all([annasPage, bensPage].map((page) => sidebar(page).getByRole('button', { name: 'The ferry' }).click()));
    await Promise.all([annasPage, bensPage].map((page) => page.locator('.cm-content').click()));
    await Promise.all([
      annasPage.keyboard.type('Anna writes this line.\n', { delay: 15 }),
      bensPage.keyboard.type('Ben writes that one.\n', { delay: 15 }),
    ]);
    await bensPage.locator('.remote-flag', { hasText: 'Anna' }).waitFor({ state: 'attached' });
    await annasPage.locator('.remote-flag', { hasText: 'Ben' }).waitFor({ state: 'attached' });
    await vi.waitFor(async () => {
      const both = await Promise.all([text(anna), text(ben)]);
      expect(both[0]).toBe(both[1]);
      expect([...both[0]!].filter((character) => character === '\n')).toHaveLength(2);
    }, patience);
  });

  test('Ben undoes what he wrote and nothing of Anna’s', async () => {
    const before = await text(anna);
    await bensPage.keyboard.type('X');
    await vi.waitFor(async () => expect((await text(anna)).length).toBe(before.length + 1), patience);
    await bensPage.keyboard.press('Control+z');
    await vi.waitFor(async () => expect(await text(anna)).not.toContain('X'), patience);
  });

  test('Ben is killed while Anna types, writes alone, and both are equal when he is back', async () => {
    await ben.end('SIGKILL');
    await annasPage.keyboard.type('Written while Ben was gone. ');
    await anna.happened('left');
    ben = await NodeProcess.start(ben.dataFolder);
    await vi.waitFor(async () => expect(await text(ben)).toContain('Written while Ben was gone.'), patience);
    await vi.waitFor(async () => expect(await text(ben)).toBe(await text(anna)), patience);
  });

  test('Anna is killed; Ben goes on alone, his edits wait, and both are equal when she is back', async () => {
    await anna.end('SIGKILL');
    await ben.happened('lost');
    await ben.run(['doc', 'write', 'The ferry'], `${await text(ben)}Written while Anna was gone.`);
    await ben.end('SIGKILL');
    ben = await NodeProcess.start(ben.dataFolder);
    expect(await text(ben)).toContain('Written while Anna was gone.');
    anna = await NodeProcess.start(anna.dataFolder);
    await vi.waitFor(async () => expect(await text(anna)).toContain('Written while Anna was gone.'), patience);
    await vi.waitFor(async () => expect(await text(anna)).toBe(await text(ben)), patience);
  });

  test('a page that lost its node keeps what is typed and hands it over when the node is back', async () => {
    await annasPage.locator('.cm-content').click();
    await annasPage.keyboard.type('Before. ');
    await vi.waitFor(async () => expect(await text(ben)).toContain('Before.'), patience);
    await anna.end('SIGKILL');
    await annasPage.keyboard.type('Typed without a node. ');
    anna = await NodeProcess.start(anna.dataFolder);
    await vi.waitFor(async () => expect(await text(ben)).toContain('Typed without a node.'), patience);
  });
});
