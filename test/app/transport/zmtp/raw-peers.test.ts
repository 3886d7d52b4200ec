import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../../app/clock.ts';
import { silentLog } from '../../../../app/log.ts';
import { systemRandom } from '../../../../app/random.ts';
import { newCurveKeys } from '../../../../app/transport/curve-keys.ts';
import { defaultLinkTimings } from '../../../../app/transport/link-timings.ts';
import type { LinkTimings } from '../../../../app/transport/link-timings.ts';
import { commandFlag, encodeFrame, moreFlag } from '../../../../app/transport/zmtp/frame-header.ts';
import { encodeGreeting } from '../../../../app/transport/zmtp/greeting.ts';
import { encodePing } from '../../../../app/transport/zmtp/heartbeat-commands.ts';
import { ZmtpSockets } from '../../../../app/transport/zmtp/zmtp-sockets.ts';
import { zmtpLimits } from '../../../../app/transport/zmtp/zmtp-limits.ts';
import { anyPort, bytes, eventually, socketOptions, textOf } from '../../../contract/transport-fixture.ts';
import { command, introduction, rawClient, rawHost } from './raw-peer.ts';
import type { RawPeer } from './raw-peer.ts';

function zmtp(changes: Partial<LinkTimings> = {}): ZmtpSockets {
  const timings = { ...defaultLinkTimings, ...changes };
  const sockets = new ZmtpSockets({ clock: systemClock(), random: systemRandom(), log: silentLog, timings });
  onTestFinished(() => sockets.close());
  return sockets;
}

const hasFrame = (peer: RawPeer, flags: number, body: string): boolean =>
  peer.frames.some((frame) => frame.flags === flags && frame.body === body);

describe('a peer of ZMTP 3.0', () => {
  test('subscribes and cancels by messages', async () => {
    const pub = zmtp().pub(socketOptions());
    const peer = rawClient(await pub.bind(anyPort));
    peer.write(introduction('SUB', 0), encodeFrame(0, bytes('\x01news')));
    await eventually(async () => {
      await pub.send([bytes('news of today')]);
      expect(hasFrame(peer, 0, 'news of today')).toBe(true);
    });
    peer.write(encodeFrame(0, bytes('\x00news')), encodeFrame(0, bytes('\x01mark')));
    await eventually(async () => {
      await pub.send([bytes('news of yesterday')]);
      await pub.send([bytes('mark')]);
      expect(peer.frames.at(-1)?.body).toBe('mark');
      expect(peer.frames.at(-2)?.body).toBe('mark');
    });
  });

  test('is subscribed to by messages, and never pinged', async () => {
    let peer: RawPeer | undefined;
    const { address } = await rawHost((came) => {
      peer = came;
      came.write(introduction('PUB', 0));
    });
    const sub = zmtp({ heartbeatIntervalMs: 10 }).sub(socketOptions());
    const arrived: string[] = [];
    sub.onMessage(([frame]) => void arrived.push(textOf(frame ?? bytes(''))));
    sub.subscribe(bytes('news'));
    sub.connect(address);
    await eventually(() => expect(peer && hasFrame(peer, 0, '\x01news')).toBe(true));
    sub.subscribe(bytes('more'));
    sub.unsubscribe(bytes('more'));
    await eventually(() => expect(peer?.frames.slice(-2).map(({ body }) => body)).toEqual(['\x01more', '\x00more']));
    peer?.write(encodeFrame(0, bytes('news!')));
    await eventually(() => expect(arrived).toEqual(['news!']));
    expect(peer?.frames.filter(({ body }) => body.includes('PING'))).toEqual([]);
  });
});

describe('a peer of ZMTP 3.1', () => {
  test('is subscribed to by commands', async () => {
    let peer: RawPeer | undefined;
    const { address } = await rawHost((came) => {
      peer = came;
      came.write(introduction('XPUB'));
    });
    const sub = zmtp().sub(socketOptions());
    sub.subscribe(bytes('news'));
    sub.connect(address);
    await eventually(() => expect(peer && hasFrame(peer, commandFlag, '\x09SUBSCRIBEnews')).toBe(true));
    sub.unsubscribe(bytes('news'));
    await eventually(() => expect(peer && hasFrame(peer, commandFlag, '\x06CANCELnews')).toBe(true));
  });

  test('gets its PING back as PONG with the context', async () => {
    const pull = zmtp().pull(socketOptions());
    const peer = rawClient(await pull.bind(anyPort));
    peer.write(introduction('PUSH'), command('PING', Buffer.from('\0\0context')));
    await eventually(() => expect(hasFrame(peer, commandFlag, '\x04PONGcontext')).toBe(true));
  });

  test('is given up after the time to live that it asked for', async () => {
    const pull = zmtp({ heartbeatIntervalMs: 20, heartbeatTimeoutMs: 60_000 }).pull(socketOptions());
    const peer = rawClient(await pull.bind(anyPort));
    peer.write(introduction('PUSH'), command('PING', Buffer.of(0, 1)));
    await eventually(() => expect(peer.closed).toBe(true));
  });

  test('is pinged with our patience as its time to live if it says that it stands it, and only then', async () => {
    const pull = zmtp({ heartbeatIntervalMs: 10, heartbeatTimeoutMs: 5_000 }).pull(socketOptions());
    const address = await pull.bind(anyPort);
    const [fragile, robust] = [rawClient(address), rawClient(address)];
    fragile.write(encodeGreeting('NULL', false), command('READY', typeProperty('PUSH')));
    robust.write(introduction('PUSH'));
    const ping = encodePing(5_000).toString('latin1');
    await eventually(() => expect(robust.frames.filter(({ body }) => body === ping).length).toBeGreaterThan(5));
    expect(hasFrame(fragile, commandFlag, ping)).toBe(false);
  });

  test('may send commands that are not known yet', async () => {
    const pull = zmtp().pull(socketOptions());
    const arrived: string[] = [];
    pull.onMessage(([frame]) => void arrived.push(textOf(frame ?? bytes(''))));
    const peer = rawClient(await pull.bind(anyPort));
    peer.write(introduction('PUSH'), command('FUTURE', bytes('x')), encodeFrame(0, bytes('still here')));
    await eventually(() => expect(arrived).toEqual(['still here']));
  });
});

describe('a peer that is refused or cut off, and counted', () => {
  test.each([
    ['speaks another protocol', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['speaks another mechanism', encodeGreeting('CURVE', false)],
    ['sends a message instead of READY', Buffer.concat([encodeGreeting('NULL', false), encodeFrame(0, bytes('x'))])],
    ['sends another command than READY', Buffer.concat([encodeGreeting('NULL', false), command('HELLO')])],
    ['has the wrong kind of socket', introduction('SUB')],
    ['sends too large a command', Buffer.concat([encodeGreeting('NULL', false), Buffer.from('0600000000ffffffff', 'hex')])],
  ])('because it %s', async (_, said) => {
    const sockets = zmtp();
    const peer = rawClient(await sockets.pull(socketOptions()).bind(anyPort));
    peer.write(said);
    await eventually(() => expect(peer.closed).toBe(true));
    expect(sockets.counters).toMatchObject({ handshakesRefused: 1, peersCut: 0 });
  });

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['half a greeting', encodeGreeting('NULL', false).subarray(0, 20)],
    ['a greeting only', encodeGreeting('NULL', false)],
  ])('because it takes too long after %s', async (_, said) => {
    const sockets = zmtp({ handshakeTimeoutMs: 50 });
    const peer = rawClient(await sockets.pull(socketOptions()).bind(anyPort));
    peer.write(said);
    await eventually(() => expect(peer.closed).toBe(true));
    expect(sockets.counters.handshakesRefused).toBe(1);
  });

  test.each([
    ['an unknown flag', Buffer.of(0x88, 0)],
    ['too large a frame', Buffer.from('020000000000ffffff', 'hex')],
    ['a command without a name', encodeFrame(commandFlag, Buffer.alloc(0))],
    ['a broken PING', command('PING', Buffer.of(1))],
    ['an ERROR', command('ERROR', Buffer.of(0))],
    ['a message of too many parts', Buffer.concat(Array.from({ length: 70 }, () => encodeFrame(moreFlag, bytes('x'))))],
    [
      'a message that is too large in all',
      Buffer.concat(Array.from({ length: 10 }, () => encodeFrame(moreFlag, new Uint8Array(1_000)))),
    ],
  ])('because it sends %s', async (_, said) => {
    const sockets = zmtp();
    const peer = rawClient(await sockets.pull(socketOptions({ maxFrameBytes: 8_192 })).bind(anyPort));
    peer.write(introduction('PUSH'), said);
    await eventually(() => expect(peer.closed).toBe(true));
    expect(sockets.counters).toMatchObject({ handshakesRefused: 0, peersCut: 1 });
  });

  test('because it subscribes to too much', async () => {
    const sockets = zmtp();
    const peer = rawClient(await sockets.pub(socketOptions()).bind(anyPort));
    const prefix = (first: number): Buffer => Buffer.alloc(20_000, first);
    peer.write(introduction('SUB'), ...Array.from({ length: 20 }, (_, at) => command('SUBSCRIBE', prefix(at))));
    await eventually(() => expect(peer.closed).toBe(true));
    expect(sockets.counters.peersCut).toBe(1);
  });

  test('because its identity is taken, while the owner goes on', async () => {
    const sockets = zmtp();
    const router = sockets.router(socketOptions());
    const arrived: string[] = [];
    router.onMessage((peer, [frame]) => void arrived.push(`${peer}: ${textOf(frame ?? bytes(''))}`));
    const address = await router.bind(anyPort);
    const identity = Buffer.concat([Buffer.from('\x08Identity\0\0\0\x02me')]);
    const named = Buffer.concat([
      encodeGreeting('NULL', false),
      command('READY', Buffer.concat([typeProperty('DEALER'), identity])),
    ]);
    const owner = rawClient(address);
    owner.write(named, encodeFrame(0, bytes('one')));
    await eventually(() => expect(arrived).toEqual(['me: one']));
    const thief = rawClient(address);
    thief.write(named, encodeFrame(0, bytes('stolen')));
    await eventually(() => expect(thief.closed).toBe(true));
    await router.send('me', [bytes('for the owner')]);
    await eventually(() => expect(hasFrame(owner, 0, 'for the owner')).toBe(true));
    expect(arrived).toEqual(['me: one']);
  });

  test('because there are too many', async () => {
    const sockets = zmtp({ handshakeTimeoutMs: 60_000 });
    const address = await sockets.pull(socketOptions()).bind(anyPort);
    const peers: RawPeer[] = [];
    while (peers.length <= zmtpLimits.connectionsPerSocket) {
      const peer = rawClient(address);
      peers.push(peer);
      // One after the other: the kernel puts off those that come in a crowd.
      await once(peer.socket, 'connect');
    }
    await eventually(() => expect(peers.filter(({ closed }) => closed)).toHaveLength(1));
    expect(sockets.counters.handshakesRefused).toBe(1);
  });

  test.each([0, 1, 32, 100, 168, 193])('because its HELLO breaks off after %i bytes', async (length) => {
    const sockets = zmtp();
    const keys = newCurveKeys(systemRandom());
    const pull = sockets.pull(socketOptions({ security: { role: 'server', keys, admits: () => true } }));
    const peer = rawClient(await pull.bind(anyPort));
    peer.write(encodeGreeting('CURVE', false), command('HELLO', Buffer.alloc(length, 1)));
    await eventually(() => expect(peer.closed).toBe(true));
    expect(sockets.counters.handshakesRefused).toBe(1);
  });
});

describe('a peer that asks and never reads', () => {
  test('costs no memory: of its PINGs only the newest is answered', async () => {
    const sockets = zmtp();
    const pull = sockets.pull(socketOptions());
    const arrived: string[] = [];
    pull.onMessage(([frame]) => void arrived.push(textOf(frame ?? bytes(''))));
    const peer = rawClient(await pull.bind(anyPort));
    peer.socket.pause();
    const pings = Buffer.concat(Array.from({ length: 50_000 }, () => command('PING', Buffer.from('\0\0context'))));
    peer.write(introduction('PUSH'), pings, encodeFrame(0, bytes('end')));
    await eventually(() => expect(arrived).toEqual(['end']));
    peer.socket.resume();
    peer.write(command('PING', Buffer.from('\0\0last')));
    await eventually(() => expect(hasFrame(peer, commandFlag, '\x04PONGlast')).toBe(true));
    const pongs = peer.frames.filter(({ body }) => body.includes('PONG'));
    expect(pongs.length).toBeLessThan(1_000);
  });
});

function typeProperty(type: string): Buffer {
  return Buffer.from(`\x0bSocket-Type\0\0\0${String.fromCharCode(type.length)}${type}`, 'latin1');
}
