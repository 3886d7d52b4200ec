import { readFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import envPaths from 'env-paths';
import { z } from 'zod';

/** The folder that holds package.json: of the checkout, or of the packaged app. */
export function programFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (let up = 0; up < 4; up++, folder = dirname(folder)) {
    try {
      readFileSync(join(folder, 'package.json'));
      return folder;
    } catch {
      // one further up
    }
  }
  throw new Error('package.json is missing beside the program.');
}

export function programVersion(): string {
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(programFolder(), 'package.json'), 'utf8'))).version;
}

/** Folder with the built renderer. */
export const pageFolder = (): string => join(programFolder(), 'dist', 'renderer');

/** Where a node keeps its things when nobody says otherwise: `BANYAN_DATA`, else the platform's app-data folder. */
export function defaultDataFolder(): string {
  return process.env['BANYAN_DATA'] ?? envPaths('Banyan', { suffix: '' }).data;
}

/** The interface that the environment names (`BANYAN_INTERFACE`), or undefined. */
export function environmentInterface(): string | undefined {
  const named = process.env['BANYAN_INTERFACE'];
  return named === undefined || named === '' ? undefined : named;
}

/** Names and colour to begin with: those of the operating system, and a colour that follows from them. */
export function defaultAppearance(): { person: string; machine: string; colour: number } {
  const machine = hostname().split('.')[0]!.slice(0, 64) || 'machine';
  const user = userInfo().username.slice(0, 64) || 'Somebody';
  const person = user.charAt(0).toUpperCase() + user.slice(1);
  const sum = [...(person + machine)].reduce((total, character) => total + character.codePointAt(0)!, 0);
  return { person, machine, colour: (sum % 12) + 1 };
}
