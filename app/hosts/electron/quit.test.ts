import { EventEmitter } from 'node:events';
import { expect, test, vi } from 'vitest';
import { closeBeforeQuit } from './quit.ts';

/** Electron's app as far as quitting goes: will-quit, and the end where nobody prevents it. */
class App extends EventEmitter {
  ended = false;
  quit(): void {
    let prevented = false;
    this.emit('will-quit', { preventDefault: () => (prevented = true) });
    this.ended = !prevented;
  }
}

test('the app ends only when the lab is closed, however often it is told to quit', async () => {
  const app = new App();
  let closed = (): void => undefined;
  const close = vi.fn(() => new Promise<void>((resolve) => (closed = resolve)));
  closeBeforeQuit(app, close);
  app.quit();
  app.quit();
  expect(app.ended).toBe(false);
  closed();
  await expect.poll(() => app.ended).toBe(true);
  expect(close).toHaveBeenCalledTimes(1);
});

test('a lab that cannot be closed does not keep the app open', async () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const app = new App();
  closeBeforeQuit(app, () => Promise.reject(new Error('no')));
  app.quit();
  await expect.poll(() => app.ended).toBe(true);
  said.mockRestore();
});
