import { join } from 'node:path';
import { needsPassphrase, openKeyslot, systemClock } from '../../app/index.ts';
import { runHeadless } from '../headless/run.ts';
import { defaultDataFolder, pageFolder, programFolder } from '../program.ts';
import { stderrLog } from '../stderr-log.ts';
import { intentOf } from './arguments.ts';
import { runDesktop } from './desktop.ts';
import { electron } from './electron.ts';
import { systemKeyring } from './keyring.ts';
import { desktopNodeSettings } from './node-settings.ts';

/*
 * What Electron starts. The installed program is the command line as well, so the words after its name are looked
 * at before anything opens.
 */
const intent = intentOf(process.argv, electron.app.isPackaged);
if (intent.kind === 'command-line') {
  const { runCommandLine } = await import('../cli/command-line.ts');
  const keyring = async () => {
    await electron.app.whenReady();
    return systemKeyring(electron, process.platform);
  };
  electron.app.exit(await runCommandLine(intent.args, { keyring }));
} else {
  const dataFolder = intent.dataFolder ?? defaultDataFolder();
  // Not awaited: Electron becomes ready only after its main module has been evaluated.
  void runDesktop({
    electron,
    platform: process.platform,
    dataFolder,
    pageFolder: pageFolder(),
    preload: join(programFolder(), 'dist', 'main', 'preload.cjs'),
    argv: process.argv,
    clock: systemClock(),
    log: stderrLog(),
    // The bridge is open on loopback too, for the command line; the page comes over app:// and needs no server.
    passphrase: { isSet: () => needsPassphrase(dataFolder), open: (passphrase) => openKeyslot(dataFolder, passphrase) },
    startNode: (keyslot) => {
      const keyring = systemKeyring(electron, process.platform);
      const opened = { ...(keyslot && { keyslot }), ...(keyring && { keyring }) };
      return runHeadless({ node: desktopNodeSettings(dataFolder, opened), pageFolder: undefined });
    },
  });
}
