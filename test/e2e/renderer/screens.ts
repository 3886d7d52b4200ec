import type { Page } from 'playwright-core';
import type { ScenarioName } from '../../fixtures/scripted-node-scenarios.ts';
import { openFirstText } from './browser.ts';
import { lockDesktop } from './locked-desktop.ts';

/** A screen in one situation, and how to get there. */
export interface ScreenCase {
  name: string;
  scenario: ScenarioName;
  go(page: Page): Promise<void>;
  /** Needs a page of its own, because it changes how that is loaded. */
  ownPage?: boolean;
}

const stay = async (): Promise<void> => {};
const press =
  (keys: string) =>
  async (page: Page): Promise<void> =>
    page.keyboard.press(keys);

async function tree(page: Page): Promise<void> {
  await page.keyboard.press('Control+3');
  await page.getByRole('tree').waitFor();
}

async function inspector(page: Page): Promise<void> {
  await tree(page);
  await page.getByRole('treeitem', { name: /farahs-tablet/ }).click();
  await page.getByRole('complementary', { name: 'Inspector' }).getByText('farahs-tablet').first().waitFor();
}

async function table(page: Page): Promise<void> {
  await tree(page);
  await page.keyboard.press('t');
  await page.getByRole('treegrid').waitFor();
}

async function writing(page: Page): Promise<void> {
  await openFirstText(page);
  await page.locator('.cm-content').press('Control+End');
  await page.keyboard.type('The gate opens at half past six.');
  await page.keyboard.press('Control+Home');
  await page
    .getByRole('img', { name: /way of your last edit/ })
    .or(page.locator('.live-strip.folded'))
    .first()
    .waitFor();
}

async function find(page: Page): Promise<void> {
  await openFirstText(page);
  await page.keyboard.press('Control+f');
  await page.getByRole('search').waitFor();
  await page.keyboard.type('the');
}

async function palette(page: Page): Promise<void> {
  await openFirstText(page);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('be');
  await page.getByRole('option', { name: /Ben/ }).first().waitFor();
}

async function unlockWrong(page: Page): Promise<void> {
  await lockDesktop(page);
  await page.getByLabel('Passphrase').fill('wrong horse');
  await page.evaluate(() => window.lockedDesktop.tell({ state: 'wrong' }));
  await page.getByRole('alert').waitFor();
}

async function unlockChecking(page: Page): Promise<void> {
  await lockDesktop(page);
  await page.getByLabel('Passphrase').fill('right horse');
  await page.evaluate(() => window.lockedDesktop.tell({ state: 'checking' }));
  await page.getByRole('status').getByText('Checking').waitFor();
}

async function self(page: Page): Promise<void> {
  await page.getByRole('button', { name: /Change name, colour or theme/ }).click();
  await page.getByRole('radiogroup', { name: 'Your colour' }).waitFor();
}

async function join(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Join a cluster' }).click();
  await page.getByRole('combobox', { name: 'First word' }).waitFor();
}

async function completing(page: Page): Promise<void> {
  await join(page);
  await page.getByRole('combobox', { name: 'First word' }).pressSequentially('amber ');
  await page.getByRole('combobox', { name: 'Second word' }).pressSequentially('o');
  await page.keyboard.type('t');
  await page.getByRole('option', { name: 'otter' }).waitFor();
}

/** A code of the scripted node, or a wrong one. */
const joinBy =
  (second: string) =>
  async (page: Page): Promise<void> => {
    await join(page);
    await page.getByRole('combobox', { name: 'First word' }).pressSequentially('amber ');
    await page.getByRole('combobox', { name: 'Second word' }).pressSequentially(`${second} `);
    await page.getByRole('textbox', { name: 'Two digits' }).pressSequentially('47');
    await page.keyboard.press('Enter');
  };

async function wrongCode(page: Page): Promise<void> {
  await joinBy('olive')(page);
  await page.getByRole('alert').getByText('Those are not the words').waitFor();
}

async function waiting(page: Page): Promise<void> {
  await joinBy('otter')(page);
  await page.getByRole('button', { name: 'Stop asking' }).waitFor();
}

async function link(page: Page): Promise<void> {
  await page.keyboard.press('Control+Shift+I');
  await page.getByRole('tab', { name: 'Send a link' }).click();
  await page.getByRole('button', { name: 'Make a link' }).click();
  await page.getByRole('img', { name: 'QR code of the link' }).waitFor();
}

async function approving(page: Page): Promise<void> {
  await page.getByRole('dialog', { name: /Let Noor Bakker into/ }).waitFor();
}

async function lookAlike(page: Page): Promise<void> {
  await page.getByRole('dialog').getByRole('list', { name: 'Take care' }).waitFor();
}

async function peopleAlike(page: Page): Promise<void> {
  await lookAlike(page);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Shift+P');
  await page.getByRole('dialog').getByText('Ben Achterberg at kofis-laptop').waitFor();
}

/** Every screen and overlay in the situations that matter. */
const nearAlike = async (page: Page): Promise<void> => {
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('May be a look-alike').focus();
  await page.getByRole('tooltip').waitFor();
};

export const screenCases: readonly ScreenCase[] = [
  { name: 'home-first-run', scenario: 'first-run', go: stay },
  { name: 'home', scenario: 'newsroom', go: stay },
  { name: 'home-alone', scenario: 'alone', go: stay },
  { name: 'home-empty', scenario: 'empty', go: stay },
  { name: 'home-offline', scenario: 'offline', go: stay },
  { name: 'home-asking', scenario: 'asking', go: stay },
  { name: 'home-many-near', scenario: 'many-near', go: stay },
  { name: 'home-near-look-alike', scenario: 'look-alike', go: nearAlike },
  { name: 'documents', scenario: 'thousand', go: press('Control+2') },
  { name: 'text', scenario: 'newsroom', go: writing },
  { name: 'text-find', scenario: 'newsroom', go: find },
  { name: 'text-searching', scenario: 'searching', go: openFirstText },
  { name: 'tree', scenario: 'newsroom', go: tree },
  { name: 'tree-alone', scenario: 'alone', go: tree },
  { name: 'tree-flat', scenario: 'flat', go: tree },
  { name: 'tree-64', scenario: 'field-week', go: tree },
  { name: 'tree-inspector', scenario: 'newsroom', go: inspector },
  { name: 'tree-table', scenario: 'newsroom', go: table },
  { name: 'palette', scenario: 'newsroom', go: palette },
  { name: 'keys', scenario: 'newsroom', go: press('Control+/') },
  { name: 'invite', scenario: 'newsroom', go: press('Control+Shift+I') },
  { name: 'invite-link', scenario: 'newsroom', go: link },
  { name: 'approve', scenario: 'approving', go: approving },
  { name: 'approve-look-alike', scenario: 'look-alike', go: lookAlike },
  { name: 'people-look-alike', scenario: 'look-alike', go: peopleAlike },
  { name: 'join', scenario: 'alone', go: join },
  { name: 'join-completing', scenario: 'alone', go: completing },
  { name: 'join-wrong', scenario: 'alone', go: wrongCode },
  { name: 'join-waiting', scenario: 'alone', go: waiting },
  { name: 'people', scenario: 'newsroom', go: press('Control+Shift+P') },
  { name: 'new-document', scenario: 'newsroom', go: press('Control+n') },
  { name: 'you', scenario: 'newsroom', go: self },
  { name: 'unlock', scenario: 'newsroom', go: (page) => lockDesktop(page), ownPage: true },
  { name: 'unlock-wrong', scenario: 'newsroom', go: unlockWrong, ownPage: true },
  { name: 'unlock-checking', scenario: 'newsroom', go: unlockChecking, ownPage: true },
];
