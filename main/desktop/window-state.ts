import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { DesktopWindow } from './electron-api.ts';

/** The smallest window that the page is drawn for, in pixels. */
export const smallestWindow = { width: 640, height: 480 } as const;
const firstWindow = { width: 1280, height: 820 } as const;
/** How much of the window's upper edge has to lie on a screen, so that one can take hold of it. */
const grip = { width: 120, height: 30 } as const;

const coordinate = z.number().int().min(-100_000).max(100_000);
const schema = z.object({
  bounds: z.object({
    x: coordinate.optional(),
    y: coordinate.optional(),
    width: z.number().int().min(smallestWindow.width).max(100_000),
    height: z.number().int().min(smallestWindow.height).max(100_000),
  }),
  maximised: z.boolean(),
});

export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Where the window is: without x and y it goes to the middle of the screen. */
export interface WindowState {
  bounds: { x?: number; y?: number; width: number; height: number };
  maximised: boolean;
}

/**
 * How the window stood last time. The usual size when nothing readable is there, and in the middle when the screen
 * it stood on is gone.
 *
 * @param screens the usable areas of all screens
 */
export function readWindowState(file: string, screens: readonly Rectangle[]): WindowState {
  const parsed = schema.safeParse(contentOf(file));
  if (!parsed.success) return { bounds: { ...firstWindow }, maximised: false };
  const { x, y, width, height } = parsed.data.bounds;
  const visible = x !== undefined && y !== undefined && screens.some((screen) => canBeGripped({ x, y, width, height }, screen));
  return { bounds: visible ? { x, y, width, height } : { width, height }, maximised: parsed.data.maximised };
}

/** Writes down how the window stands whenever it closes. Failing to is no reason to bother anybody. */
export function rememberWindowState(window: DesktopWindow, file: string, onFailure: (thrown: unknown) => void): void {
  window.on('close', () => {
    try {
      writeFileSync(file, JSON.stringify({ bounds: window.getNormalBounds(), maximised: window.isMaximized() }));
    } catch (thrown) {
      onFailure(thrown);
    }
  });
}

function canBeGripped(window: Rectangle, screen: Rectangle): boolean {
  const across = Math.min(window.x + window.width, screen.x + screen.width) - Math.max(window.x, screen.x);
  const upperEdgeOnScreen = window.y >= screen.y && window.y + grip.height <= screen.y + screen.height;
  return upperEdgeOnScreen && across >= grip.width;
}

function contentOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
