import type { NodeSettings } from '../../app/index.ts';
import { defaultAppearance, environmentInterface, programVersion } from '../program.ts';
import { stderrLog } from '../stderr-log.ts';

/** How the node of somebody's desktop starts: nothing but the data folder is chosen on the command line. */
export function desktopNodeSettings(dataFolder: string, opened: Pick<NodeSettings, 'keyslot' | 'keyring'> = {}): NodeSettings {
  const interfaceAddress = environmentInterface();
  return {
    dataFolder,
    headless: false,
    version: programVersion(),
    defaults: defaultAppearance(),
    log: stderrLog(),
    ...opened,
    ...(interfaceAddress !== undefined && { interfaceAddress }),
  };
}
