import type { Random } from '../../app/random.ts';
import type { CurveKeys } from '../../app/transport/transport.ts';
import type { SocketType } from '../../app/transport/zmtp/socket-type.ts';
import { controlFrame } from '../../app/wire/control-message.ts';
import { frameOf, frameType } from '../../app/wire/frame.ts';
import { PackBuilder } from '../../app/wire/pack-builder.ts';
import { streamPrefix } from '../../app/wire/pack.ts';
import { badPeers, flipped } from './bad-peers.ts';
import { say, shake, wrongSteps, type IntruderParts, type Visit, type WrongStep } from './intruder.ts';

/** Whom the attacks are meant for, and what the attacker has. */
export interface AttackTarget {
  serverKey: Uint8Array;
  /** Of nobody that the cluster knows. */
  strangerKeys: CurveKeys;
  /** Of a member. */
  memberKeys: CurveKeys;
  /** Id of that member, and of its cluster. */
  memberId: Uint8Array;
  clusterId: Uint8Array;
}

/** One attack on one port. */
export interface Attack {
  name: string;
  /** Whether it is done with the keys of a member, who may read. */
  member: boolean;
  run(parts: IntruderParts): Promise<Visit>;
}

/** Those that nodes themselves use come more often: others get no further than the handshake. */
const socketTypes: readonly SocketType[] = [
  'DEALER',
  'DEALER',
  'SUB',
  'SUB',
  'PUSH',
  'PUSH',
  'REQ',
  'XSUB',
  'ROUTER',
  'PUB',
  'PULL',
];
const mostFrames = 30;

/** Draws an attack. */
export function anAttack(target: AttackTarget, random: Random): Attack {
  const kind = random.integer(10);
  if (kind < 2) return inTheClear(random);
  if (kind < 3) return overHttp(random);
  if (kind < 6) return wrongHandshake(target, random);
  return garbageInTheBox(target, kind >= 8, random);
}

function inTheClear(random: Random): Attack {
  const names = Object.keys(badPeers);
  const name = names[random.integer(names.length)]!;
  return { name: 'in the clear', member: false, run: (parts) => say(parts, badPeers[name]!(random)) };
}

function overHttp(random: Random): Attack {
  return { name: 'HTTP and TLS', member: false, run: (parts) => say(parts, httpRequests(parts, random)) };
}

function wrongHandshake(target: AttackTarget, random: Random): Attack {
  const wrong: WrongStep = wrongSteps[random.integer(wrongSteps.length - 1)]!;
  const member = random.integer(2) === 1;
  const keys = member ? target.memberKeys : target.strangerKeys;
  const curve = { keys, serverKey: target.serverKey, type: aType(random), wrong, frames: [] };
  // Bits may be wrong in places that mean nothing: then it is a handshake after all.
  return { name: `CURVE, wrong: ${wrong}`, member, run: (parts) => shake(parts, curve) };
}

function garbageInTheBox(target: AttackTarget, member: boolean, random: Random): Attack {
  const keys = member ? target.memberKeys : target.strangerKeys;
  const frames = Array.from({ length: 1 + random.integer(mostFrames) }, () => aFrame(target, random));
  const curve = { keys, serverKey: target.serverKey, type: aType(random), wrong: 'nowhere', frames } as const;
  const name = `garbage in the box of a ${member ? 'member' : 'stranger'}`;
  return { name, member, run: (parts) => shake(parts, curve) };
}

const aType = (random: Random): SocketType => socketTypes[random.integer(socketTypes.length)]!;

/** Noise, subscriptions to everything, and what nodes say to each other, mostly changed somewhere. */
function aFrame(target: AttackTarget, random: Random): Uint8Array {
  const kind = random.integer(6);
  if (kind === 0) return random.bytes(1 + random.integer(2_000));
  if (kind === 1) return Uint8Array.of(1, ...random.bytes(random.integer(3)));
  const frame = Buffer.from(kind === 2 ? aPack(random) : kind === 3 ? aRequest(random) : aControl(target, random));
  if (random.integer(4) === 0) return frame;
  return random.integer(5) === 0 ? frame.subarray(0, random.integer(frame.length)) : flipped(frame, random, 4);
}

function aPack(random: Random): Uint8Array {
  const builder = new PackBuilder();
  const prefix = streamPrefix({ origin: random.bytes(16), incarnation: 1, channel: 'doc/00000000-0000-4000-8000-000000000000' });
  for (let sequence = 1; sequence <= 3; sequence++) builder.add(prefix, 0, sequence, 1, random.bytes(20));
  return builder.take();
}

const aRequest = (random: Random): Uint8Array =>
  frameOf(frameType.request, Uint8Array.of(0, 0, 0, random.integer(256), random.integer(8), ...random.bytes(random.integer(80))));

function aControl({ memberId, clusterId }: AttackTarget, random: Random): Uint8Array {
  const nodeId = random.integer(2) === 0 ? memberId : random.bytes(16);
  const bodies: Parameters<typeof controlFrame>[0][] = [
    { case: 'knock', value: {} },
    {
      case: 'hello',
      value: {
        nodeId,
        clusterId,
        person: '\u202ex',
        machine: 'x',
        signingKey: random.bytes(32),
        curveKey: random.bytes(32),
        signature: random.bytes(64),
      },
    },
    { case: 'heartbeat', value: { sentAtMs: random.integer(1e9) } },
    { case: 'inquiry', value: { nodeId, clusterId, removals: [{ content: random.bytes(90), signature: random.bytes(64) }] } },
    { case: 'report', value: { attached: [{ nodeId, machine: 'x' }] } },
    { case: 'place', value: { path: [nodeId, random.bytes(16)] } },
    { case: 'probe', value: {} },
    { case: 'goodbye', value: { reason: 'x'.repeat(random.integer(400)) } },
  ];
  return controlFrame(bodies[random.integer(bodies.length)]!);
}

/** Requests of a browser, whole and changed, and the beginning of TLS. */
function httpRequests({ target }: IntruderParts, random: Random): Uint8Array[] {
  const path = ['/', '/bridge', '/../x', `/${'%2e'.repeat(random.integer(50))}`][random.integer(4)]!;
  const host = [`${target.host}:${target.port}`, 'evil.example', 'a b', '', ';'][random.integer(5)]!;
  const protocol = `banyan.v1, token.${Buffer.from(random.bytes(random.integer(40))).toString('hex')}`;
  const upgrade = `Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.from(random.bytes(16)).toString('base64')}\r\nSec-WebSocket-Protocol: ${protocol}\r\n`;
  const request = Buffer.from(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${random.integer(2) === 0 ? upgrade : ''}\r\n`, 'latin1');
  const tls = Buffer.concat([Buffer.of(0x16, 3, 1, random.integer(4), random.integer(256)), random.bytes(random.integer(600))]);
  const sent = [request, flipped(request, random, 6), tls, Buffer.from(random.bytes(1 + random.integer(500)))][
    random.integer(4)
  ]!;
  return [sent, random.bytes(random.integer(300))];
}
