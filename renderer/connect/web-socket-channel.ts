import type { BridgeChannel } from '../../app/bridge/index.ts';

/** Names of the subprotocols: the bridge's own, and the token's, because a browser can set no header. */
const bridgeProtocol = 'banyan.v1';
const tokenProtocolPrefix = 'token.';

/** Opens the bridge of the node that served this page. Rejects when the node is away or refuses the token. */
export function openWebSocketChannel(
  { protocol, host }: Pick<Location, 'protocol' | 'host'>,
  token: string,
): Promise<BridgeChannel> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${protocol === 'https:' ? 'wss' : 'ws'}://${host}/bridge`, [
      bridgeProtocol,
      tokenProtocolPrefix + token,
    ]);
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('open', () => resolve(channelOf(socket)), { once: true });
    socket.addEventListener('close', () => reject(new Error('The node does not answer.')), { once: true });
  });
}

function channelOf(socket: WebSocket): BridgeChannel {
  return {
    send: (message) => {
      // The codec hands out messages in buffers of their own, never shared ones.
      if (socket.readyState === WebSocket.OPEN) socket.send(message as Uint8Array<ArrayBuffer>);
    },
    onMessage: (listener) =>
      socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (data instanceof ArrayBuffer) listener(new Uint8Array(data));
      }),
    onClose: (listener) => socket.addEventListener('close', () => listener(), { once: true }),
    close: () => socket.close(),
  };
}
