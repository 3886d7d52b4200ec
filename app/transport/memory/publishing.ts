import { PrefixSet } from '../prefix-set.ts';
import type { Publisher, Subscriber } from '../transport.ts';
import type { LinkEnd } from './link.ts';
import type { MemorySocket } from './memory-socket.ts';
import { onlyListener } from '../only-listener.ts';

/** A PUB socket in memory. Subscriptions travel to it as they do on a wire. */
export function publisherOn(socket: MemorySocket): Publisher {
  const wishes = new Map<LinkEnd, PrefixSet>();
  socket.behave({
    joined: (end) => void wishes.set(end, new PrefixSet()),
    left: (end) => void wishes.delete(end),
    took: (end, { kind, bytes }) => {
      if (kind === 'subscribe') wishes.get(end)?.add(bytes);
      else if (kind === 'cancel') wishes.get(end)?.remove(bytes);
      else if (kind === 'frame') socket.counters.messagesMalformed += 1;
    },
  });
  return {
    bind: (address) => socket.bind(address),
    recheck: () => socket.recheck(),
    send: async (frame) => {
      socket.mustBeOpen();
      // A full link refuses the offer: that frame is lost for that subscriber.
      for (const [end, wish] of wishes) if (wish.matches(frame)) end.offer({ kind: 'frame', bytes: frame });
    },
    close: socket.close,
  };
}

/** A SUB socket in memory. */
export function subscriberOn(socket: MemorySocket): Subscriber {
  const wanted = new PrefixSet();
  const dialler = socket.dialler();
  const listener = onlyListener<Uint8Array>();
  socket.behave({
    joined: (end) => {
      for (const bytes of wanted.prefixes()) end.offer({ kind: 'subscribe', bytes });
    },
    left: (end) => dialler.lost(end),
    took: (end, { kind, bytes }) => {
      // What was under way when the subscription was cancelled is no longer wanted.
      if (kind !== 'frame' || !socket.fits(end, bytes) || !wanted.matches(bytes)) return undefined;
      return listener.hand(bytes);
    },
    closed: () => dialler.close(),
  });
  const tellHosts = (kind: 'subscribe' | 'cancel', bytes: Uint8Array): void => {
    for (const end of socket.ends) end.offer({ kind, bytes });
  };
  return {
    connect: (address) => {
      socket.mustBeOpen();
      dialler.connect(address);
    },
    disconnect: (address) => dialler.disconnect(address),
    onLink: (told) => dialler.onLink(told),
    onFailed: (told) => dialler.onFailed(told),
    onFrame: listener.set,
    subscribe: (prefix) => {
      if (wanted.add(prefix)) tellHosts('subscribe', prefix);
    },
    unsubscribe: (prefix) => {
      if (wanted.remove(prefix)) tellHosts('cancel', prefix);
    },
    close: socket.close,
  };
}
