/** What this needs of Electron's app. */
export interface Quitting {
  on(event: 'will-quit', listener: (event: { preventDefault(): void }) => void): unknown;
  quit(): void;
}

/**
 * Progress is on the disk and the gateway's ports are free before the process ends. Whoever asks to quit once more
 * while that is done waits for it as well.
 */
export function closeBeforeQuit(app: Quitting, close: () => Promise<void>): void {
  let state: 'open' | 'closing' | 'closed' = 'open';
  app.on('will-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'closing') return;
    state = 'closing';
    const end = (): void => {
      state = 'closed';
      app.quit();
    };
    close().then(end, (error: unknown) => {
      console.error('rootwalk: closing the lab:', error);
      end();
    });
  });
}
