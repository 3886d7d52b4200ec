import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchBrowser, openScenario } from '../test/e2e/renderer/browser.ts';
import { smallPng } from './small-png.ts';
import { screenCases } from '../test/e2e/renderer/screens.ts';

/**
 * Draws docs/screens/*.png from a scripted node, the same each time but for the clock.
 * Run after a build: `node scripts/screens.ts [NAME…]`.
 */
const folder = join(import.meta.dirname, '..', 'docs', 'screens');
const mostBytes = 150_000;
const shown = [
  'home-first-run',
  'home',
  'home-alone',
  'home-near-look-alike',
  'documents',
  'text',
  'text-find',
  'text-searching',
  'tree',
  'tree-inspector',
  'tree-table',
  'tree-64',
  'tree-alone',
  'palette',
  'keys',
  'invite',
  'join',
  'join-completing',
  'approve',
  'you',
  'unlock',
  'unlock-wrong',
  'unlock-checking',
];
const narrow = { text: [1000, 760], home: [1000, 760] } as Record<string, number[]>;
const wanted = process.argv.slice(2);

mkdirSync(folder, { recursive: true });
const browser = await launchBrowser();
for (const { name, scenario, go } of screenCases) {
  if (!shown.includes(name) || (wanted.length > 0 && !wanted.includes(name))) continue;
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1440, ...(narrow[name] ?? [])]) {
      const file = join(folder, `${name}${width === 1440 ? '' : `-${width}`}-${colorScheme}.png`);
      const { page, close } = await openScenario(browser, scenario, {
        colorScheme,
        viewport: { width, height: width === 1440 ? 900 : 720 },
      });
      await go(page);
      // Time for what fades in and travels once; a blinking caret never ends.
      await page.waitForTimeout(1200);
      const picture = smallPng(await page.screenshot());
      await close();
      writeFileSync(file, picture);
      const size = picture.byteLength;
      console.log(`${file} ${Math.round(size / 1000)} kB`);
      if (size > mostBytes) throw new Error(`${file} has ${size} bytes; at most ${mostBytes} are wanted.`);
    }
  }
}
await browser.close();
