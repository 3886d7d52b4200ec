import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  nativeTheme,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
} from 'electron';
import type { ElectronApi } from './electron-api.ts';

/** The real Electron. The assignment is the proof that {@link ElectronApi} describes it. */
export const electron: ElectronApi = {
  app,
  BrowserWindow,
  Menu,
  MessageChannelMain,
  dialog,
  ipcMain,
  nativeTheme,
  protocol,
  safeStorage,
  // A getter, because Electron refuses to hand out its screen before the app is ready.
  get screen() {
    return screen;
  },
  get session() {
    return session;
  },
  shell,
};
