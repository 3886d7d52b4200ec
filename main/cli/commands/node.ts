import { existsSync } from 'node:fs';
import { isIPv4 } from 'node:net';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { BanyanError, limits, needsKeyring, visibleText, type NodeSettings } from '../../../app/index.ts';
import { runHeadless, type RemotePage } from '../../headless/run.ts';
import { environmentPassphraseFile, unlock } from '../../passphrase.ts';
import { defaultAppearance, environmentInterface, pageFolder, programVersion } from '../../program.ts';
import { stderrLog } from '../../stderr-log.ts';
import type { ClusterEvent } from '../../../app/bridge/index.ts';
import type { AddCommand, CommandContext } from '../command.ts';

interface NodeOptions {
  name?: string;
  person?: string;
  cluster?: string;
  listen?: string;
  port?: number;
  join?: string;
  invite?: string;
  autoAccept?: boolean;
  transport: 'zeromq' | 'zmtp';
  fanOut?: number;
  leaf?: boolean;
  network: 'local' | 'lan' | 'wifi';
  relayOnly?: boolean;
  subscribe?: string[];
  interface?: string;
  passphraseFile?: string;
  uiPort?: number;
  uiHost?: string;
  uiCert?: string;
  uiKey?: string;
  /** False after `--no-ui`. */
  ui: boolean;
}

/** `banyan node`: runs a node without a window until it is stopped. */
export function addNodeCommand(program: Command, add: AddCommand): void {
  const command = program
    .command('node')
    .description('run a node until it is stopped')
    .option('--name <name>', 'name of this machine, as others see it', aName)
    .option('--person <name>', 'name of the person at it', aName)
    .option('--cluster <name>', 'join the cluster of this name if it is found within 3 s, else start it', aName)
    .option('--listen <address>', 'address to listen on', anAddress)
    .option('--port <port>', 'port to listen on', aPort)
    .option('--join <host:port>', 'ask this machine to be let in, where multicast fails')
    .option('--invite <link>', 'come in by this invitation')
    .addOption(
      new Option('--transport <name>', 'ZMTP in TypeScript, or libzmq; they talk to each other')
        .choices(['zmtp', 'zeromq'])
        .default('zmtp'),
    )
    .option('--fan-out <number>', 'children that this node takes on while there is room elsewhere (default: 8)', aFanOut)
    .option('--leaf', 'carry nobody while there is room elsewhere')
    .addOption(
      new Option('--network <kind>', 'how patient heartbeats are: on one machine, on a good network, or on a bad one')
        .choices(['local', 'lan', 'wifi'])
        .default('lan'),
    )
    .addOption(new Option('--relay-only', 'pass everything on and keep no documents').conflicts('subscribe'))
    .option('--subscribe <document>', 'keep this document, by name or id, and not all of them; may be repeated', aDocument)
    .option('--auto-accept', 'let everyone in who asks, without a person')
    .option('--interface <address>', 'speak on this interface only (BANYAN_INTERFACE)', anAddress)
    .option('--passphrase-file <file>', 'passphrase of the data folder, where one is set (BANYAN_PASSPHRASE_FILE)')
    .option('--ui-port <port>', 'port of the page', aPort)
    .option('--ui-host <address>', 'serve the page there as well, to other machines, by TLS (0.0.0.0: everywhere)', anAddress)
    .option('--ui-cert <file>', 'certificate of that page in PEM, instead of one of its own')
    .option('--ui-key <file>', 'key of that certificate in PEM')
    .option('--no-ui', 'serve no page');
  add<[NodeOptions]>(command, runNode);
}

async function runNode({ output, dataFolder, keyring }: CommandContext, options: NodeOptions): Promise<void> {
  // From the first moment on, so that whoever reads "ready" may stop the node at once and it leaves cleanly.
  const told = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
  const folder = pageFolder();
  const remote = remotePage(options);
  const keyslot = await unlock(dataFolder, options.passphraseFile ?? environmentPassphraseFile());
  const reached = needsKeyring(dataFolder, keyslot) ? await keyring() : undefined;
  // The first line says that the node is ready; what happened before follows it.
  let early: ClusterEvent[] | undefined = [];
  const tell = (event: ClusterEvent): void => output.value({ event: event.kind, ...event });
  const running = await runHeadless({
    node: { ...settingsOf(options, dataFolder), ...(keyslot && { keyslot }), ...(reached && { keyring: reached }) },
    uiPort: options.uiPort,
    remote,
    pageFolder: options.ui && existsSync(folder) ? folder : undefined,
    onNode: (node) => node.onEvent((event) => (early === undefined ? tell(event) : early.push(event))),
    onReady: ({ node, url, fingerprint }) => {
      const { nodeId, machine, address } = node.info;
      output.value({
        event: 'ready',
        nodeId,
        name: machine,
        address,
        ui: url,
        ...(fingerprint !== null && { uiFingerprint: fingerprint }),
        pid: process.pid,
      });
      output.line(`${machine} is running at ${address}.${url === null ? '' : ` Open ${url}`}`);
      if (url !== null && fingerprint !== null)
        output.line(`The browser asks whether to trust its certificate. Compare the SHA-256 fingerprint: ${fingerprint}`);
      for (const event of early ?? []) tell(event);
      early = undefined;
    },
  });
  await told;
  await running.stop();
}

/** Where the page is served beyond this machine. Throws `bad-input` for options that don't go together. */
function remotePage({ ui, uiHost, uiCert, uiKey }: NodeOptions): RemotePage | undefined {
  if ((uiCert === undefined) !== (uiKey === undefined))
    throw new BanyanError('bad-input', '--ui-cert and --ui-key go together: name both files, or none.');
  if (uiHost === undefined && uiCert === undefined) return undefined;
  if (uiHost === undefined) throw new BanyanError('bad-input', '--ui-cert is for a page beyond this machine: add --ui-host.');
  if (uiHost === '127.0.0.1' && uiCert !== undefined)
    throw new BanyanError('bad-input', '--ui-cert is for a page beyond this machine, and --ui-host 127.0.0.1 is this machine.');
  if (!ui) throw new BanyanError('bad-input', '--ui-host serves a page, and --no-ui none. Leave one of them out.');
  return { host: uiHost, files: uiCert === undefined ? undefined : { certificate: uiCert, key: uiKey! } };
}

function settingsOf(options: NodeOptions, dataFolder: string): NodeSettings {
  const interfaceAddress = options.interface ?? environmentInterface();
  return {
    dataFolder,
    headless: true,
    version: programVersion(),
    defaults: defaultAppearance(),
    log: stderrLog(),
    autoAccept: options.autoAccept === true,
    transport: options.transport,
    network: options.network,
    relayOnly: options.relayOnly === true,
    ...(options.subscribe !== undefined && { subscribe: options.subscribe }),
    prefersLeaf: () => options.leaf === true,
    ...(options.fanOut !== undefined && { fanOut: options.fanOut }),
    ...(options.name !== undefined && { machine: options.name }),
    ...(options.person !== undefined && { person: options.person }),
    ...(options.cluster !== undefined && { cluster: options.cluster }),
    ...(options.listen !== undefined && { listen: options.listen }),
    ...(options.port !== undefined && { port: options.port }),
    ...(options.join !== undefined && { join: options.join }),
    ...(options.invite !== undefined && { invite: options.invite }),
    ...(interfaceAddress !== undefined && { interfaceAddress }),
  };
}

export function aName(raw: string): string {
  const name = visibleText(raw, limits.nameCharacters);
  if (name === '' || raw.trim().length > limits.nameCharacters)
    throw new InvalidArgumentError('A name has 1 to 64 characters that can be seen.');
  return name;
}

function aDocument(raw: string, before: string[] = []): string[] {
  return [...before, aName(raw)];
}

function aPort(raw: string): number {
  const port = Number(raw);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return port;
}

function aFanOut(raw: string): number {
  const fanOut = Number(raw);
  if (!Number.isInteger(fanOut) || fanOut < 1 || fanOut > limits.fanOut)
    throw new InvalidArgumentError(`A fan-out is a number from 1 to ${limits.fanOut}.`);
  return fanOut;
}

function anAddress(raw: string): string {
  if (!isIPv4(raw)) throw new InvalidArgumentError('An address looks like 192.168.1.20.');
  return raw;
}
