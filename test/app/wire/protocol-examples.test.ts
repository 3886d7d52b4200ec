import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { controlFrame } from '../../../app/cluster/control-message.ts';
import { frameOf, frameType, protocolVersion } from '../../../app/wire/frame.ts';
import { PackBuilder, streamPrefix } from '../../../app/wire/pack.ts';

const protocol = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'PROTOCOL.md'), 'utf8');

function example(name: string): string {
  const found = new RegExp(`\`\`\`hex ${name}\n([0-9a-f ]+)\n`).exec(protocol)?.[1];
  if (found === undefined) throw new Error(`docs/PROTOCOL.md has no example "${name}".`);
  return found;
}

const hex = (bytes: Uint8Array): string =>
  Buffer.from(bytes)
    .toString('hex')
    .replace(/(..)(?=.)/g, '$1 ');

describe('the examples in docs/PROTOCOL.md', () => {
  test('P1 a pack of two messages', () => {
    const builder = new PackBuilder();
    const prefix = streamPrefix({
      origin: Uint8Array.from({ length: 16 }, (_, index) => index),
      incarnation: 3,
      channel: 'chat',
    });
    builder.add(prefix, 1_700_000_000_000, 41, 1, Buffer.from('hi'));
    builder.add(prefix, 1_700_000_000_000, 42, 1, Buffer.from('you'));
    expect(hex(builder.take())).toBe(example('pack'));
  });

  test('F3 a request, a reply and a control message', () => {
    expect(hex(frameOf(frameType.request, Uint8Array.of(0, 0, 0, 7, 1, 0xaa)))).toBe(example('request'));
    expect(hex(frameOf(frameType.reply, Uint8Array.of(0, 0, 0, 7, 0, 0xbb)))).toBe(example('reply'));
    expect(hex(controlFrame({ case: 'goodbye', value: { reason: 'bye' } }))).toBe(example('goodbye'));
  });

  test('V1 the version is the one that is described', () => {
    expect(protocol).toContain(`# The Banyan protocol, version ${protocolVersion}`);
  });
});
