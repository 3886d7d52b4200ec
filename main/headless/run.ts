import { networkInterfaces } from 'node:os';
import { BanyanError, createNode, systemClock, type BanyanNode, type Clock, type NodeSettings } from '../../app/index.ts';
import { readBridgeFile, writeBridgeFile } from './bridge-file.ts';
import { loopback, newBridgeToken, startBridgeServer, type BridgeServer } from './bridge-server.ts';
import { givenCertificate, ownCertificate, type PageCertificate } from './page-certificate.ts';

export interface HeadlessOptions {
  node: NodeSettings;
  /** Port of page and bridge; undefined: last time's if it is free, else any. */
  uiPort?: number | undefined;
  /** Serve the page beyond this machine, by TLS; absent or with the loopback address: on this machine only. */
  remote?: RemotePage | undefined;
  /** Folder with the built renderer; undefined serves the bridge without a page. */
  pageFolder: string | undefined;
  /** Called before the node starts: to listen to its events from the first on. */
  onNode?: (node: BanyanNode) => void;
  /** Called once the node is up and its bridge open, before it looks for a cluster. */
  onReady?: (running: { node: BanyanNode } & ShownPage) => void;
  /** For the time that certificates are good for. */
  clock?: Clock;
}

/** A page beyond loopback. */
export interface RemotePage {
  /** IPv4 address to listen on; `0.0.0.0` for all. */
  host: string;
  /** PEM files of a certificate and its key; absent: a certificate of one's own, made at the first use. */
  files?: { certificate: string; key: string } | undefined;
}

/** Where the page is. */
export interface ShownPage {
  /** Address of the page, token included; null without a page. */
  url: string | null;
  /** SHA-256 of its certificate, to be compared in the browser; null where it has none. */
  fingerprint: string | null;
}

export interface RunningNode {
  node: BanyanNode;
  /** Address of the page, token included; null without a page. */
  url: string | null;
  /** Leaves cleanly and stops everything. Idempotent. */
  stop(): Promise<void>;
}

/**
 * Starts a node in this process with its bridge (and page) on loopback, and where it is wanted beyond it. Fails as {@link BanyanNode.start}
 * does, and with `bad-input` for a certificate that can't be used.
 */
export async function runHeadless({
  node: settings,
  uiPort,
  remote,
  pageFolder,
  onNode,
  onReady,
  clock = systemClock(),
}: HeadlessOptions): Promise<RunningNode> {
  // Before anything runs, so that a certificate that can't be used ends it at once.
  const given = remote?.files && givenCertificate(remote.files.certificate, remote.files.key, clock);
  const node = createNode(settings);
  onNode?.(node);
  await node.start();
  let certificate: PageCertificate | undefined;
  let server: BridgeServer | undefined;
  let beyond: BridgeServer | undefined;
  const stop = async (): Promise<void> => {
    await beyond?.close();
    await server?.close();
    await node.stop();
  };
  try {
    if (remote !== undefined && remote.host !== loopback)
      certificate = given ?? (await ownCertificate(settings.dataFolder, clock, addressesOf(remote)));
    // The command line comes by loopback, whoever else comes from elsewhere.
    server = await startAsBefore(node, settings.dataFolder, certificate === undefined ? uiPort : undefined, pageFolder);
    writeBridgeFile(settings.dataFolder, { port: server.port, token: server.token, pid: process.pid });
    if (certificate !== undefined && remote !== undefined) {
      const { token } = server;
      const where = { host: remote.host, certificate };
      beyond = await startBridgeServer(node, { port: uiPort ?? 0, token, pageFolder, remote: where });
    }
    const origin =
      beyond === undefined ? `http://${loopback}:${server.port}` : `https://${shownHost(remote!, node)}:${beyond.port}`;
    const url = pageFolder === undefined ? null : `${origin}/#token=${server.token}`;
    onReady?.({ node, url, fingerprint: certificate?.fingerprint ?? null });
    await node.findCluster();
    return { node, url, stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

/** The addresses that its own certificate is for. */
const addressesOf = ({ host }: RemotePage): string[] => (host === everywhere ? addressesHere() : [host]);

/** An address that somebody elsewhere can open. */
const shownHost = ({ host }: RemotePage, node: BanyanNode): string =>
  host === everywhere ? node.info.address.slice(0, node.info.address.lastIndexOf(':')) : host;

const everywhere = '0.0.0.0';
const addressesHere = (): string[] =>
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family }) => family === 'IPv4')
    .map(({ address }) => address);

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
