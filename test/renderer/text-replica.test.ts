import * as Y from 'yjs';
import { describe, expect, test, vi } from 'vitest';
import { channelPair, type BridgeChannel } from '../../app/bridge/index.ts';
import { serveWatcher } from '../../app/bridge/server.ts';
import { NodeLink } from '../../renderer/connect/node-link.ts';
import { PendingFragments } from '../../renderer/documents/text/pending-fragments.ts';
import { placeCursors } from '../../renderer/documents/text/remote-cursors.ts';
import { isAhead } from '../../renderer/documents/text/state-vector.ts';
import { TextReplica } from '../../renderer/documents/text/text-replica.ts';
import { scriptedCommands } from '../fixtures/scripted-node-commands.ts';
import { ScriptedWorld, type ScriptedWindow } from '../fixtures/scripted-node-world.ts';

/** A window's link to a scripted node in this process, which can be cut and mended. */
function linkedWorld() {
  const world = new ScriptedWorld('newsroom', () => 1_000_000);
  let away = false;
  let channel: BridgeChannel | undefined;
  let retry = (): void => {};
  const link = new NodeLink({
    dial: async () => {
      if (away) throw new Error('away');
      const [near, far] = channelPair();
      channel = near;
      let window: ScriptedWindow | undefined;
      const handlersFor = (watcher: ScriptedWindow['watcher']) => {
        window = { watcher, watched: new Set(), open: new Set() };
        world.windows.add(window);
        return scriptedCommands(world, window);
      };
      serveWatcher(far, handlersFor, (reason) => expect.unreachable(reason));
      far.onClose(() => window && world.windows.delete(window));
      return near;
    },
    listener: { onOpen: () => {}, onAway: () => {}, onSlice: () => {} },
    after: (_pauseMs, run) => {
      retry = run;
      return () => {};
    },
  });
  link.start();
  return {
    world,
    link,
    cut: () => {
      away = true;
      channel?.close();
    },
    mend: () => {
      away = false;
      retry();
    },
  };
}

const textOf = (world: ScriptedWorld, id: string): string => world.text(id).getText('body').toString();

describe('a replica of a text', () => {
  test('reads what the node has, and sends what is typed', async () => {
    const { world, link } = linkedWorld();
    const { id } = world.slices.documents[0]!;
    const replica = new TextReplica(id, link);
    await vi.waitFor(() => expect(replica.text.toString()).toBe(textOf(world, id)));
    replica.text.insert(0, 'Mine. ');
    await vi.waitFor(() => expect(textOf(world, id).startsWith('Mine. ')).toBe(true));
    await vi.waitFor(() => expect(replica.state.getState().pending).toBe(0));
  });

  test('takes what others type, and does not send it back', async () => {
    const { world, link } = linkedWorld();
    const { id } = world.slices.documents[0]!;
    const replica = new TextReplica(id, link);
    await vi.waitFor(() => expect(replica.state.getState().loaded).toBe(true));
    world.typeElsewhere(id, 0, 'Theirs. ');
    await vi.waitFor(() => expect(replica.text.toString().startsWith('Theirs. ')).toBe(true));
    expect(replica.state.getState().pending).toBe(0);
  });

  test('keeps what is typed and deleted while the node is away, and both sides agree afterwards', async () => {
    const { world, link, cut, mend } = linkedWorld();
    const { id } = world.slices.documents[0]!;
    const replica = new TextReplica(id, link);
    await vi.waitFor(() => expect(replica.state.getState().loaded).toBe(true));
    cut();
    replica.text.insert(0, 'Written alone. ');
    replica.text.delete(replica.text.length - 3, 3);
    world.typeElsewhere(id, 5, 'meanwhile ');
    await vi.waitFor(() => expect(replica.state.getState().pending).toBe(2));
    mend();
    await vi.waitFor(() => expect(replica.text.toString()).toBe(textOf(world, id)));
    expect(replica.text.toString()).toContain('meanwhile ');
    expect(replica.text.toString().startsWith('Written alone. ')).toBe(true);
    await vi.waitFor(() => expect(replica.state.getState().pending).toBe(0));
  });
});

describe('fragments that are not yet safe', () => {
  const edits = (count: number): { doc: Y.Doc; fragments: Uint8Array[] } => {
    const doc = new Y.Doc();
    const fragments: Uint8Array[] = [];
    doc.on('update', (fragment: Uint8Array) => fragments.push(fragment));
    for (let index = 0; index < count; index++) doc.getText('body').insert(0, 'x');
    return { doc, fragments };
  };

  test('count until they are confirmed, and wait again when nobody knows what became of them', () => {
    const pending = new PendingFragments();
    const { fragments } = edits(3);
    for (const fragment of fragments) pending.add(fragment);
    const taken = pending.take();
    expect(pending.size).toBe(3);
    pending.unsend();
    expect(pending.take()).toEqual(taken);
    pending.confirmed(taken);
    expect(pending.size).toBe(0);
  });

  test('are merged when many wait, without losing any', () => {
    const pending = new PendingFragments();
    const { doc, fragments } = edits(2000);
    for (const fragment of fragments) pending.add(fragment);
    expect(pending.size).toBeLessThan(300);
    const copy = new Y.Doc();
    for (const fragment of pending.take()) Y.applyUpdate(copy, fragment);
    expect(copy.getText('body').toString()).toBe(doc.getText('body').toString());
  });

  test('a replica is ahead when it has insertions that the other lacks', () => {
    const { doc } = edits(2);
    expect(isAhead(Y.encodeStateVector(doc), new Uint8Array())).toBe(true);
    expect(isAhead(Y.encodeStateVector(doc), Y.encodeStateVector(doc))).toBe(false);
  });
});

describe('the places of others', () => {
  const doc = new Y.Doc();
  const text = doc.getText('body');
  text.insert(0, 'hello world');
  const at = (index: number): Uint8Array => Y.encodeRelativePosition(Y.createRelativePositionFromTypeIndex(text, index));
  const cursor = { key: 'k', nodeId: 'n', person: 'Ben', colour: 3, anchor: at(0), head: at(5), at: 0 };

  test('are found in the text, and what is no place is left out', () => {
    const placed = placeCursors(text, [cursor, { ...cursor, key: 'bad', head: Uint8Array.of(255, 255, 255) }], [], 1000);
    expect(placed).toEqual([{ key: 'k', person: 'Ben', colour: 3, anchor: 0, head: 5, freshUntil: 3500 }]);
  });

  test('keep their flag only for those who moved', () => {
    const before = placeCursors(text, [cursor], [], 1000);
    expect(placeCursors(text, [cursor], before, 9000)[0]!.freshUntil).toBe(3500);
    expect(placeCursors(text, [{ ...cursor, head: at(6) }], before, 9000)[0]!.freshUntil).toBe(11_500);
  });
});
