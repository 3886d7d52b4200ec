import type { BridgeChannel } from '../../app/bridge/index.ts';
import { portChannel } from './bridge-port.ts';
import type { ElectronApi } from './electron-api.ts';
import { connectMessage } from './ipc-names.ts';
import { isPageAddress } from './page-address.ts';

/**
 * Gives the page a port to the node whenever it asks for one. Only the main frame of the page itself is answered;
 * whoever else asks is told nothing and `onRefused` hears of it.
 */
export function connectWindows(
  { ipcMain, MessageChannelMain }: Pick<ElectronApi, 'ipcMain' | 'MessageChannelMain'>,
  serve: (channel: BridgeChannel) => void,
  onRefused: (address: string) => void,
): void {
  ipcMain.on(connectMessage, ({ senderFrame }) => {
    if (senderFrame === null || senderFrame.parent !== null || !isPageAddress(senderFrame.url)) {
      return onRefused(senderFrame?.url ?? 'a frame that is gone');
    }
    const { port1, port2 } = new MessageChannelMain();
    serve(portChannel(port1));
    senderFrame.postMessage(connectMessage, null, [port2]);
  });
}
