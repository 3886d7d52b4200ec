import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { controlFrame } from '../../../app/wire/control-message.ts';
import * as config from '../../../app/config.ts';
import { besideControl } from '../../../app/endpoint/address.ts';
import { interestMessage } from '../../../app/endpoint/interest.ts';
import { Requester, Responder } from '../../../app/endpoint/request.ts';
import { systemClock } from '../../../app/index.ts';
import { frameOf, frameType, protocolVersion, versionRefusal } from '../../../app/wire/frame.ts';
import { PackBuilder } from '../../../app/wire/pack-builder.ts';
import { documentPackHeader, streamPrefix } from '../../../app/wire/pack.ts';
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

  test('P10 what a pack of a document begins with', () => {
    expect(hex(new PackBuilder(documentPackHeader(origin)).take())).toBe(example('document-pack'));
  });

  test('I2 what a client tells its host that it wants', () => {
    const value = interestMessage(new Set([uuidFromBytes(origin)]));
    expect(hex(controlFrame({ case: 'interest', value }))).toBe(example('interest'));
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
    const ports = { publishPort: 4712, collectPort: 4713, requestPort: 4714 };
    const value = { endpointId: origin, ...ports, heartbeatIntervalMs: 250 };
    expect(hex(controlFrame({ case: 'linkWelcome', value }))).toBe(example('link-welcome'));
  });

  test('L1 the names of data sockets that have no ports', () => {
    const parts = ['publish', 'collect', 'request'] as const;
    for (const part of parts) expect(protocol).toContain(`\`${besideControl('ipc:///tmp/a.sock', part, 0)}\``);
  });

  test('V1 and V2 the version is the one that is described, and so is the refusal of another', () => {
    expect(protocol).toContain(`# The Banyan protocol, version ${protocolVersion}`);
    expect(hex(versionRefusal(2))).toBe(example('refusal'));
  });
});

/** A value of app/config.ts by its dotted name. */
function configured(name: string): unknown {
  return name.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], config);
}

/** Dotted names of all values in a group of app/config.ts. */
function leavesOf(name: string): string[] {
  const value = configured(name);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [name];
  return Object.keys(value).flatMap((key) => leavesOf(`${name}.${key}`));
}

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
    const sources = readdirSync(join(root, 'app'), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
    const named = sources.flatMap((path) => [
      ...readFileSync(join(root, 'app', path), 'utf8').matchAll(/PROTOCOL\.md, rules? ([A-Z]\d+)(?: to ([A-Z]\d+))?/g),
    ]);
    expect(named.length).toBeGreaterThan(3);
    for (const [, first, last] of named) expect(rules).toEqual(expect.arrayContaining([first, last ?? first]));
  });

  test('every rule that another one names exists', () => {
    const named = [...protocol.replaceAll(/```hex[\s\S]*?```/g, '').matchAll(/\b([BCDEFGHIJKLMNPQRSTVWY]\d+)\b/g)].map(
      (match) => match[1]!,
    );
    expect(named.length).toBeGreaterThan(rules.length);
    expect(rules).toEqual(expect.arrayContaining(named));
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

  test('a number that is not used any more is named as reserved', () => {
    const proto = readFileSync(join(root, 'app', 'wire', 'banyan.proto'), 'utf8');
    const reserved = [...proto.matchAll(/^message (\w+) \{\n([\s\S]*?)^\}/gm)].flatMap(([, message, body]) =>
      [...body!.matchAll(/^\s+reserved (\d+);/gm)].map(([, number]) => [message!, number!] as const),
    );
    expect(reserved).toContainEqual(['HeartbeatReply', '2']);
    for (const [message, number] of reserved) {
      const rows = new RegExp(`^\\| \`${message}\` \\|.*\\n(?:\\| \\|.*\\n)*`, 'm').exec(protocol)?.[0];
      expect(rows, message).toMatch(new RegExp(`^\\| \\| ${number} \\| – \\| – \\| reserved`, 'm'));
    }
  });

  test('the limits are those of app/config.ts, and no limit of a stream is left out', () => {
    const rows = [...protocol.matchAll(/^\| `(\w+(?:\.\w+)+)` \| ([\d,; ]+) \|/gm)];
    const written = new Map(rows.map(([, name, value]) => [name!, value!.replaceAll(',', '').split('; ').map(Number)]));
    for (const [name, values] of written) expect(values, name).toEqual([configured(name)].flat());
    expect([...written.keys()]).toEqual(expect.arrayContaining(leavesOf('streamLimits')));
  });
});
