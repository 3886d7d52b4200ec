import { WebSocket } from 'ws';
import { BanyanError } from '../../app/index.ts';
import { openBridge, type Bridge } from '../../app/bridge/index.ts';
import { readBridgeFile } from './bridge-file.ts';
import { bridgeProtocol, tokenProtocolPrefix } from './bridge-server.ts';
import { webSocketChannel } from './web-socket-channel.ts';

/** Opens the bridge to the node that runs on a data folder. Fails with `node-not-running`. */
export async function connectToNode(dataFolder: string): Promise<Bridge> {
  const file = readBridgeFile(dataFolder);
  const nobody = new BanyanError(
    'node-not-running',
    `No Banyan runs on ${dataFolder}. Start one with "banyan node --data ${dataFolder}" or open the app.`,
  );
  if (file === undefined) throw nobody;
  const socket = new WebSocket(`ws://127.0.0.1:${file.port}/bridge`, [bridgeProtocol, tokenProtocolPrefix + file.token], {
    perMessageDeflate: false,
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', () => reject(nobody));
  });
  return openBridge(webSocketChannel(socket));
}
