import type {
  Dealer as NativeDealer,
  Publisher as NativePublisher,
  Pull as NativePuller,
  Push as NativePusher,
  Subscriber as NativeSubscriber,
} from 'zeromq';
import type { Random } from '../../random.ts';
import { dealerParts, onlyFrame } from '../message-shape.ts';
import type { Dealer, FrameListener, Publisher, Puller, Pusher, Subscriber } from '../transport.ts';
import { binding } from './binding.ts';
import { connecting } from './connecting.ts';
import { LinkWatch } from './link-watch.ts';
import type { NativeSocket } from './native-socket.ts';
import { receiving } from './receiving.ts';
import { oneAtATime } from './sending.ts';

/** Hard to guess and never the same twice: whoever takes another's id would receive its messages. */
const routingIdBytes = 16;

/** A PUB socket behind the interface. */
export function publisherOn(socket: NativeSocket<NativePublisher>): Publisher {
  return { ...binding(socket), send: oneAtATime(socket), close: socket.close };
}

/** A SUB socket behind the interface. */
export function subscriberOn(socket: NativeSocket<NativeSubscriber>): Subscriber {
  const { native } = socket;
  return {
    ...connecting(socket, new LinkWatch(socket), { redials: false }),
    subscribe: (prefix) => native.subscribe(asBuffer(prefix)),
    unsubscribe: (prefix) => native.unsubscribe(asBuffer(prefix)),
    onFrame: singleFrames(socket),
    close: socket.close,
  };
}

/** A PUSH socket behind the interface. */
export function pusherOn(socket: NativeSocket<NativePusher>, timeoutMs: number): Pusher {
  const watch = new LinkWatch(socket);
  return {
    ...connecting(socket, watch, { redials: true }),
    send: oneAtATime(socket, { watch, timeoutMs }),
    close: socket.close,
  };
}

/** A PULL socket behind the interface. */
export function pullerOn(socket: NativeSocket<NativePuller>): Puller {
  return { ...binding(socket), onFrame: singleFrames(socket), close: socket.close };
}

/** A DEALER socket behind the interface; each connection carries a routing id of its own. */
export function dealerOn(socket: NativeSocket<NativeDealer>, timeoutMs: number, random: Random): Dealer {
  const { native } = socket;
  const watch = new LinkWatch(socket);
  const send = oneAtATime(socket, { watch, timeoutMs });
  const beforeDial = (): void => {
    native.routingId = Buffer.from(random.bytes(routingIdBytes)).toString('hex');
  };
  return {
    ...connecting(socket, watch, { redials: true, beforeDial }),
    send: (frame) => send(dealerParts(frame)),
    onFrame: singleFrames(socket),
    close: socket.close,
  };
}

function singleFrames(socket: NativeSocket<NativeSubscriber | NativePuller | NativeDealer>): (listener: FrameListener) => void {
  const receive = receiving(socket);
  return (listener) =>
    receive((parts) => {
      const frame = onlyFrame(parts);
      if (frame) return listener(frame);
      socket.counters.messagesMalformed += 1;
    });
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
