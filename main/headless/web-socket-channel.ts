import type { WebSocket } from 'ws';
import type { BridgeChannel } from '../../app/bridge/index.ts';

/** A WebSocket as a bridge channel; text messages are no part of the bridge and close it. */
export function webSocketChannel(socket: WebSocket): BridgeChannel {
  socket.binaryType = 'nodebuffer';
  socket.on('error', () => socket.terminate());
  return {
    send: (message) => {
      if (socket.readyState === socket.OPEN) socket.send(message);
    },
    onMessage: (listener) =>
      void socket.on('message', (data, isBinary) => {
        if (isBinary && Buffer.isBuffer(data)) listener(data);
        else socket.close(1003, 'binary messages only');
      }),
    onClose: (listener) => void socket.once('close', listener),
    close: () => socket.close(),
  };
}
