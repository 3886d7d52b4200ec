import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Marks the place in Electron's binary where its fuses follow: a version, their number, and one digit for each. */
export const fuseSentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

/** Makes a folder that looks like Electron's distribution for Linux, without a single byte of it. */
export function makeStandInElectron(folder: string): void {
  mkdirSync(join(folder, 'resources'), { recursive: true });
  mkdirSync(join(folder, 'locales'));
  const fuses = `${fuseSentinel}\u0001\u0009${'1'.repeat(9)}`;
  writeFileSync(join(folder, 'electron'), `#!/bin/sh\necho stand-in "$@"\nexit 0\n${fuses}\n`);
  writeFileSync(join(folder, 'chrome-sandbox'), '#!/bin/sh\n');
  for (const program of ['electron', 'chrome-sandbox']) chmodSync(join(folder, program), 0o755);
  writeFileSync(join(folder, 'resources', 'default_app.asar'), 'a welcome page');
  writeFileSync(join(folder, 'version'), '45.4.1');
  writeFileSync(join(folder, 'LICENSE'), 'MIT');
  for (const language of ['en-US', 'de', 'fr']) writeFileSync(join(folder, 'locales', `${language}.pak`), '');
}
