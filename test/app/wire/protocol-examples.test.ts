import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { controlFrame } from '../../../app/wire/control-message.ts';
import * as config from '../../../app/config.ts';
import { Requester, Responder } from '../../../app/endpoint/request.ts';
import { systemClock } from '../../../app/index.ts';
import { frameOf, frameType, protocolVersion, versionRefusal } from '../../../app/wire/frame.ts';
import { PackBuilder } from '../../../app/wire/pack-builder.ts';
import { streamPrefix } from '../../../app/wire/pack.ts';
import { RepairReplySchema, RepairRequestSchema } from '../../../app/wire/banyan_pb.js';
import { encodeMessage } from '../../../app/wire/protobuf.ts';
import { uuidFromBytes } from '../../../app/wire/uuid.ts';
import { positionMessages, rangeMessages } from '../../../app/endpoint/stream-range.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const protocol = readFileSync(join(root, 'docs', 'PROTOCOL.md'), 'utf8');

/** The bytes of the example of this name, comments and line ends left out. */
function example(name: string): string {
  const found = new RegExp(`\`\`\`hex ${name}\n([\\s\\S]*?)\`\`\``).exec(protocol)?.[1];
  if (found === undefined) throw new Error(`docs/PROTOCOL.md has no example "${name}".`);
  return (found.replaceAll(/#.*$/gm, '').match(/[0-9a-f]{2}/g) ?? []).join(' ');
}

const hex = (bytes: Uint8Array): string => (Buffer.from(bytes).toString('hex').match(/../g) ?? []).join(' ');
const bytesOf = (text: string): Uint8Array => Buffer.from(text.replaceAll(' ', ''), 'hex');

const origin = Uint8Array.from({ length: 16 }, (_, index) => index);
const stream = { origin: uuidFromBytes(origin), incarnation: 1, channel: 'a' };

describe('the examples in docs/PROTOCOL.md', () => {
  test('F2 a frame header', () => {
    expect(hex(frameOf(frameType.pack, new Uint8Array()))).toBe(example('header'));
  });

  test('F3 every type of frame is in the table with its number', () => {
    for (const type of Object.values(frameType))
      expect(protocol).toContain(`| \`${type.toString(16).padStart(2, '0').toUpperCase()}\` |`);
  });

  test('P1 a pack of two messages', () => {
    const builder = new PackBuilder();
    const prefix = streamPrefix({
      origin,
      incarnation: 3,
      channel: 'chat',
    });
    builder.add(prefix, 1_700_000_000_000, 41, 1, Buffer.from('hi'));
    builder.add(prefix, 1_700_000_000_000, 42, 1, Buffer.from('you'));
    expect(hex(builder.take())).toBe(example('pack'));
  });

  test('Q1 and Q2 a request as it is asked, a reply as it is answered', async () => {
    const asked: Uint8Array[] = [];
    const requester = new Requester(systemClock(), (frame) => void asked.push(frame));
    const answer = requester.request(1, Uint8Array.of(0xaa), 1000);
    expect(asked.map(hex)).toEqual([example('request')]);

    const responder = new Responder();
    responder.on(1, () => Uint8Array.of(0xbb));
    expect(hex(await responder.answer(bytesOf(example('request'))))).toBe(example('reply'));
    requester.takeReply(bytesOf(example('reply')));
    expect(hex(await answer)).toBe('bb');
  });

  test('H7 a goodbye', () => {
    expect(hex(controlFrame({ case: 'goodbye', value: { reason: 'bye' } }))).toBe(example('goodbye'));
  });

  test('M1 what a host asks its clients for, and a client its host', () => {
    const ranges = rangeMessages([{ ...stream, from: 2, to: 3 }]);
    expect(hex(controlFrame({ case: 'missing', value: { ranges } }))).toBe(example('missing'));
    const asked: Uint8Array[] = [];
    const requester = new Requester(systemClock(), (frame) => void asked.push(frame));
    for (let id = 1; id < 7; id++) requester.request(1, new Uint8Array(), 1000).catch(() => {});
    requester.request(2, encodeMessage(RepairRequestSchema, { ranges }), 1000).catch(() => {});
    expect(hex(asked.at(-1)!)).toBe(example('repair-request'));
    requester.end();
  });

  test('M3 what is remembered, and what is forgotten', async () => {
    const builder = new PackBuilder();
    const prefix = streamPrefix({ origin, incarnation: 1, channel: 'a' });
    builder.add(prefix, 1_700_000_000_000, 2, 1, Buffer.from('hi'));
    const sections = [builder.take().subarray(3)];
    const gone = rangeMessages([{ ...stream, from: 3, to: 3 }]);
    const responder = new Responder();
    responder.on(2, () => encodeMessage(RepairReplySchema, { sections, gone }));
    expect(hex(await responder.answer(bytesOf(example('repair-request'))))).toBe(example('repair-reply'));
  });

  test('B2 a heartbeat', () => {
    const positions = positionMessages([{ ...stream, channel: 'doc', sequence: 9 }]);
    expect(hex(controlFrame({ case: 'heartbeat', value: { sentAtMs: 1.5, positions } }))).toBe(example('heartbeat'));
  });

  test('L2 an endpoint without a cluster introduces itself', () => {
    expect(hex(controlFrame({ case: 'linkHello', value: { endpointId: origin } }))).toBe(example('link-hello'));
  });

  test('V1 and V2 the version is the one that is described, and so is the refusal of another', () => {
    expect(protocol).toContain(`# The Banyan protocol, version ${protocolVersion}`);
    expect(hex(versionRefusal(2))).toBe(example('refusal'));
  });
});

/** Every field of a .proto file as `Message.field = number`. */
function fieldsOf(proto: string): string[] {
  return [...proto.matchAll(/^message (\w+) \{\n([\s\S]*?)^\}/gm)].flatMap(([, message, body]) =>
    [...body!.matchAll(/^\s+(?:repeated )?\w+ (\w+) = (\d+);/gm)].map(([, field, number]) => `${message}.${field} = ${number}`),
  );
}

describe('docs/PROTOCOL.md and the sources', () => {
  const rules = [...protocol.matchAll(/^- \*\*([A-Z]\d+)\*\*/gm)].map((match) => match[1]!);

  test('every rule has a number of its own', () => {
    expect(rules.length).toBeGreaterThan(40);
    expect(new Set(rules).size).toBe(rules.length);
  });

  test('every rule that the code names exists', () => {
    const sources = ['endpoint/delivery-class.ts', 'wire/frame.ts', 'wire/pack.ts', 'discovery/mdns/txt-record.ts'];
    for (const source of sources) {
      const named = [
        ...readFileSync(join(root, 'app', source), 'utf8').matchAll(/PROTOCOL\.md, rules? ([A-Z]\d+)(?: to ([A-Z]\d+))?/g),
      ];
      expect(named.length, source).toBeGreaterThan(0);
      for (const [, first, last] of named) expect(rules).toEqual(expect.arrayContaining([first, last ?? first]));
    }
  });

  test('the field tables have every field of banyan.proto, with its number, and no other', () => {
    let message = '';
    const written = [...protocol.matchAll(/^\| (?:`(\w+)` )?\| (\d+) \| `(\w+)` \|/gm)].map(([, name, number, field]) => {
      message = name ?? message;
      return `${message}.${field} = ${number}`;
    });
    expect(written.length).toBeGreaterThan(60);
    expect(written.toSorted()).toEqual(fieldsOf(readFileSync(join(root, 'app', 'wire', 'banyan.proto'), 'utf8')).toSorted());
  });

  test('the limits are those of app/config.ts', () => {
    const written = new Map([...protocol.matchAll(/^\| `(\w+\.\w+)` \| ([\d,]+)/gm)].map(([, name, value]) => [name, value]));
    expect(written.size).toBeGreaterThan(15);
    for (const [name, value] of written) {
      const [group, key] = name!.split('.') as [string, string];
      const found = (config as Record<string, unknown>)[group] as Record<string, unknown> | undefined;
      expect(Number(value!.replaceAll(',', '')), name).toBe(found?.[key]);
    }
  });
});
