import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { BanyanError } from '../../../app/bridge/index.ts';

/** Most bytes of an unpacked trace. */
const maxBytes = 256 * 1024 * 1024;

const patch = z.tuple([z.number().int().min(0), z.number().int().min(0), z.string()]);
const sequential = z.object({
  startContent: z.literal(''),
  endContent: z.string(),
  txns: z.array(z.object({ patches: z.array(patch) })),
});
const concurrent = z.object({
  kind: z.literal('concurrent'),
  endContent: z.string(),
  numAgents: z.number().int().min(1).max(64),
  txns: z.array(z.object({ parents: z.array(z.number().int().min(0)), agent: z.number().int().min(0), patches: z.array(patch) })),
});

/** One step of a recorded session: positions count Unicode code points in the merge of its parents. */
export interface Transaction {
  /** Indexes of the transactions it builds on. */
  parents: number[];
  agent: number;
  /** Position, characters deleted, text inserted. */
  patches: [number, number, string][];
}

/** A recorded editing session (github.com/josephg/editing-traces), with its causal order made explicit. */
export interface Trace {
  endContent: string;
  agents: number;
  transactions: Transaction[];
  /** SHA-256 of the file, for telling traces apart. */
  fingerprint: string;
}

/** Reads a trace, packed or not. Throws `trace-broken` with what is wrong. */
export function parseTrace(file: Uint8Array, name: string): Trace {
  const fingerprint = createHash('sha256').update(file).digest('hex');
  const raw = parseJson(file, name);
  const several = concurrent.safeParse(raw);
  if (several.success) {
    const { endContent, numAgents, txns } = several.data;
    for (const [index, { parents, agent }] of txns.entries()) {
      if (agent >= numAgents || parents.some((parent) => parent >= index))
        throw broken(name, `transaction ${index} names a writer or a parent that is not there`);
    }
    return { endContent, agents: numAgents, transactions: txns, fingerprint };
  }
  const single = sequential.safeParse(raw);
  if (!single.success) throw broken(name, single.error.issues[0]?.message ?? 'it is no editing session');
  const transactions = single.data.txns.map(({ patches }, index) => ({
    parents: index === 0 ? [] : [index - 1],
    agent: 0,
    patches,
  }));
  return { endContent: single.data.endContent, agents: 1, transactions, fingerprint };
}

function parseJson(file: Uint8Array, name: string): unknown {
  try {
    const packed = file[0] === 0x1f && file[1] === 0x8b;
    const json = packed ? gunzipSync(file, { maxOutputLength: maxBytes }) : file;
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
  } catch (cause) {
    throw broken(name, cause instanceof Error ? cause.message : 'it can not be unpacked');
  }
}

function broken(name: string, why: string): BanyanError {
  return new BanyanError('trace-broken', `${name} is no editing session that can be played: ${why}.`);
}
