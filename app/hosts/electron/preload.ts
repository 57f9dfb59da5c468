/** Runs in the window's sandbox before its page: hands the page the one channel, and nothing of Electron itself. */
import { contextBridge, ipcRenderer } from 'electron';
import type { Request, ServerMessage } from '../../contract.ts';
import { CHANNEL } from './channel.ts';

contextBridge.exposeInMainWorld('rootwalk', {
  send(message: Request): void {
    ipcRenderer.send(CHANNEL, message);
  },
  onMessage(callback: (message: ServerMessage) => void): void {
    // The event itself would give the page Electron's own objects; only the message goes through.
    ipcRenderer.on(CHANNEL, (_event, message: ServerMessage) => callback(message));
  },
});
