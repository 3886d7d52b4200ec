import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkImports } from '../../scripts/checks/import-rules.ts';

const root = join(import.meta.dirname, '..', '..');
const rules = join(root, '.dependency-cruiser.mjs');

/** A project in miniature in which every import is allowed. */
const sound: Record<string, string> = {
  'package.json': '{ "type": "module", "dependencies": { "zod": "*" }, "devDependencies": { "vite": "*", "electron": "*" } }',
  'app/errors.ts': 'export const error = 1;',
  'app/wire/frame.ts': "import { error } from '../errors.ts'; export const frame = error;",
  'app/transport/transport.ts': 'export interface Transport { frame: number }',
  'app/transport/zeromq/zeromq-transport.ts': "import { frame } from '../../wire/frame.ts'; export const zeromq = frame;",
  'app/transport/memory/memory-transport.ts': 'export const memory = 1;',
  'app/endpoint/endpoint.ts':
    "import type { Transport } from '../transport/transport.ts'; export const endpoint = (transport: Transport) => transport;",
  'app/documents/document.ts': "import { endpoint } from '../endpoint/endpoint.ts'; export const document = endpoint;",
  'app/cluster/cluster.ts': "import { endpoint } from '../endpoint/endpoint.ts'; export const cluster = endpoint;",
  'app/bridge/client.ts': 'export const client = 1; export interface Client { name: string }',
  'app/bridge/index.ts': "export { client } from './client.ts';",
  'app/node.ts': `import { zeromq } from './transport/zeromq/zeromq-transport.ts'; import { cluster } from './cluster/cluster.ts';
    import { document } from './documents/document.ts'; export const node = [zeromq, cluster, document];`,
  'app/index.ts': "export { node } from './node.ts'; export { client } from './bridge/index.ts';",
  'main/cli/banyan.ts':
    "import { node } from '../../app/index.ts'; import { client } from '../../app/bridge/index.ts'; console.log(node, client);",
  'main/desktop/electron.ts': "import { app } from 'electron'; export const electron = app;",
  'main/desktop/main.ts': "import { electron } from './electron.ts'; console.log(electron);",
  'renderer/main.tsx':
    "import { client } from '../app/bridge/index.ts'; import type { Client } from '../app/bridge/client.ts'; export const shown: Client | number = client;",
};

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'banyan-rules-'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const [path, content] of Object.entries(sound)) plant(path, content);
});

afterEach(() => rmSync(folder, { recursive: true }));

function plant(path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

/** The names of the rules that are broken once a file has this line more. */
async function brokenBy(path: string, line: string): Promise<string[]> {
  plant(path, `${line}\n${sound[path] ?? ''}`);
  const { violations } = await checkImports(folder, rules);
  return violations.map((violation) => violation.split(':')[0]!);
}

describe('the import rules', () => {
  test('let a sound project pass, and look at all of it', async () => {
    expect(await checkImports(folder, rules)).toEqual({ modules: Object.keys(sound).length - 1, violations: [] });
  });

  test.each([
    ['app/wire/frame.ts', "import { endpoint } from '../endpoint/endpoint.ts';", 'app-wire-imports-downwards-only'],
    ['app/endpoint/endpoint.ts', "import type { Client } from '../bridge/client.ts';", 'app-endpoint-imports-downwards-only'],
    ['app/documents/document.ts', "import { cluster } from '../cluster/cluster.ts';", 'app-documents-imports-downwards-only'],
    [
      'app/cluster/cluster.ts',
      "export const late = () => import('../documents/document.ts');",
      'app-cluster-imports-downwards-only',
    ],
    [
      'app/cluster/cluster.ts',
      "export { zeromq } from '../transport/zeromq/zeromq-transport.ts';",
      'only-node-knows-concrete-parts',
    ],
    ['app/transport/memory/memory-transport.ts', "import '../zeromq/zeromq-transport.ts';", 'parts-of-one-kind-stay-apart'],
    ['app/errors.ts', "import { frame } from './wire/frame.ts';", 'ground-imports-nothing'],
    ['app/novelty/novelty.ts', "import { error } from '../errors.ts';", 'app-knows-its-layers'],
    ['app/node.ts', "import '../main/cli/banyan.ts';", 'app-stands-alone'],
    ['app/wire/frame.ts', "import React from 'react';", 'app-uses-no-window-library'],
    ['app/wire/frame.ts', "import { build } from 'vite';", 'core-runs-on-dependencies'],
    ['app/wire/frame.ts', "import { app } from 'electron';", 'only-the-desktop-sees-electron'],
    ['main/cli/banyan.ts', "import type { App } from 'electron';", 'only-the-desktop-sees-electron'],
    ['main/desktop/main.ts', "import { shell } from 'electron';", 'one-file-holds-the-electron-module'],
    ['main/cli/banyan.ts', "import { cluster } from '../../app/cluster/cluster.ts';", 'main-uses-front-doors'],
    ['main/cli/banyan.ts', "import '../../renderer/main.tsx';", 'main-knows-no-renderer'],
    ['main/cli/banyan.ts', "import '../desktop/main.ts';", 'no-desktop-outside'],
    ['renderer/main.tsx', "import { cluster } from '../app/cluster/cluster.ts';", 'renderer-uses-the-bridge'],
    ['renderer/main.tsx', "import '../main/cli/banyan.ts';", 'renderer-stays-in-the-window'],
    ['renderer/main.tsx', "import type { App } from 'electron';", 'renderer-stays-in-the-window'],
    ['renderer/main.tsx', "import { join } from 'node:path';", 'renderer-has-no-node'],
    ['renderer/main.tsx', "import './missing.ts';", 'nothing-unresolved'],
    ['app/bridge/client.ts', "import './index.ts';", 'no-cycles'],
    ['app/cluster/forgotten.ts', 'export const forgotten = 1;', 'nothing-dead'],
  ])('refuse, in %s, %s', async (path, line, rule) => {
    expect(await brokenBy(path, line)).toContain(rule);
  });

  test('fail when a whole folder was not looked at', async () => {
    rmSync(join(folder, 'renderer'), { recursive: true });
    expect((await checkImports(folder, rules)).violations).toContain('looked at nothing in renderer/');
  });

  test('fail when there was nothing to look at', async () => {
    for (const part of ['app', 'main', 'renderer']) rmSync(join(folder, part), { recursive: true });
    expect(await checkImports(folder, rules)).toEqual({
      modules: 0,
      violations: ['looked at nothing in app/', 'looked at nothing in main/', 'looked at nothing in renderer/'],
    });
  });
});
