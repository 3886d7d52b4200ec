import { setTimeout as pause } from 'node:timers/promises';
import * as Y from 'yjs';
import { createNode, silentLog, type NodeReplacements } from '../../../app/index.ts';
import { channelPair, openBridge } from '../../../app/bridge/index.ts';
import type { Side } from './side.ts';

const clusterName = 'Bench';
const documentName = 'Session';

/**
 * A whole node with its store on disk, and a window's replica on its bridge. The writer starts the cluster; `meeting`
 * is its address, to which the reader comes.
 */
export async function banyanSide(
  role: 'writer' | 'reader',
  meeting: string,
  folder: string,
  replacements: NodeReplacements,
): Promise<Side & { meeting: string }> {
  const node = createNode(
    {
      dataFolder: folder,
      person: role,
      machine: role,
      defaults: { person: role, machine: role, colour: 1 },
      headless: true,
      version: 'bench',
      interfaceAddress: '127.0.0.1',
      autoAccept: true,
      log: silentLog,
      ...(role === 'reader' && { join: meeting }),
    },
    replacements,
  );
  await node.start();
  const [nodeEnd, windowEnd] = channelPair();
  node.serve(nodeEnd);
  const bridge = openBridge(windowEnd);
  let document: string;
  if (role === 'writer') {
    await bridge.call('createCluster', { name: clusterName });
    document = (await bridge.call('createDocument', { name: documentName, kind: 'text' })).id;
  } else {
    await node.findCluster();
    document = await findDocument(bridge);
  }
  const replica = new Y.Doc();
  await bridge.call('openDocument', { document, have: new Uint8Array() });
  replica.on('update', (update: Uint8Array) => void bridge.call('editDocument', { document, fragments: [update] }));
  return {
    replica,
    meeting: node.info.address,
    // The node's own replica has taken it in when it tells its windows.
    onArrival: (listener) => void bridge.on('fragments', ({ fragments }) => fragments.forEach(listener)),
    text: async () => (await bridge.call('readText', { document })).text,
    close: () => node.stop(),
  };
}

/** The catalogue comes with the first sync, a moment after joining. */
async function findDocument(bridge: ReturnType<typeof openBridge>): Promise<string> {
  for (let attempt = 0; ; attempt++) {
    try {
      return (await bridge.call('findDocument', { name: documentName })).id;
    } catch (thrown) {
      if (attempt === 100) throw thrown;
      await pause(20);
    }
  }
}
