import { spawn } from 'node:child_process';

/** Whether there is a screen that a browser could open on. */
export function hasDisplay(environment = process.env, platform = process.platform): boolean {
  if (environment['CI']) return false;
  if (platform !== 'linux') return platform === 'darwin' || platform === 'win32';
  return Boolean(environment['DISPLAY'] ?? environment['WAYLAND_DISPLAY']);
}

/** Asks the system to open an address in the default browser. Gives a sentence where it could not. */
export function openBrowser(url: string, platform = process.platform): Promise<string | null> {
  const [command, args] = opener(url, platform);
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'ignore', detached: true });
    const settled = setTimeout(() => resolve(null), 2000);
    settled.unref();
    child.once('error', () => resolve(`No program to open a browser was found (${command}).`));
    child.once('exit', (code) => resolve(code === 0 ? null : `${command} could not open a browser.`));
    child.unref();
  });
}

function opener(url: string, platform: NodeJS.Platform): [string, string[]] {
  if (platform === 'darwin') return ['open', [url]];
  // `start` is a word of the shell; rundll32 is a program, and takes the address as it is.
  if (platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', url]];
  return ['xdg-open', [url]];
}
