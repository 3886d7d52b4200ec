import { contextBridge, ipcRenderer } from 'electron';
import { preloadApi } from './preload-api.ts';

contextBridge.exposeInMainWorld('banyanDesktop', preloadApi(ipcRenderer, window, process.platform));
