import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AfterPackContext } from 'electron-builder';

/** Removes what a folder of Electron holds besides Electron: its welcome page, which could be run, and its version file. */
export default async function afterExtract({ appOutDir, packager }: AfterPackContext): Promise<void> {
  const resources = packager.getResourcesDir(appOutDir);
  for (const file of [join(resources, 'default_app.asar'), join(appOutDir, 'version')]) await rm(file, { force: true });
}
