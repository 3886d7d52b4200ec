import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import type { Side } from './side.ts';

/** A client of y-websocket's own server; `meeting` is the server's address. */
export async function yWebsocketSide(meeting: string, room: string): Promise<Side> {
  const replica = new Y.Doc();
  const provider = new WebsocketProvider(meeting, room, replica, {
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  });
  await new Promise<void>((resolve) => provider.once('sync', () => resolve()));
  return {
    replica,
    onArrival: (listener) =>
      replica.on('update', (_update: Uint8Array, origin: unknown) => {
        if (origin === provider) listener();
      }),
    text: async () => replica.getText('body').toString(),
    close: async () => provider.destroy(),
  };
}
