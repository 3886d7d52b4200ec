import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';

const patience = { timeout: 15_000, interval: 50 };

const root = join(import.meta.dirname, '..', '..');

/** An example that runs, with everything it has printed. */
class Example {
  printed = '';
  readonly #child: ChildProcess;

  /** `args` are those of Node. */
  constructor(...args: string[]) {
    this.#child = spawn(process.execPath, args, { cwd: root, stdio: ['pipe', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', (data) => void (this.printed += String(data)));
  }

  write(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  async prints(text: string): Promise<void> {
    await vi.waitFor(() => {
      if (!this.printed.includes(text)) throw new Error(`"${text}" is not in what was printed: ${this.printed}`);
    }, patience);
  }

  async address(): Promise<string> {
    await this.prints('tcp://');
    return /tcp:\S+/.exec(this.printed)![0];
  }

  /** Ends its input; it has to come to its own end. */
  async end(): Promise<void> {
    this.#child.stdin?.end();
    await vi.waitUntil(() => this.#child.exitCode === 0, patience);
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}

describe('the examples in docs/examples', () => {
  const running: Example[] = [];
  const run = (...args: string[]): Example => {
    const example = new Example(...args);
    running.push(example);
    return example;
  };
  const start = (file: string, ...args: string[]): Example => run(join('docs', 'examples', file), ...args);
  afterEach(() => running.splice(0).forEach((example) => example.kill()));

  test('the first lines of docs/ENDPOINT.md', async () => {
    const lines = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(root, 'docs', 'ENDPOINT.md'), 'utf8'))![1]!;
    await run('--input-type=module-typescript', '--eval', lines).prints(' 1 hello');
  });

  test('a chat of three, in thirty lines', async () => {
    const anna = start('chat.ts', 'host', 'Anna');
    const address = await anna.address();
    const others = ['Ben', 'Chidi'].map((name) => start('chat.ts', address, name)) as [Example, Example];
    await Promise.all(others.map((other) => other.prints('Connected.')));
    others[0].write('is anybody here?');
    await Promise.all([anna, others[1]].map((other) => other.prints('Ben: is anybody here?')));
    anna.write('all of us');
    await Promise.all(others.map((other) => other.prints('Anna: all of us')));
    expect(others[0].printed).not.toContain('Ben: is anybody here?');
    await others[0].end();
    await anna.prints('Somebody went.');
    await anna.end();
  });

  test('a counter that all raise at once, and that somebody joins later', async () => {
    const host = start('counter-document.ts', 'host');
    const address = await host.address();
    host.write('5');
    const first = start('counter-document.ts', address);
    await first.prints('stands at 5.');
    first.write('10');
    host.write('100');
    await Promise.all([host, first].map((each) => each.prints('stands at 115.')));
    const late = start('counter-document.ts', address);
    await late.prints('stands at 115.');
    late.write('a few');
    await late.prints('Write a whole number');
    late.write('1000');
    await Promise.all([host, first, late].map((each) => each.prints('stands at 1115.')));
    for (const each of [late, first, host]) await each.end();
  });
});
