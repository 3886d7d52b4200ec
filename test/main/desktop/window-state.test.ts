import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { DesktopWindow } from '../../../main/desktop/electron-api.ts';
import { readWindowState, rememberWindowState } from '../../../main/desktop/window-state.ts';
import { FakeWindow } from './fake-electron.ts';

const screens = [{ x: 0, y: 0, width: 1920, height: 1080 }];
const first = { bounds: { width: 1280, height: 820 }, maximised: false };
let file: string;

beforeEach(() => {
  file = join(mkdtempSync(join(tmpdir(), 'banyan-window-')), 'window.json');
});

function stored(content: unknown): void {
  writeFileSync(file, JSON.stringify(content));
}

describe('the window’s place', () => {
  test('is in the middle at the first start', () => {
    expect(readWindowState(file, screens)).toEqual(first);
  });

  test('is kept from one run to the next', () => {
    const window = new FakeWindow({});
    window.maximised = true;
    rememberWindowState(window as unknown as DesktopWindow, file, () => {});
    window.emit('close');
    expect(readWindowState(file, screens)).toEqual({ bounds: { x: 10, y: 20, width: 900, height: 700 }, maximised: true });
  });

  test.each([
    ['on a screen that is gone', { x: 2500, y: 100 }],
    ['above the screen, where nobody can take hold of it', { x: 100, y: -400 }],
    ['almost out at the left', { x: -850, y: 100 }],
    ['below the screen', { x: 100, y: 1075 }],
  ])('is given up when it was %s', (_where, place) => {
    stored({ bounds: { ...place, width: 900, height: 700 }, maximised: false });
    expect(readWindowState(file, screens).bounds).toEqual({ width: 900, height: 700 });
  });

  test('holds on the second screen too', () => {
    stored({ bounds: { x: 2500, y: 100, width: 900, height: 700 }, maximised: false });
    const two = [...screens, { x: 1920, y: 0, width: 1920, height: 1080 }];
    expect(readWindowState(file, two).bounds).toEqual({ x: 2500, y: 100, width: 900, height: 700 });
  });

  test.each(['', 'no json', '{"bounds":{"width":"wide"}}', '{"bounds":{"width":10,"height":10},"maximised":false}'])(
    'is the usual one when the file says %j',
    (content) => {
      writeFileSync(file, content);
      expect(readWindowState(file, screens)).toEqual(first);
    },
  );

  test('is one that Electron can take, whatever the file holds', () => {
    fc.assert(
      fc.property(fc.json(), (content) => {
        writeFileSync(file, content);
        expect(readWindowState(file, screens).bounds.width).toBeGreaterThanOrEqual(640);
      }),
      { numRuns: 50 },
    );
  });

  test('that can’t be written down bothers nobody', () => {
    const failures: unknown[] = [];
    const window = new FakeWindow({});
    rememberWindowState(window as unknown as DesktopWindow, join(file, 'no', 'folder'), (thrown) => failures.push(thrown));
    window.emit('close');
    expect(failures).toHaveLength(1);
    expect(() => readFileSync(file)).toThrow('ENOENT');
  });
});
