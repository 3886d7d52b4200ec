import type { BridgeChannel } from '../../app/bridge/index.ts';

/** A MessagePort as a bridge channel; anything but bytes is dropped. */
export function messagePortChannel(port: MessagePort): BridgeChannel {
  const closeListeners = new Set<() => void>();
  let open = true;
  const ended = (): void => {
    if (!open) return;
    open = false;
    for (const listener of closeListeners) listener();
  };
  port.addEventListener('close', ended);
  return {
    send: (message) => {
      if (open) port.postMessage(message);
    },
    onMessage: (listener) => {
      port.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (data instanceof Uint8Array) listener(data);
        else if (data instanceof ArrayBuffer) listener(new Uint8Array(data));
      });
      port.start();
    },
    onClose: (listener) => void closeListeners.add(listener),
    close: () => {
      port.close();
      ended();
    },
  };
}
