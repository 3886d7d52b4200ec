/*
 * Draws build/icon.png (512 × 512, transparent corners) from build/icon.svg, in Chromium:
 *
 *   node scripts/packaging/draw-icon.ts
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { findBrowser } from '../../main/desktop/find-browser.cjs';

const folder = join(import.meta.dirname, '..', '..', 'build');
const executablePath = findBrowser();
if (executablePath === undefined) throw new Error('Drawing the icon needs Chromium or Chrome.');

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  const page = await browser.newPage({ viewport: { width: 512, height: 512 } });
  await page.setContent(
    `<style>body { margin: 0 } svg { display: block }</style>${readFileSync(join(folder, 'icon.svg'), 'utf8')}`,
  );
  await page.screenshot({ path: join(folder, 'icon.png'), omitBackground: true });
} finally {
  await browser.close();
}
