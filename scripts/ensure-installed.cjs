'use strict';
/*
 * Runs before `npm start` and `npm test`, with whatever Node the machine has (20 or newer) and nothing installed:
 * CommonJS, no dependencies, old syntax. Says one line when there is something to do, nothing otherwise.
 * With --browser it also sees to a Chromium, which the tests drive.
 */
const { spawnSync } = require('node:child_process');
const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { findBrowser } = require('../main/desktop/find-browser.cjs');

const root = join(__dirname, '..');

/** Whether node_modules holds what package-lock.json says; npm writes its own copy of the lock when it has finished. */
function isInstalled(folder) {
  const wanted = packagesOf(join(folder, 'package-lock.json'));
  const present = packagesOf(join(folder, 'node_modules', '.package-lock.json'));
  if (wanted === undefined) throw new Error('package-lock.json is missing or damaged: check the project out again.');
  if (present === undefined) return false;
  return Object.keys(wanted).every((path) => {
    if (path === '' || wanted[path].link) return true;
    if (present[path] === undefined) return Boolean(wanted[path].optional || wanted[path].devOptional || wanted[path].peer);
    return present[path].version === wanted[path].version;
  });
}

function packagesOf(lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

function install() {
  console.log('Installing what Banyan needs, about a minute …');
  const strict = npm('ci');
  if (strict.status === 0) return;
  // `npm ci` refuses a lock file that lacks the packages of some other platform; `npm install` takes it as it is.
  const lenient = npm('install', '--no-save');
  if (lenient.status === 0) return;
  console.error(String(strict.stderr) + String(lenient.stderr));
  throw new Error(
    'npm could not install (see above). It needs the npm registry once; afterwards Banyan works without a network.',
  );
}

function npm(...words) {
  const args = words.concat('--no-progress', '--loglevel=error');
  const options = { cwd: root, stdio: ['ignore', 'inherit', 'pipe'], shell: process.platform === 'win32' };
  // npm names itself to its scripts; run by hand, it is looked for on the PATH.
  const own = process.env.npm_execpath;
  return own
    ? spawnSync(process.execPath, [own].concat(args), Object.assign(options, { shell: false }))
    : spawnSync('npm', args, options);
}

/** Where there is a package with Node 24 for this machine it is installed by now, and npm prefers it to the machine's own. */
function ensureNode() {
  const own = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
  if (existsSync(own) || Number(process.versions.node.split('.')[0]) >= 24) return;
  throw new Error(
    `Banyan needs Node 24 and this is ${process.version}: install Node 24 from https://nodejs.org or your system's packages.`,
  );
}

function ensureBrowser() {
  if (findBrowser() !== undefined) return;
  if (process.env.BANYAN_CHROMIUM) {
    throw new Error(`BANYAN_CHROMIUM names ${process.env.BANYAN_CHROMIUM}, which is not there or may not be run.`);
  }
  if (isDebianRoot()) {
    console.log('Installing Chromium for the browser tests (apt-get) …');
    const apt = (...words) =>
      spawnSync('apt-get', words, {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: Object.assign({}, process.env, { DEBIAN_FRONTEND: 'noninteractive' }),
      });
    apt('update');
    apt('install', '-y', '--no-install-recommends', 'chromium');
    if (findBrowser() !== undefined) return;
  }
  // Not an error yet: everything that needs no browser can be tested all the same.
  console.error('No Chromium here, so the browser tests will fail: install Chromium or Chrome, or name one in BANYAN_CHROMIUM.');
}

function isDebianRoot() {
  if (process.platform !== 'linux' || process.getuid() !== 0) return false;
  try {
    return /^(ID|ID_LIKE)=.*(debian|ubuntu)/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

try {
  if (!isInstalled(root)) install();
  ensureNode();
  if (process.argv.includes('--browser')) ensureBrowser();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
