'use strict';
// CommonJS without dependencies, because the first `npm start` asks for it before anything is installed,
// on whatever Node the machine has. Its types are in find-browser.d.cts.
const { accessSync, constants } = require('node:fs');
const { join } = require('node:path');

/** Commands to look for on the PATH, or whole paths in which `%NAME%` stands for an environment variable. */
const candidates = {
  linux: {
    commands: [
      'chromium',
      'chromium-browser',
      'google-chrome-stable',
      'google-chrome',
      'microsoft-edge-stable',
      'microsoft-edge',
      'brave-browser',
    ],
    paths: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium'],
  },
  darwin: {
    commands: [],
    paths: ['Google Chrome', 'Chromium', 'Microsoft Edge', 'Brave Browser'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    ),
  },
  win32: {
    commands: [],
    paths: [
      '%ProgramFiles%\\Google\\Chrome\\Application\\chrome.exe',
      '%ProgramFiles(x86)%\\Google\\Chrome\\Application\\chrome.exe',
      '%LocalAppData%\\Google\\Chrome\\Application\\chrome.exe',
      '%LocalAppData%\\Chromium\\Application\\chrome.exe',
      '%ProgramFiles(x86)%\\Microsoft\\Edge\\Application\\msedge.exe',
      '%ProgramFiles%\\BraveSoftware\\Brave-Browser\\Application\\brave.exe',
    ],
  },
};

function canRun(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function findBrowser(environment = process.env, platform = process.platform, isThere = canRun) {
  const named = environment.BANYAN_CHROMIUM;
  if (named) return isThere(named) ? named : undefined;
  const { commands, paths } = candidates[platform] || candidates.linux;
  const folders = (environment.PATH || '').split(':').filter(Boolean);
  const places = [
    ...commands.flatMap((command) => folders.map((folder) => join(folder, command))),
    ...paths.map((path) => path.replace(/%([^%]+)%/g, (_, name) => environment[name] || '')),
  ];
  return places.find(isThere);
}

module.exports = { findBrowser };
