import { BanyanError, createNode, type BanyanNode, type NodeSettings } from '../../app/index.ts';
import { readBridgeFile, writeBridgeFile } from './bridge-file.ts';
import { newBridgeToken, startBridgeServer, type BridgeServer } from './bridge-server.ts';

export interface HeadlessOptions {
  node: NodeSettings;
  /** Port of page and bridge; undefined: last time's if it is free, else any. */
  uiPort?: number | undefined;
  /** Folder with the built renderer; undefined serves the bridge without a page. */
  pageFolder: string | undefined;
  /** Called before the node starts: to listen to its events from the first on. */
  onNode?: (node: BanyanNode) => void;
  /** Called once the node is up and its bridge open, before it looks for a cluster. */
  onReady?: (running: { node: BanyanNode; url: string | null }) => void;
}

export interface RunningNode {
  node: BanyanNode;
  /** Address of the page, token included; null without a page. */
  url: string | null;
  /** Leaves cleanly and stops everything. Idempotent. */
  stop(): Promise<void>;
}

/** Starts a node in this process with its bridge (and page) on loopback. Fails as {@link BanyanNode.start} does. */
export async function runHeadless({
  node: settings,
  uiPort,
  pageFolder,
  onNode,
  onReady,
}: HeadlessOptions): Promise<RunningNode> {
  const node = createNode(settings);
  onNode?.(node);
  await node.start();
  let server: BridgeServer | undefined;
  const stop = async (): Promise<void> => {
    await server?.close();
    await node.stop();
  };
  try {
    server = await startAsBefore(node, settings.dataFolder, uiPort, pageFolder);
    writeBridgeFile(settings.dataFolder, { port: server.port, token: server.token, pid: process.pid });
    const url = pageFolder === undefined ? null : `http://127.0.0.1:${server.port}/#token=${server.token}`;
    onReady?.({ node, url });
    await node.findCluster();
    return { node, url, stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

/** On the port and with the token of last time, where they can be had, so that an open page finds its node again. */
async function startAsBefore(
  node: BanyanNode,
  dataFolder: string,
  uiPort: number | undefined,
  pageFolder: string | undefined,
): Promise<BridgeServer> {
  const before = readBridgeFile(dataFolder);
  const token = before?.token ?? newBridgeToken();
  if (uiPort !== undefined || before === undefined) return startBridgeServer(node, { port: uiPort ?? 0, token, pageFolder });
  try {
    return await startBridgeServer(node, { port: before.port, token, pageFolder });
  } catch (thrown) {
    if (!(thrown instanceof BanyanError) || thrown.code !== 'port-in-use') throw thrown;
    return startBridgeServer(node, { port: 0, token, pageFolder });
  }
}
