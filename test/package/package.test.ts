import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { extractAsar, readAsar } from './asar.ts';
import { fuseSentinel, makeStandInElectron } from './stand-in-electron.ts';

const root = join(import.meta.dirname, '..', '..');
const mebibyte = 1024 * 1024;
let folder: string;
let release: string;
let unpacked: string;
/** What lies in the archive and beside it. */
let packed: string[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'banyan-package-'));
  release = join(folder, 'release');
  makeStandInElectron(join(folder, 'electron'));
  execFileSync(process.execPath, ['scripts/package.ts', 'tar.gz', 'deb'], {
    cwd: root,
    env: { ...process.env, ELECTRON_DIST: join(folder, 'electron'), BANYAN_RELEASE: release },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  unpacked = join(release, process.arch === 'arm64' ? 'linux-arm64-unpacked' : 'linux-unpacked');
  packed = readAsar(join(unpacked, 'resources', 'app.asar')).map(({ path }) => path);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const made = (ending: string): string =>
  join(release, readdirSync(release).find((name) => name.endsWith(ending)) ?? `nothing.${ending}`);

describe('the packaged app', () => {
  test('holds the programs and the page', () => {
    expect(packed).toEqual(
      expect.arrayContaining([
        'package.json',
        'LICENSE',
        'dist/main/desktop.js',
        'dist/main/cli.js',
        'dist/main/preload.cjs',
        'dist/renderer/index.html',
      ]),
    );
  });

  test('holds of node_modules the three native modules and their loaders only, and of their binaries only this target’s', () => {
    const modules = new Set(packed.filter((path) => path.startsWith('node_modules/')).map((path) => path.split('/')[1]));
    expect([...modules].toSorted()).toEqual([
      'bare-addon-resolve',
      'bare-module-resolve',
      'bare-semver',
      'better-sqlite3',
      'cmake-ts',
      'require-addon',
      'sodium-native',
      'which-runtime',
      'zeromq',
    ]);
    expect(packed.filter((path) => path.endsWith('.node')).toSorted()).toEqual([
      `node_modules/better-sqlite3/prebuilds/linux-${process.arch}.node`,
      `node_modules/sodium-native/prebuilds/linux-${process.arch}/sodium-native.node`,
      `node_modules/zeromq/build/linux/${process.arch}/node/glibc-127-Release/addon.node`,
    ]);
  });

  test('keeps binaries beside the archive, where the system can load them', () => {
    const beside = join(unpacked, 'resources', 'app.asar.unpacked');
    for (const path of packed.filter((each) => each.endsWith('.node'))) expect(existsSync(join(beside, path))).toBe(true);
  });

  test('holds no sources, no tests and none of what builds it', () => {
    expect(packed.filter((path) => !/^(package\.json|LICENSE|dist\/|node_modules\/)/.test(path))).toEqual([]);
    expect(packed.filter((path) => /\.(tsx?|map|cc|h)$|node-linux|electron-builder|vitest/.test(path))).toEqual([]);
  });

  test('holds nothing of what came with Electron to try it out', () => {
    expect(existsSync(join(unpacked, 'resources', 'default_app.asar'))).toBe(false);
    expect(existsSync(join(unpacked, 'version'))).toBe(false);
    expect(readdirSync(join(unpacked, 'locales'))).toEqual(['en-US.pak']);
  });

  test('can’t be talked into running something else', () => {
    const binary = readFileSync(join(unpacked, 'banyan-desktop'), 'latin1');
    const at = binary.indexOf(fuseSentinel) + fuseSentinel.length + 2;
    const [runAsNode, cookieEncryption, nodeOptions, nodeInspect, asarIntegrity, onlyAsar, , fileProtocol] = binary.slice(
      at,
      at + 9,
    );
    expect({ runAsNode, cookieEncryption, nodeOptions, nodeInspect, asarIntegrity, onlyAsar, fileProtocol }).toEqual({
      runAsNode: '0',
      cookieEncryption: '1',
      nodeOptions: '0',
      nodeInspect: '0',
      asarIntegrity: '1',
      onlyAsar: '1',
      fileProtocol: '0',
    });
  });

  test('adds less than 12 MB to Electron', () => {
    const files = readdirSync(unpacked, { withFileTypes: true, recursive: true }).filter((each) => each.isFile());
    const bytes = files.reduce((total, each) => total + statSync(join(each.parentPath, each.name)).size, 0);
    expect(bytes).toBeLessThan(12 * mebibyte);
  });

  test('runs', async () => {
    const app = join(folder, 'app');
    extractAsar(join(unpacked, 'resources', 'app.asar'), app);
    const args = [join(app, 'dist', 'main', 'cli.js'), 'node', '--json', '--no-ui', '--data', join(folder, 'data')];
    const node = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(node, 'exit');
    const [line] = (await once(createInterface({ input: node.stdout }), 'line')) as [string];
    expect(JSON.parse(line)).toMatchObject({ event: 'ready', ui: null });
    node.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });
});

describe('the archive to unpack', () => {
  test('holds the app and the command line', () => {
    const listed = execFileSync('tar', ['-tzf', made('.tar.gz')], { encoding: 'utf8' });
    expect(listed).toMatch(/\/banyan-desktop$/m);
    expect(listed).toMatch(/\/banyan$/m);
    expect(listed).toMatch(/\/resources\/app\.asar$/m);
  });
});

describe('the Debian package', () => {
  test('installs the app, its icon and its menu entry, and the command line', () => {
    const listed = execFileSync('dpkg-deb', ['-c', made('.deb')], { encoding: 'utf8' });
    for (const path of [
      './opt/Banyan/banyan-desktop',
      './opt/Banyan/resources/app.asar',
      './usr/bin/banyan',
      './usr/share/applications/banyan-desktop.desktop',
      './usr/share/icons/hicolor/512x512/apps/banyan-desktop.png',
    ]) {
      expect(listed).toMatch(new RegExp(`^-\\S+ root/root .* ${path.replaceAll('.', '\\.')}$`, 'm'));
    }
  });

  test('opens the links of invitations', () => {
    const entry = execFileSync('tar', ['-xO', './usr/share/applications/banyan-desktop.desktop'], {
      encoding: 'utf8',
      input: execFileSync('dpkg-deb', ['--fsys-tarfile', made('.deb')], { maxBuffer: 512 * mebibyte }),
    });
    expect(entry).toMatch(/^MimeType=x-scheme-handler\/banyan;$/m);
    // The link comes as a word of the start.
    expect(entry).toMatch(/^Exec=.* %U$/m);
  });

  test('says what it is', () => {
    const field = (name: string): string => execFileSync('dpkg-deb', ['-f', made('.deb'), name], { encoding: 'utf8' }).trim();
    expect(field('Package')).toBe('banyan');
    expect(field('Architecture')).toBe(process.arch === 'arm64' ? 'arm64' : 'amd64');
    expect(field('Depends')).toContain('libgtk-3-0');
  });
});

describe('the command line of an installed app', () => {
  const banyan = (...args: string[]): string => execFileSync(join(unpacked, 'banyan'), args, { encoding: 'utf8' }).trim();

  test('needs no screen for its commands', () => {
    expect(banyan('tree', '--json')).toBe('stand-in --ozone-platform=headless --no-sandbox tree --json');
  });

  test('opens the app, sandboxed, when it is told nothing', () => {
    expect(banyan()).toBe('stand-in');
    expect(banyan('--data', '/tmp/a')).toBe('stand-in --data /tmp/a');
  });
});
