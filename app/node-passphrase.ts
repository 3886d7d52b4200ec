import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from './clock.ts';
import { BanyanError } from './errors.ts';
import { silentLog } from './log.ts';
import { openStorage, refuseLeftovers } from './node-storage.ts';
import { systemRandom, type Random } from './random.ts';
import { lockDataFolder } from './storage/data-folder-lock.ts';
import { hasKeyslot, Keyslot } from './storage/sealed/keyslot.ts';
import { passphraseCost, type PassphraseCost } from './storage/sealed/passphrase-box.ts';

/** What the commands on passphrases may be told beside folder and passphrase. */
export interface PassphraseOptions {
  /** What a guess at a new passphrase costs; default {@link passphraseCost}. */
  cost?: PassphraseCost;
  random?: Random;
  now?: () => number;
  /** Told each step before it is done: for progress, and for tests that stop in the middle. */
  onStep?: (step: string) => void;
}

/** Whether somebody who opens this data folder has to give a passphrase. */
export function needsPassphrase(dataFolder: string): boolean {
  return hasKeyslot(dataFolder);
}

/** Fails with `data-folder-in-use` while a node runs on a folder: before somebody is asked for a passphrase in vain. */
export function ensureStopped(dataFolder: string): void {
  // A folder without it was never used.
  if (existsSync(join(dataFolder, 'lock.db'))) lockDataFolder(dataFolder).release();
}

/** Fails with `refused` where a passphrase is set already: before somebody is asked for another in vain. */
export function ensureUnset(dataFolder: string): void {
  if (hasKeyslot(dataFolder))
    throw new BanyanError('refused', `${dataFolder} has a passphrase already. "banyan passphrase change" sets another.`);
}

/**
 * Opens the passphrase of a folder: takes about a second, without holding up anything else. Fails with
 * `wrong-passphrase`; `not-found` where none is set; `store-damaged`.
 */
export function openKeyslot(dataFolder: string, passphrase: string, random = systemRandom()): Promise<Keyslot> {
  return Keyslot.open(dataFolder, passphrase, random);
}

/**
 * Seals everything that a stopped node keeps in its folder. After a crash in the middle, whoever opens the folder with
 * this passphrase finishes it. Fails with `bad-input` on a passphrase too short, `refused` where one is set already or
 * something lies in the folder that can't be sealed, and as {@link openStorage} does.
 */
export async function setPassphrase(dataFolder: string, passphrase: string, options: PassphraseOptions = {}): Promise<void> {
  const { cost = passphraseCost, random = systemRandom(), onStep } = options;
  // Opened once as it is, so that what is wrong with it shows before anything is promised.
  if (!hasKeyslot(dataFolder)) openStopped(dataFolder, undefined, options);
  await whileLocked(dataFolder, async () => {
    ensureUnset(dataFolder);
    refuseLeftovers(dataFolder);
    onStep?.('derive');
    const keyslot = await Keyslot.create(passphrase, cost, random);
    onStep?.('slot');
    keyslot.write(dataFolder, 'turning-on');
    return keyslot;
  }).then((keyslot) => openStopped(dataFolder, keyslot, options));
}

/**
 * Another passphrase for a folder whose slot is open. The key of the data stays: an old copy of `passphrase.json` still
 * opens it with the old passphrase. Fails with `bad-input`, and as {@link openStorage} does.
 */
export async function changePassphrase(
  dataFolder: string,
  keyslot: Keyslot,
  passphrase: string,
  options: PassphraseOptions = {},
): Promise<void> {
  const { cost = passphraseCost, random = systemRandom(), onStep } = options;
  openStopped(dataFolder, keyslot, options);
  if (!hasKeyslot(dataFolder)) throw removedBefore(dataFolder);
  await whileLocked(dataFolder, async () => {
    onStep?.('derive');
    const changed = await keyslot.withPassphrase(passphrase, cost, random);
    onStep?.('slot');
    changed.write(dataFolder, 'on');
  });
}

/**
 * Takes the passphrase off a folder whose slot is open: everything in it can be read without one again. After a crash in
 * the middle, whoever opens the folder with the passphrase finishes it. Fails as {@link openStorage} does.
 */
export async function removePassphrase(dataFolder: string, keyslot: Keyslot, options: PassphraseOptions = {}): Promise<void> {
  openStopped(dataFolder, keyslot, options);
  // It was being removed already, and that is finished now.
  if (!hasKeyslot(dataFolder)) return;
  await whileLocked(dataFolder, async () => {
    options.onStep?.('slot');
    keyslot.write(dataFolder, 'turning-off');
  });
  openStopped(dataFolder, keyslot, options);
}

/** Opens a folder and closes it again: what was begun is finished, and what can't be opened is said. */
function openStopped(dataFolder: string, keyslot: Keyslot | undefined, options: PassphraseOptions): void {
  const { now = systemClock().now, onStep } = options;
  openStorage({ dataFolder, keyslot, now, log: silentLog, onStep }).close();
}

async function whileLocked<Result>(dataFolder: string, run: () => Promise<Result>): Promise<Result> {
  const lock = lockDataFolder(dataFolder);
  try {
    return await run();
  } finally {
    lock.release();
  }
}

const removedBefore = (dataFolder: string): BanyanError =>
  new BanyanError(
    'refused',
    `The passphrase of ${dataFolder} was being removed; that is finished now. "banyan passphrase set" sets a new one.`,
  );
