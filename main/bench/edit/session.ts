import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seededRandom } from '../../../app/index.ts';
import { parseTrace, type Trace } from '../../cli/replay/trace.ts';
import { programFolder } from '../../program.ts';

/** Where recorded sessions may lie: `BANYAN_TRACES`, else beside the project. They are not part of it. */
export const tracesFolder = (): string => process.env['BANYAN_TRACES'] ?? join(programFolder(), '..', 'shared', 'data');

const recordedFile = (): string => join(tracesFolder(), 'sveltecomponent.json.gz');

/** Where {@link benchSession} comes from, for whoever reads the figures. */
export const sessionOrigin = (): 'recorded' | 'generated' => (existsSync(recordedFile()) ? 'recorded' : 'generated');

/** The recorded session of one writer, or a generated one of the same size where there is none. */
export async function benchSession(): Promise<Trace> {
  const file = recordedFile();
  return sessionOrigin() === 'recorded' ? parseTrace(await readFile(file), file) : generatedSession(18_335, 1);
}

/** A session as people write: mostly one character after the other, sometimes back, sometimes elsewhere. */
export function generatedSession(transactions: number, seed: number): Trace {
  const random = seededRandom(seed);
  const made: Trace['transactions'] = [];
  let text = '';
  let caret = 0;
  for (let index = 0; index < transactions; index++) {
    if (random.integer(40) === 0) caret = random.integer(text.length + 1);
    const back = caret > 0 && random.integer(5) === 0;
    const inserted = back ? '' : String.fromCharCode(97 + random.integer(26));
    const at = back ? caret - 1 : caret;
    made.push({ parents: index === 0 ? [] : [index - 1], agent: 0, patches: [[at, back ? 1 : 0, inserted]] });
    text = text.slice(0, at) + inserted + text.slice(at + (back ? 1 : 0));
    caret = at + inserted.length;
  }
  return { endContent: text, agents: 1, transactions: made, fingerprint: `generated ${transactions} ${seed}` };
}
