import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { goodInvitation } from '../../fixtures/scripted-node-pairing.ts';
import { launchBrowser, openScenario, type ScenarioName } from './browser.ts';

const invitation = 'banyan://join/QUJDREVGRw-_';
const field = (page: Page) => page.getByLabel('Link of an invitation');

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
}, 30_000);
afterAll(() => browser.close());

/** What the preload gives to the page, with a WebSocket behind it; `openLink` stands for the system. */
async function asInTheDesktop(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const desktop = {
      platform: 'linux' as const,
      connect: (): void => {
        const { port1, port2 } = new MessageChannel();
        const socket = new WebSocket(`ws://${location.host}/bridge`, ['banyan.v1', 'token.0']);
        socket.binaryType = 'arraybuffer';
        socket.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) => port1.postMessage(new Uint8Array(data)));
        socket.addEventListener('open', () => {
          port1.addEventListener('message', ({ data }: MessageEvent<Uint8Array<ArrayBuffer>>) => socket.send(data));
          port1.start();
        });
        window.postMessage({ type: 'banyan:bridge' }, '*', [port2]);
      },
      onMenu: (): void => {},
      onLock: (listener: (state: unknown) => void): void => listener({ state: 'open' }),
      unlock: (): void => {},
      onLink: (listener: (link: string) => void): void => void Object.assign(window, { openLink: listener }),
    };
    Object.assign(window, { banyanDesktop: desktop });
  });
}

const open = (page: Page, link: unknown): Promise<void> =>
  page.evaluate((opened) => (window as unknown as { openLink: (link: unknown) => void }).openLink(opened), link);

async function inTheDesktop(scenario: ScenarioName, use: (page: Page, asked: () => boolean) => Promise<void>): Promise<void> {
  const { page, node, close, troubles } = await openScenario(browser, scenario, { reducedMotion: 'reduce' }, asInTheDesktop);
  try {
    await use(page, () => node.world.slices.pairing.joining !== null);
    expect(troubles).toEqual([]);
  } finally {
    await close();
  }
}

describe('the link of an invitation that was opened outside of the app', () => {
  test('is filled in where one joins, and used by a click only', () =>
    inTheDesktop('alone', async (page, asked) => {
      await open(page, invitation);
      await page.getByRole('heading', { name: 'Join with a code' }).waitFor();
      await expect.poll(() => field(page).inputValue()).toBe(invitation);
      expect(asked()).toBe(false);
      // Another one takes its place, also while one looks at the screen.
      await open(page, goodInvitation);
      await expect.poll(() => field(page).inputValue()).toBe(goodInvitation);
      expect(asked()).toBe(false);
      await page.getByRole('button', { name: 'Use it' }).click();
      await expect.poll(asked).toBe(true);
    }));

  test('is passed over when it is none', () =>
    inTheDesktop('alone', async (page) => {
      for (const wrong of [
        'https://example.org',
        'banyan://join/<b>',
        `banyan://join/${'a'.repeat(5000)}`,
        7,
        null,
        { link: invitation },
      ])
        await open(page, wrong);
      await open(page, invitation);
      await expect.poll(() => field(page).inputValue()).toBe(invitation);
    }));

  test('is not used by a machine that is in a cluster: it says so, and stays where it is', () =>
    inTheDesktop('newsroom', async (page, asked) => {
      await open(page, invitation);
      await page.getByText('This machine is in Kestrel newsroom. Leave it before').first().waitFor();
      expect(await field(page).count()).toBe(0);
      expect(asked()).toBe(false);
    }));
});
