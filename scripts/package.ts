/*
 * Builds the app and packs it into installers for this machine's platform, into release/:
 *
 *   npm run package                        every format of the platform
 *   npm run package -- tar.gz              only this one (deb, tar.gz, dir, nsis, dmg, …)
 *   ELECTRON_DIST=FOLDER npm run package   takes Electron from a folder instead of downloading it
 *
 * On Debian nothing else is downloaded either.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { build, Platform, type Configuration } from 'electron-builder';

const root = join(import.meta.dirname, '..');
process.chdir(root);
process.env['PATH'] = `${join(root, 'node_modules', '.bin')}${delimiter}${process.env['PATH'] ?? ''}`;

buildTheApp();
preferToolsOfThisMachine();
const config: Configuration = {
  extends: 'electron-builder.yml',
  ...(process.env['ELECTRON_DIST'] && { electronDist: process.env['ELECTRON_DIST'] }),
  ...(process.env['BANYAN_RELEASE'] && { directories: { output: process.env['BANYAN_RELEASE'] } }),
};
const made = await build({
  projectDir: root,
  targets: Platform.current().createTarget(process.argv.slice(2)),
  config,
  publish: 'never',
});
for (const file of made) console.log(`Made ${file}`);

function buildTheApp(): void {
  const { status } = spawnSync(process.execPath, [join(root, 'scripts', 'build.ts'), '--if-stale'], { stdio: 'inherit' });
  // It has said what is wrong.
  if (status !== 0) process.exit(1);
}

/** electron-builder downloads 7-Zip and fpm unless it is told where they are, or where something is that does their part. */
function preferToolsOfThisMachine(): void {
  const own = (name: string): string => join(root, 'scripts', 'packaging', name);
  if (existsSync('/usr/bin/7za')) process.env['ELECTRON_BUILDER_7ZIP_PATH'] ??= '/usr/bin/7za';
  else if (process.platform === 'linux') process.env['ELECTRON_BUILDER_7ZIP_PATH'] ??= own('gzip-by-zlib.ts');
  if (existsSync('/usr/bin/dpkg-deb')) process.env['CUSTOM_FPM_PATH'] ??= own('fpm-by-dpkg-deb.ts');
}
