#!/usr/bin/env node
/*
 * Stands in for fpm where electron-builder makes a Debian package: the part of fpm's command line that it uses, done
 * with Debian's own dpkg-deb. So packaging needs no download.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

const text = { type: 'string' } as const;
const texts = { type: 'string', multiple: true, default: [] as string[] } as const;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'after-install': text,
    'after-remove': text,
    architecture: text,
    category: { ...text, default: 'misc' },
    'deb-compression': { ...text, default: 'xz' },
    'deb-priority': { ...text, default: 'optional' },
    'deb-recommends': texts,
    depends: { ...texts, short: 'd' },
    description: { ...text, default: '' },
    force: { type: 'boolean' },
    input: { ...text, short: 's' },
    license: text,
    maintainer: text,
    name: text,
    package: text,
    target: { ...text, short: 't' },
    url: text,
    vendor: text,
    version: text,
  },
});

if (values.target !== 'deb') throw new Error(`Only Debian packages can be made here, not ${values.target ?? 'nothing'}.`);
const stage = mkdtempSync(join(tmpdir(), 'banyan-deb-'));
try {
  for (const mapping of positionals) copyInto(stage, mapping);
  const installedKiB = Math.ceil(sizeOf(stage) / 1024);
  mkdirSync(join(stage, 'DEBIAN'), { mode: 0o755 });
  writeFileSync(join(stage, 'DEBIAN', 'control'), control(installedKiB));
  addScript('postinst', values['after-install']);
  addScript('postrm', values['after-remove']);
  chmodSync(stage, 0o755);
  execFileSync('dpkg-deb', ['--root-owner-group', `-Z${values['deb-compression']}`, '--build', stage, required('package')], {
    stdio: 'inherit',
  });
} finally {
  rmSync(stage, { recursive: true, force: true });
}

/** Copies one `SOURCE=DESTINATION`; a source that ends in a slash stands for what is in it. */
function copyInto(root: string, mapping: string): void {
  const at = mapping.lastIndexOf('=');
  const destination = join(root, mapping.slice(at + 1));
  mkdirSync(dirname(destination), { recursive: true, mode: 0o755 });
  cpSync(mapping.slice(0, at), destination, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
}

function control(installedKiB: number): string {
  const [synopsis = '', ...more] = values.description.trim().split('\n');
  const fields: [string, string | undefined][] = [
    ['Package', required('name')],
    ['Version', required('version')],
    ['Architecture', required('architecture')],
    ['Maintainer', required('maintainer')],
    ['Vendor', values.vendor],
    ['License', values.license],
    ['Installed-Size', String(installedKiB)],
    ['Depends', values.depends.join(', ')],
    ['Recommends', values['deb-recommends'].join(', ')],
    ['Section', values.category],
    ['Priority', values['deb-priority']],
    ['Homepage', values.url],
    ['Description', [synopsis, ...more.map((line) => ` ${line.trim() || '.'}`)].join('\n')],
  ];
  return fields.flatMap(([name, value]) => (value ? [`${name}: ${value}\n`] : [])).join('');
}

function addScript(name: string, source: string | undefined): void {
  if (source === undefined) return;
  cpSync(source, join(stage, 'DEBIAN', name));
  chmodSync(join(stage, 'DEBIAN', name), 0o755);
}

function sizeOf(folder: string): number {
  return readdirSync(folder, { withFileTypes: true, recursive: true }).reduce(
    (total, entry) => (entry.isFile() ? total + lstatSync(join(entry.parentPath, entry.name)).size : total),
    0,
  );
}

function required(name: 'package' | 'name' | 'version' | 'architecture' | 'maintainer'): string {
  const value = values[name];
  if (value === undefined) throw new Error(`--${name} is missing.`);
  return value;
}
