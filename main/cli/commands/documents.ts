import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { sentenceOf } from '../../../app/index.ts';
import { BanyanError } from '../../../app/bridge/index.ts';
import type { AddCommand } from '../command.ts';
import { firstSlice } from '../../headless/first-slice.ts';
import { table } from '../output.ts';
import { replay } from '../replay/replay.ts';
import { parseTrace } from '../replay/trace.ts';
import { aName } from './node.ts';

interface ReplayOptions {
  speed: number;
  agent?: number;
}

/** `banyan docs` and `banyan doc …`: documents of the running node. */
export function addDocumentCommands(program: Command, add: AddCommand): void {
  add(program.command('docs').description('list the documents'), async ({ output, bridge }) => {
    const documents = await firstSlice(await bridge(), 'documents');
    for (const document of documents) output.value(document);
    const rows = documents.map(({ name, kind, changedBy, safeOn, home }) => [
      name,
      kind,
      home === 'here' ? 'only here' : `safe on ${safeOn}`,
      changedBy,
    ]);
    output.line(rows.length === 0 ? 'No documents yet. "banyan doc new NAME" makes one.' : table(rows));
  });

  const doc = program.command('doc').description('work with one document');
  const made = doc.command('new').argument('<name>', 'name of the document', aName).description('make a document');
  made.addOption(new Option('--kind <kind>', 'what it is').choices(['text', 'sheet', 'canvas']).default('text'));
  add<[string, { kind: 'text' | 'sheet' | 'canvas' }]>(made, async ({ output, bridge }, name, { kind }) => {
    const { id } = await (await bridge()).call('createDocument', { name, kind });
    output.value({ id, name, kind });
    output.line(`Made ${name} (${id}).`);
  });

  add<[string]>(
    doc.command('cat').argument('<name>').description('print the text of a document'),
    async ({ output, bridge: open }, name) => {
      const bridge = await open();
      const { id } = await bridge.call('findDocument', { name });
      const found = await bridge.call('readText', { document: id });
      output.value({ id, text: found.text });
      if (!output.json) process.stdout.write(found.text);
    },
  );

  add<[string]>(
    doc.command('write').argument('<name>').description('make the text equal to standard input, as edits'),
    async ({ output, bridge: open }, name) => {
      const bridge = await open();
      const { id } = await bridge.call('findDocument', { name });
      const { inserted, deleted } = await bridge.call('writeText', { document: id, text: await text(process.stdin) });
      output.value({ id, inserted, deleted });
      output.line(`${inserted} characters in, ${deleted} out. Safe on this machine.`);
    },
  );

  const replayed = doc
    .command('replay')
    .argument('<name>')
    .argument('<trace>', 'a recorded editing session, .json.gz')
    .description('play a recorded editing session into an empty text')
    .option('--speed <factor>', 'transactions per second; 0 for as fast as it goes', aCount, 0)
    .option('--agent <number>', 'play only this writer of a session with several, waiting for the others', aCount);
  add<[string, string, ReplayOptions]>(replayed, async ({ output, bridge: open }, name, file, { speed, agent }) => {
    const trace = parseTrace(await readTraceFile(file), file);
    const bridge = await open();
    const { id } = await bridge.call('findDocument', { name });
    const result = await replay({
      bridge,
      document: id,
      trace,
      transactionsPerSecond: speed,
      agent,
      onProgress: (done, all) => output.line(`${done} of ${all}`),
    });
    output.value({ event: 'replayed', ...result });
    output.line(
      `Played ${result.transactions} transactions in ${(result.milliseconds / 1000).toFixed(1)} s.${result.complete ? ' The text is as recorded.' : ''}`,
    );
  });
}

async function readTraceFile(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new BanyanError('trace-broken', `${file} can not be read: ${sentenceOf(cause)}`, { cause });
  }
}

function aCount(raw: string): number {
  const count = Number(raw);
  if (!Number.isFinite(count) || count < 0) throw new InvalidArgumentError('A number from 0 up is expected.');
  return count;
}
