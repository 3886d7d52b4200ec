import { connect, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../../app/clock.ts';
import { newNodeKeys, publicKeysOf } from '../../../../app/identity/keys.ts';
import { pairingFrame } from '../../../../app/identity/pairing/pairing-messages.ts';
import { silentLog } from '../../../../app/log.ts';
import { seededRandom } from '../../../../app/random.ts';
import { defaultLinkTimings } from '../../../../app/transport/link-timings.ts';
import { MemoryNetwork } from '../../../../app/transport/memory/memory-network.ts';
import { MemoryTransport } from '../../../../app/transport/memory/memory-transport.ts';
import type { Transport } from '../../../../app/transport/transport.ts';
import { encodeFrame } from '../../../../app/transport/zmtp/frame-header.ts';
import { eventually } from '../../../contract/transport-fixture.ts';
import { realTransport } from '../../transport/real-transports.ts';
import { introduction, rawClient } from '../../transport/zmtp/raw-peer.ts';
import { virtualClock } from '../../transport/virtual-clock.ts';
import { pairingPerson, portOf } from './pairing-people.ts';
import { options } from './proxy.ts';

const clock = systemClock();
const invitation = { role: 'editor', asks: false, uses: 100, minutes: 5 } as const;

function zmtp(): Transport {
  const transport = realTransport('zmtp');
  onTestFinished(() => transport.close());
  return transport;
}

/** Connections from many addresses of this machine, all of which 127.0.0.0/8 belongs to; each says what it is told to. */
function flood(port: number, count: number, addresses: number, says: (socket: Socket, index: number) => void): Socket[] {
  const sockets = Array.from({ length: count }, (_, index) => {
    const socket = connect({ host: '127.0.0.1', port, localAddress: `127.0.1.${1 + (index % addresses)}` });
    socket.on('error', () => {});
    // Whoever does not read does not notice that it was cut.
    socket.resume();
    socket.on('connect', () => says(socket, index));
    return socket;
  });
  onTestFinished(() => sockets.forEach((socket) => void socket.destroy()));
  return sockets;
}

const living = (sockets: readonly Socket[]): number => sockets.filter((socket) => socket.readyState === 'open').length;

// On macOS this machine answers to 127.0.0.1 alone, and all of them would be one address.
describe.runIf(process.platform !== 'darwin')('800 who want nothing but the room', () => {
  const noises: Record<string, (socket: Socket, index: number) => void> = {
    silent: () => {},
    'babbling garbage': (socket, index) => void socket.write(seededRandom(index + 1).bytes(200)),
    'that shake hands and are silent then': (socket) => void socket.write(introduction('DEALER')),
    'that shake hands and babble': (socket, index) =>
      void socket.write(Buffer.concat([introduction('DEALER'), encodeFrame(0, seededRandom(index + 1).bytes(300))])),
  };

  test.each(Object.keys(noises))('%s: somebody with an invitation comes in nevertheless', async (kind) => {
    const mira = pairingPerson('Mira', 1, { transport: zmtp(), clock });
    const { link } = await mira.pairing.createInvitation(invitation);
    const sockets = flood(mira.pairing.port, 800, 100, noises[kind]!);
    await eventually(() => expect(sockets.every(({ connecting }) => !connecting)).toBe(true));
    const noor = pairingPerson('Noor', 2, { transport: zmtp(), clock });
    await noor.pairing.joinByLink(link);
    expect(mira.paired).toMatchObject([{ person: 'Noor' }]);
    await eventually(() => expect(living(sockets)).toBeLessThanOrEqual(128));
  });

  test('from one address: it has eight at most, and others are not kept out', async () => {
    const mira = pairingPerson('Mira', 1, { transport: zmtp(), clock });
    const { link } = await mira.pairing.createInvitation(invitation);
    const sockets = flood(mira.pairing.port, 800, 1, () => {});
    await eventually(() => expect(sockets.every(({ connecting }) => !connecting)).toBe(true));
    await eventually(() => expect(living(sockets)).toBeLessThanOrEqual(8));
    const noor = pairingPerson('Noor', 2, { transport: zmtp(), clock });
    await noor.pairing.joinByLink(link);
    expect(noor.admitted).toHaveLength(1);
  });
});

describe('somebody who goes about it badly', () => {
  test('a frame above 2,048 bytes ends the connection, and nobody else’s', async () => {
    const mira = pairingPerson('Mira', 1, { transport: zmtp(), clock });
    const { link } = await mira.pairing.createInvitation(invitation);
    const peer = rawClient(`tcp://${portOf(mira)}`);
    peer.write(introduction('DEALER'));
    await eventually(() => expect(peer.frames.length).toBeGreaterThan(0));
    peer.write(encodeFrame(0, new Uint8Array(2_049)));
    await eventually(() => expect(peer.closed).toBe(true));
    // One that only says it will send a gigabyte is not waited for.
    const boaster = rawClient(`tcp://${portOf(mira)}`);
    boaster.write(introduction('DEALER'), Buffer.from([2, 0, 0, 0, 0, 0x40, 0, 0, 0]));
    await eventually(() => expect(boaster.closed).toBe(true));
    await pairingPerson('Noor', 2, { transport: zmtp(), clock }).pairing.joinByLink(link);
    expect(mira.paired).toHaveLength(1);
  });

  test('a handshake that comes byte by byte is cut when its time is up', async () => {
    const transport = realTransport('zmtp', { handshakeTimeoutMs: 200 });
    onTestFinished(() => transport.close());
    const mira = pairingPerson('Mira', 1, { transport, clock });
    await mira.pairing.createInvitation(invitation);
    const peer = rawClient(`tcp://${portOf(mira)}`);
    const bytes = introduction('DEALER');
    let sent = 0;
    const drip = setInterval(() => peer.write(bytes.subarray(sent, ++sent)), 20);
    onTestFinished(() => clearInterval(drip));
    await eventually(() => expect(peer.closed).toBe(true));
    expect(sent).toBeLessThan(bytes.length);
  });

  test('whoever stops talking in the middle is sent away, and has spent its try', async () => {
    const time = virtualClock();
    const network = new MemoryNetwork({ clock: time });
    const machine = (node: string): Transport =>
      new MemoryTransport({ network, clock: time, log: silentLog, timings: defaultLinkTimings, node, hosts: ['127.0.0.1'] });
    const mira = pairingPerson('Mira', 1, { transport: machine('mira'), clock: time });
    const { code } = await mira.pairing.showCode('editor');
    const dealer = machine('mallory').dealer(options);
    let answers = 0;
    dealer.onFrame(() => void answers++);
    dealer.connect(`tcp://${portOf(mira)}`);
    await time.advance(10);
    const greeting = { nonce: new Uint8Array(16), keys: publicKeysOf(newNodeKeys(seededRandom(5))) };
    await dealer.send(pairingFrame({ kind: 'hello', means: { kind: 'code', digits: code.digits }, greeting }));
    await time.advance(10);
    const share = Buffer.from('d6bac480f2c386c394efc7c47adb9925dcd2630b64f240c50f8d0eec482b9157', 'hex');
    await dealer.send(pairingFrame({ kind: 'share', share: new Uint8Array(share) }));
    await time.advance(10);
    expect([answers, mira.pairing.code?.triesLeft]).toEqual([2, 2]);
    await time.advance(10_000);
    // It has to begin anew: what it says now is the first word of a conversation, and a wrong one.
    await dealer.send(pairingFrame({ kind: 'proof', tag: new Uint8Array(64), sealed: new Uint8Array(50) }));
    await time.advance(10);
    expect(mira.turnedAway).not.toEqual([]);
    expect([mira.pairing.waiting, mira.pairing.code?.triesLeft]).toEqual([[], 2]);
  });

  test('many key agreements at once do not take the time of the machine: those beyond are told to try again', async () => {
    const time = virtualClock();
    const network = new MemoryNetwork({ clock: time });
    const machine = (node: string): Transport =>
      new MemoryTransport({ network, clock: time, log: silentLog, timings: defaultLinkTimings, node, hosts: ['127.0.0.1'] });
    const mira = pairingPerson('Mira', 1, { transport: machine('mira'), clock: time });
    const { link } = await mira.pairing.createInvitation(invitation);
    const crowd = Array.from({ length: 30 }, (_, index) =>
      pairingPerson(`Guest ${index}`, 100 + index, { transport: machine(`guest-${index}`), clock: time }),
    );
    const results = Promise.allSettled(crowd.map(({ pairing }) => pairing.joinByLink(link)));
    await time.advance(1_000);
    const late = (await results).filter((result) => result.status === 'rejected');
    expect(mira.paired.length).toBe(20);
    expect(late.map(({ reason }) => (reason as { code: string }).code)).toEqual(Array.from({ length: 10 }, () => 'queue-full'));
    const again = crowd.find(({ admitted }) => admitted.length === 0);
    const second = again!.pairing.joinByLink(link);
    await time.advance(1_000);
    await second;
    expect(mira.paired.length).toBe(21);
  });
});
