/**
 * Everything else that takes bytes from outside, each with noise and with changed valid input: it takes them or
 * refuses them with an error of ours, within bounds, and never anything else.
 */
import { gzipSync } from 'node:zlib';
import * as Y from 'yjs';
import { bridgeCodec } from '../../app/bridge/channel.ts';
import { commands, events } from '../../app/bridge/contract.ts';
import { ViewCodec } from '../../app/cluster/view/view-codec.ts';
import { View } from '../../app/cluster/view/view.ts';
import { fromTxt, toTxt } from '../../app/discovery/mdns/txt-record.ts';
import { TextDocument } from '../../app/documents/text-document.ts';
import { markOf, markPayload } from '../../app/endpoint/mark.ts';
import { interestMessage, interestOf } from '../../app/endpoint/interest.ts';
import { Responder } from '../../app/endpoint/request.ts';
import { positionMessages, positionsOf, rangeMessages, rangesOf } from '../../app/endpoint/stream-range.ts';
import { BanyanError } from '../../app/errors.ts';
import { parseBackup } from '../../app/identity/backup.ts';
import { seededRandom, type Random } from '../../app/random.ts';
import { Cipher } from '../../app/storage/sealed/cipher.ts';
import { parseKeyslot } from '../../app/storage/sealed/keyslot.ts';
import { SealedValues } from '../../app/storage/sealed/sealed-values.ts';
import {
  PresenceSchema,
  ReceiptsSchema,
  RepairReplySchema,
  RepairRequestSchema,
  SyncReplySchema,
  SyncRequestSchema,
} from '../../app/wire/banyan_pb.js';
import { controlFrame, readControl } from '../../app/wire/control-message.ts';
import { frameOf, frameType } from '../../app/wire/frame.ts';
import { documentPackHeader, messagesOf, sectionsOf, streamNameOf, streamPrefix } from '../../app/wire/pack.ts';
import { PackBuilder } from '../../app/wire/pack-builder.ts';
import { decodeMessage, encodeMessage } from '../../app/wire/protobuf.ts';
import { randomUuid, uuidBytes } from '../../app/wire/uuid.ts';
import { parseTrace } from '../../main/cli/replay/trace.ts';

/** One parser: a valid input to change, and what takes it. */
interface Target {
  example(random: Random): Uint8Array;
  take(bytes: Uint8Array): unknown;
}

const rangeOf = (random: Random) => ({
  origin: randomUuid(random),
  incarnation: random.integer(2 ** 32),
  channel: `doc/${randomUuid(random)}`,
  from: 1 + random.integer(1000),
  to: 1000 + random.integer(1000),
});
const positionOf = (random: Random) => ({ ...rangeOf(random), sequence: random.integer(1e6) });
const several = <Item>(random: Random, make: (random: Random) => Item): Item[] =>
  Array.from({ length: 1 + random.integer(5) }, () => make(random));

function aViewHead(random: Random) {
  return { clusterId: randomUuid(random), clusterName: 'Kestrel', term: 1, version: 5, rootId: randomUuid(random) };
}

function aPack(random: Random, header?: Uint8Array): Uint8Array {
  const builder = new PackBuilder(header);
  for (const channel of several(random, (chance) => `c${chance.integer(9)}`)) {
    const prefix = streamPrefix({ origin: random.bytes(16), incarnation: random.integer(99), channel });
    const first = 1 + random.integer(1000);
    for (let count = 0; count < 1 + random.integer(5); count++)
      builder.add(prefix, 1, first + count, random.integer(256), random.bytes(random.integer(60)));
  }
  return builder.take();
}

function unpack(frame: Uint8Array): void {
  for (const section of sectionsOf(frame)) {
    streamNameOf(section);
    messagesOf(section, 1, () => {});
  }
}

function anUpdate(random: Random): Uint8Array {
  const replica = new Y.Doc();
  replica.clientID = random.integer(2 ** 32);
  replica.getText('body').insert(0, Buffer.from(random.bytes(1 + random.integer(40))).toString('hex'));
  return Y.encodeStateAsUpdate(replica);
}

function aText(): TextDocument {
  return new TextDocument('00000000-0000-4000-8000-000000000001', 7);
}

function anAnnouncement(random: Random): Uint8Array {
  const txt = toTxt({
    nodeId: randomUuid(random),
    person: 'Anna',
    machine: 'annas-laptop',
    colour: 3,
    headless: false,
    protocol: 1,
    port: 4711,
    cluster: { id: randomUuid(random), name: 'Kestrel', role: 'root', machines: 3, people: ['Anna', 'Ben'] },
  });
  return Buffer.from(JSON.stringify(txt));
}

/** What comes over the bridge: unpacked, then matched with every command and event. */
function takeFromBridge(bytes: Uint8Array): void {
  let value: unknown;
  try {
    value = bridgeCodec().decode(bytes);
  } catch {
    return; // The bridge counts it; any error of the codec is caught there.
  }
  for (const { input } of Object.values(commands)) input.safeParse(value);
  for (const event of Object.values(events)) event.safeParse(value);
}

/** A box as a passphrase makes it, without the second that making one takes. */
const aBox = (random: Random) => ({
  kdf: { name: 'argon2id', passes: 4, memoryKiB: 131_072, salt: Buffer.from(random.bytes(16)).toString('base64') },
  cipher: 'xchacha20-poly1305',
  sealed: Buffer.from(random.bytes(73)).toString('base64'),
});
const sealedId = '00000000-0000-4000-8000-000000000001';
const sealedValues = (): SealedValues => new SealedValues(new Cipher(new Uint8Array(32), seededRandom(1)));

export const targets: Record<string, Target> = {
  'passphrase file': {
    example: (random) => Buffer.from(JSON.stringify({ format: 'banyan passphrase 1', state: 'on', box: aBox(random) })),
    take: parseKeyslot,
  },
  'backup of an identity': {
    example: (random) => Buffer.from(JSON.stringify({ format: 'banyan identity 1', box: aBox(random) })),
    take: parseBackup,
  },
  'sealed fragment': {
    example: (random) => sealedValues().sealFragment(sealedId, 1 + random.integer(1000), random.bytes(20)),
    take: (bytes) => sealedValues().openFragment(sealedId, bytes),
  },
  'sealed setting': {
    example: (random) => Buffer.from(sealedValues().sealSetting('port', random.integer(1000))),
    take: (bytes) => sealedValues().openSetting('port', Buffer.from(bytes).toString('latin1')),
  },
  pack: { example: (random) => aPack(random), take: unpack },
  'pack of a document': { example: (random) => aPack(random, documentPackHeader(random.bytes(16))), take: unpack },
  'control frame with an interest': {
    example: (random) => controlFrame({ case: 'interest', value: interestMessage(new Set(several(random, randomUuid))) }),
    take: (bytes) => {
      const body = readControl(bytes);
      if (body.case === 'interest') interestOf(body.value);
    },
  },
  'control frame with a heartbeat': {
    example: (random) =>
      controlFrame({ case: 'heartbeat', value: { sentAtMs: 1, positions: positionMessages(several(random, positionOf)) } }),
    take: (bytes) => {
      const body = readControl(bytes);
      if (body.case === 'heartbeat' || body.case === 'linkHello') positionsOf(body.value.positions);
      if (body.case === 'missing' || body.case === 'gone') rangesOf(body.value.ranges);
    },
  },
  'repair request': {
    example: (random) => encodeMessage(RepairRequestSchema, { ranges: rangeMessages(several(random, rangeOf)) }),
    take: (bytes) => rangesOf(decodeMessage(RepairRequestSchema, bytes).ranges),
  },
  'repair reply': {
    example: (random) => encodeMessage(RepairReplySchema, { sections: [aPack(random).subarray(3)] }),
    take: (bytes) => decodeMessage(RepairReplySchema, bytes).sections.map((section) => unpack(frameOf(frameType.pack, section))),
  },
  'request frame': {
    example: (random) => frameOf(frameType.request, Buffer.concat([Buffer.from([0, 0, 0, 1, 9]), random.bytes(20)])),
    take: (bytes) => new Responder().answer(bytes),
  },
  'sync request': {
    example: (random) =>
      encodeMessage(SyncRequestSchema, {
        documents: [
          { document: uuidBytes(randomUuid(random)), kind: 'text', stateVector: random.bytes(9), digest: random.bytes(32) },
        ],
      }),
    take: (bytes) => decodeMessage(SyncRequestSchema, bytes),
  },
  'sync reply': {
    example: (random) => encodeMessage(SyncReplySchema, { positions: positionMessages(several(random, positionOf)) }),
    take: (bytes) => positionsOf(decodeMessage(SyncReplySchema, bytes).positions, 100),
  },
  view: {
    example: (random) => new ViewCodec().encode(View.of(aViewHead(random), [])),
    take: (bytes) => new ViewCodec().decode(bytes),
  },
  'change of a view': {
    example: (random) => {
      const head = { ...aViewHead(random), rootAddress: '127.0.0.1:4711' };
      return new ViewCodec().encodeDelta({ ...head, fromDigest: 1n, digest: 2n, changed: [], removed: [randomUuid(random)] });
    },
    take: (bytes) => new ViewCodec().decodeDelta(bytes),
  },
  presence: {
    example: (random) => encodeMessage(PresenceSchema, { window: 1, document: random.bytes(16), anchor: random.bytes(9) }),
    take: (bytes) => decodeMessage(PresenceSchema, bytes),
  },
  receipts: {
    example: (random) => encodeMessage(ReceiptsSchema, { receipts: [{ origin: random.bytes(16), channel: 'doc/a', safe: 9n }] }),
    take: (bytes) => decodeMessage(ReceiptsSchema, bytes),
  },
  mark: { example: () => markPayload(5), take: markOf },
  'fragment of a text': { example: anUpdate, take: (bytes) => aText().apply(bytes) },
  'version of a text': { example: () => aText().version(), take: (bytes) => aText().missingFor(bytes) },
  announcement: {
    example: anAnnouncement,
    take: (bytes) => {
      let raw: unknown;
      try {
        raw = JSON.parse(Buffer.from(bytes).toString('latin1'));
      } catch {
        raw = { id: Buffer.from(bytes).toString('latin1') };
      }
      return fromTxt(raw, 4711);
    },
  },
  bridge: {
    example: (random) => bridgeCodec().encode({ document: randomUuid(random), fragments: [random.bytes(9)] }),
    take: takeFromBridge,
  },
  'recorded session': {
    example: () =>
      gzipSync(
        JSON.stringify({
          startContent: '',
          endContent: 'a',
          numAgents: 1,
          txns: [{ parents: [], agent: 0, patches: [[0, 0, 'a']] }],
        }),
      ),
    take: (bytes) => parseTrace(bytes, 'a file'),
  },
};

/** Changes a few bytes, cuts, repeats, or makes it all noise. */
function changed(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = Buffer.from(bytes);
  switch (random.integer(6)) {
    case 0:
      return random.bytes(random.integer(200));
    case 1:
      return copy.subarray(0, random.integer(copy.length + 1));
    case 2:
      return Buffer.concat([copy, random.bytes(random.integer(20))]);
    default:
      for (let count = 1 + random.integer(4); count > 0 && copy.length > 0; count--)
        copy[random.integer(copy.length)] = random.integer(256);
      return copy;
  }
}

/** Tries every parser once. Throws when one does something else than take or refuse, with the bytes that made it. */
export async function tryAll(random: Random, tally: Record<string, { taken: number; refused: number }>): Promise<void> {
  for (const [name, { example, take }] of Object.entries(targets)) {
    const bytes = changed(example(random), random);
    const count = (tally[name] ??= { taken: 0, refused: 0 });
    try {
      await take(bytes);
      count.taken++;
    } catch (thrown) {
      if (!(thrown instanceof BanyanError))
        throw new Error(`${name} with ${Buffer.from(bytes).toString('hex')}`, { cause: thrown });
      count.refused++;
    }
  }
}
