import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { FragmentSender } from '../../../app/documents/fragment-sender.ts';
import { TextDocument } from '../../../app/documents/text-document.ts';
import { randomUuid } from '../../../app/wire/uuid.ts';
import { seededRandom } from '../../../app/random.ts';

/** A link that can be slow, and what went out by it. */
function slowLink() {
  const sent: { channel: string; kind: number; payload: Uint8Array }[] = [];
  let room = Promise.withResolvers<void>();
  const link = {
    congested: false,
    channel: (channel: string) => ({
      send: (kind: number, payload: Uint8Array) => sent.push({ channel, kind, payload }),
    }),
    whenRoom: () => room.promise,
  };
  return {
    link,
    sent,
    async flow() {
      link.congested = false;
      room.resolve();
      room = Promise.withResolvers();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

/** The fragments of typing a text, character by character. */
function typed(text: string): Uint8Array[] {
  const replica = new Y.Doc();
  const fragments: Uint8Array[] = [];
  replica.on('update', (update: Uint8Array) => fragments.push(update));
  for (const [at, character] of [...text].entries()) replica.getText('body').insert(at, character);
  return fragments;
}

describe('sending fragments of documents', () => {
  const random = seededRandom(1);
  const aText = (): TextDocument => new TextDocument(randomUuid(random), random.integer(2 ** 32));

  test('each goes at once while there is room', () => {
    const { link, sent } = slowLink();
    const sender = new FragmentSender(link);
    const document = aText();
    expect(typed('abc').map((fragment) => sender.send(document, 'doc/a', 1, fragment))).toEqual([1, 2, 3]);
    expect(sent).toHaveLength(3);
  });

  test('those that have to wait go as one per document, with everything in it, in every document', async () => {
    const { link, sent, flow } = slowLink();
    const sender = new FragmentSender(link);
    const documents = [aText(), aText()] as const;
    const words = ['a thousand edits '.repeat(60), 'and some others'];
    link.congested = true;
    for (const [index, document] of documents.entries())
      for (const fragment of typed(words[index]!)) expect(sender.send(document, `doc/${index}`, 1, fragment)).toBeUndefined();
    expect([sent.length, sender.waiting]).toEqual([0, 2]);
    await flow();
    expect(sent.map(({ channel }) => channel)).toEqual(['doc/0', 'doc/1']);
    for (const [index, document] of documents.entries()) {
      document.apply(sent[index]!.payload);
      expect(document.text).toBe(words[index]);
    }
    expect(sender.waiting).toBe(0);
  });

  test('what comes while others wait does not overtake them', async () => {
    const { link, sent, flow } = slowLink();
    const sender = new FragmentSender(link);
    const document = aText();
    const fragments = typed('ab');
    link.congested = true;
    sender.send(document, 'doc/a', 1, fragments[0]!);
    link.congested = false;
    expect(sender.send(document, 'doc/a', 1, fragments[1]!)).toBeUndefined();
    await flow();
    expect(sent).toHaveLength(1);
  });
});
