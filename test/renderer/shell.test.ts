import { describe, expect, test } from 'vitest';
import { isPressed, shortcutParts } from '../../renderer/components/shortcut.ts';
import { filteredDocuments } from '../../renderer/documents/filter.ts';
import { freeName, nameTrouble } from '../../renderer/documents/document-name.ts';
import { visibleRange } from '../../renderer/documents/use-visible-rows.ts';
import { addressTrouble } from '../../renderer/shell/address.ts';
import { markedParts, matchScore } from '../../renderer/shell/palette-match.ts';
import { go, placeOf, startOfTrail, step } from '../../renderer/state/place.ts';
import { defaultSettings, readSettings, readTrail } from '../../renderer/state/remembered.ts';
import { shownTheme } from '../../renderer/state/theme.ts';
import { scenarioSlices } from '../fixtures/scripted-node-scenarios.ts';

const keys = { key: '', code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

describe('shortcuts', () => {
  test('are pressed only with exactly their keys', () => {
    expect(isPressed('Mod+K', { ...keys, key: 'k', ctrlKey: true }, false)).toBe(true);
    expect(isPressed('Mod+K', { ...keys, key: 'K', ctrlKey: true, shiftKey: true }, false)).toBe(false);
    expect(isPressed('Mod+Shift+L', { ...keys, key: 'L', ctrlKey: true, shiftKey: true }, false)).toBe(true);
    expect(isPressed('Mod+K', { ...keys, key: 'k', metaKey: true }, true)).toBe(true);
    expect(isPressed('Mod+K', { ...keys, key: 'k', ctrlKey: true }, true)).toBe(false);
  });

  test('are found by their place on keyboards of other scripts', () => {
    expect(isPressed('Mod+K', { ...keys, key: 'л', code: 'KeyK', ctrlKey: true }, false)).toBe(true);
  });

  test('are shown in the words of the system', () => {
    expect(shortcutParts('Mod+Shift+L', false)).toEqual(['Ctrl', 'Shift', 'L']);
    expect(shortcutParts('Mod+Shift+L', true)).toEqual(['⌘', '⇧', 'L']);
  });
});

describe('places', () => {
  test('going somewhere forgets what was ahead', () => {
    const there = go(go(startOfTrail, { screen: 'documents' }), { screen: 'tree' });
    const back = step(there, -1);
    expect(placeOf(back)).toEqual({ screen: 'documents' });
    expect(placeOf(step(back, 1))).toEqual({ screen: 'tree' });
    expect(step(go(back, { screen: 'home' }), 1).places).toHaveLength(3);
  });

  test('the same place twice is one step', () => {
    expect(go(startOfTrail, { screen: 'home' })).toBe(startOfTrail);
  });
});

describe('what a window remembers', () => {
  const storage = (text: string) => ({ getItem: () => text });

  test('is replaced by the default where it does not fit', () => {
    expect(readSettings(storage('{"theme":"dark","sidebarWidth":9000,"stripFolded":"yes"}'))).toEqual({
      ...defaultSettings,
      theme: 'dark',
    });
    expect(readSettings(storage('not json'))).toEqual(defaultSettings);
  });

  test('is no trail when the place in it is unknown', () => {
    expect(readTrail(storage('{"places":[{"screen":"nowhere"}],"at":0}'))).toBeUndefined();
    expect(readTrail(storage('{"places":[{"screen":"tree"}],"at":0}'))).toMatchObject({ at: 0 });
  });

  test('the theme follows the system until somebody chooses', () => {
    expect([shownTheme('system', true), shownTheme('system', false), shownTheme('light', true)]).toEqual([
      'dark',
      'light',
      'light',
    ]);
  });
});

describe('the palette', () => {
  test('wants every word, and likes the beginning best', () => {
    expect(matchScore('Show the live tree', 'tree show')).toBe(5);
    expect(matchScore('Show the live tree', 'tree home')).toBeUndefined();
    expect(matchScore('Ben Achterberg', 'ben')!).toBeGreaterThan(matchScore('Ruben', 'ben')!);
  });

  test('marks what was typed, whatever signs it has', () => {
    expect(markedParts('C++ (notes)', '(no')).toEqual([
      { text: 'C++ ', hit: false },
      { text: '(no', hit: true },
      { text: 'tes)', hit: false },
    ]);
  });
});

describe('documents in lists', () => {
  const { documents } = scenarioSlices('thousand', Date.UTC(2026, 4, 20));

  test('are filtered by name and by person, the last changed first', () => {
    expect(filteredDocuments(documents, 'ferry')[0]?.name).toBe('The ferry is coming back');
    expect(filteredDocuments(documents, 'hana photo').map(({ name }) => name)).toEqual(['Photo list']);
    expect(filteredDocuments(documents, '')).toHaveLength(1000);
  });

  test('only the rows near the view are drawn', () => {
    const { first, end } = visibleRange(1000, 37, 10_000, 600);
    expect(first).toBeLessThanOrEqual(270);
    expect(end).toBeGreaterThanOrEqual(287);
    expect(end - first).toBeLessThan(60);
    expect(visibleRange(1000, 37, 1e9, 600).end).toBe(1000);
  });

  test('need a name of their own', () => {
    expect(nameTrouble('  ', [])).toMatch(/needs a name/);
    expect(nameTrouble('letters', ['Letters'])).toMatch(/already/);
    expect(nameTrouble('x'.repeat(65), [])).toMatch(/64/);
    expect(nameTrouble('Letters', [])).toBeUndefined();
    expect(freeName(['Untitled', 'untitled 2'])).toBe('Untitled 3');
  });
});

test('an address is host and port', () => {
  expect(['10.0.0.2:7100', 'mini.local:1', '[fe80::1]:7100'].map(addressTrouble)).toEqual([undefined, undefined, undefined]);
  expect(['10.0.0.2', 'a b:1', ':7100', 'host:70000', ''].every((text) => addressTrouble(text) !== undefined)).toBe(true);
});
