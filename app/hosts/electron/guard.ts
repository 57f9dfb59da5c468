/** What no page may do, and whose messages are heard. */
import type { WebContents, WebFrameMain } from 'electron';
import { ORIGIN } from './channel.ts';

/** Keeps a page where it is: no navigation elsewhere, no new windows, no embedded pages. */
export function forbid(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', (details) => {
    if (!isOurUrl(details.url)) details.preventDefault();
  });
  contents.on('will-redirect', (details) => details.preventDefault());
  contents.on('will-frame-navigate', (details) => {
    if (!isOurUrl(details.url)) details.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

/** Whether a message came from the top frame of a page of ours; a frame that has gone is nobody's. */
export function isOurs(frame: Pick<WebFrameMain, 'url' | 'parent'> | null): boolean {
  return frame !== null && frame.parent === null && isOurUrl(frame.url);
}

function isOurUrl(url: string): boolean {
  try {
    const { protocol, host } = new URL(url);
    return `${protocol}//${host}` === ORIGIN;
  } catch {
    return false;
  }
}
