import { createNode, type BanyanNode, type NodeSettings } from '../../app/index.ts';
import { removeBridgeFile, writeBridgeFile } from './bridge-file.ts';
import { startBridgeServer } from './bridge-server.ts';

export interface HeadlessOptions {
  node: NodeSettings;
  /** Port of page and bridge; 0 for any free one. */
  uiPort: number;
  /** Folder with the built renderer; undefined serves the bridge without a page. */
  pageFolder: string | undefined;
}

export interface RunningNode {
  node: BanyanNode;
  /** Address of the page, token included; null without a page. */
  url: string | null;
  /** Leaves cleanly and stops everything. Idempotent. */
  stop(): Promise<void>;
}

/** Starts a node in this process with its bridge (and page) on loopback. Fails as {@link BanyanNode.start} does. */
export async function runHeadless({ node: settings, uiPort, pageFolder }: HeadlessOptions): Promise<RunningNode> {
  const node = createNode(settings);
  await node.start();
  try {
    const server = await startBridgeServer(node, { port: uiPort, pageFolder });
    writeBridgeFile(settings.dataFolder, { port: server.port, token: server.token, pid: process.pid });
    return {
      node,
      url: pageFolder === undefined ? null : `http://127.0.0.1:${server.port}/#token=${server.token}`,
      stop: async () => {
        removeBridgeFile(settings.dataFolder);
        await server.close();
        await node.stop();
      },
    };
  } catch (thrown) {
    await node.stop();
    throw thrown;
  }
}
