import type { BridgeChannel } from '../../app/bridge/index.ts';
import type { DesktopPort } from './electron-api.ts';

/** A port to the window as a bridge channel. Anything but bytes is dropped. */
export function portChannel(port: DesktopPort): BridgeChannel {
  const closeListeners: (() => void)[] = [];
  let open = true;
  const ended = (): void => {
    if (!open) return;
    open = false;
    for (const listener of closeListeners) listener();
  };
  port.on('close', ended);
  return {
    send: (message) => {
      if (open) port.postMessage(message);
    },
    onMessage: (listener) => {
      port.on('message', ({ data }: { data: unknown }) => {
        if (open && data instanceof Uint8Array) listener(data);
      });
      port.start();
    },
    onClose: (listener) => void closeListeners.push(listener),
    close: () => {
      if (open) port.close();
      ended();
    },
  };
}
