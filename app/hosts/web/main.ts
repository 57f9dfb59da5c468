/**
 * The browser host: a lab on this machine, its window in the default browser.
 *
 * The way of a start: the session starts; the server listens (on the port asked for, or the next free one); the
 * address is printed and, where there is a display, opened; the gateway follows, so that nobody waits for it. It
 * runs until it is told to stop, saves, and closes every door.
 */
import { join } from 'node:path';
import { MachineLab, type LabPreview } from '../lab.ts';
import type { ServedFiles } from '../open/served-files.ts';
import { dataFolder } from '../storage/data-folder.ts';
import { keptSecret } from '../storage/secret.ts';
import { hasDisplay, openBrowser } from './open-browser.ts';
import { WebHostServer } from './server.ts';
import type { Listening } from './server.ts';

export interface WebHostOptions {
  /** The folder that holds package.json, labs/ and dist/. */
  readonly home: string;
  /** Null: the default, or the next free one. 0: any. */
  readonly port: number | null;
  /** Null: no gateway. */
  readonly gatewayPort: number | null;
  /** Whether to open the browser (done only where there is a display). */
  readonly open: boolean;
  /** By which a class has the faults of secret labs together. Null or absent: each has its own. */
  readonly secretWord?: string | null;
  /** A lab that somebody is writing. */
  readonly preview?: LabPreview;
}

const DEFAULT_PORT = 8053;
const PORTS_TRIED = 20;
const PARENT_POLL_MS = 500;

/** Runs until SIGINT or SIGTERM. Resolves with the exit code. */
export async function runWebHost(options: WebHostOptions): Promise<number> {
  const say = (line: string): void => console.log(line);
  let lab: MachineLab;
  try {
    lab = await MachineLab.start({
      home: options.home,
      gatewayPort: options.gatewayPort,
      say,
      ...(typeof options.secretWord === 'string' && { secretWord: options.secretWord }),
      ...(options.preview && { preview: options.preview }),
    });
  } catch (error) {
    console.error(`rootwalk: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
  const folder = join(options.home, 'dist', 'renderer');
  const secret = keptSecret(join(options.preview?.data ?? dataFolder(), 'secret'));
  const listening = await listen({ door: lab, folder, served: lab.opened.served, secret }, options.port, say);
  if (typeof listening === 'string') {
    console.error(`rootwalk: ${listening}`);
    await lab.close();
    return 1;
  }
  const stopped = untilStopped();
  lab.opened.wantWindow = async () => {
    const problem = hasDisplay() ? await openBrowser(listening.access.ticketUrl()) : '';
    return problem === null ? null : `${problem} Open the lab in a browser: ${listening.access.url()}`.trim();
  };
  say(`Rootwalk is open at ${listening.access.url()}`);
  const kept = lab.keepsProgress && !options.preview ? ' Your progress is kept.' : '';
  say(`Keep this running while you work; Ctrl+C stops it.${kept}`);
  if (options.open && hasDisplay()) {
    const problem = await openBrowser(listening.access.ticketUrl());
    if (problem !== null) say(`${problem} Please open the address above yourself.`);
  }
  await lab.openGateway();
  const resolver = lab.gatewayStatus()?.resolver ?? null;
  if (resolver !== null) {
    const [address, port] = resolver.split(':');
    say(`Real tools reach the lab too: dig -p ${port} @${address} www.tiscali.co.uk`);
  }
  await stopped;
  await listening.close();
  await lab.close();
  return 0;
}

/** The listening server, or a sentence for the person. */
async function listen(
  options: { door: MachineLab; folder: string; served: ServedFiles; secret: string },
  asked: number | null,
  say: (line: string) => void,
): Promise<WebHostServer | string> {
  if (asked !== null) {
    const result = await WebHostServer.listen({ ...options, port: asked });
    return result.kind === 'listening' ? result.server : portProblem(asked, result);
  }
  for (let port = DEFAULT_PORT; port < DEFAULT_PORT + PORTS_TRIED; port++) {
    const result = await WebHostServer.listen({ ...options, port });
    if (result.kind === 'listening') {
      if (port !== DEFAULT_PORT)
        say(`Port ${DEFAULT_PORT} is in use, perhaps by another Rootwalk; using ${port}.`);
      return result.server;
    }
  }
  const last = await WebHostServer.listen({ ...options, port: 0 });
  return last.kind === 'listening' ? last.server : portProblem(DEFAULT_PORT, last);
}

function portProblem(port: number, failure: Extract<Listening, { kind: 'failed' }>): string {
  switch (failure.code) {
    case 'EADDRINUSE':
      return `port ${port} on 127.0.0.1 is in use. Stop the program that uses it, or choose another with --port N (without --port, a free one is found).`;
    case 'EACCES':
      return `port ${port} needs administrator rights here. Choose one above 1023 with --port N.`;
    default:
      return `port ${port} on 127.0.0.1 cannot be used (${failure.code}). Choose another with --port N.`;
  }
}

/** Resolves when the person, or the npm that runs us, says stop. */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const stop = (): void => {
      // A second Ctrl+C does not wait for anything.
      if (asked) process.exit(130);
      asked = true;
      resolve();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
    process.on('SIGHUP', stop);
    if (process.env['npm_lifecycle_event'] !== undefined) whenParentEnds(() => !asked && stop());
  });
}

/** npm that is told to end does not tell what it runs: without this the lab would stay behind, with its ports. */
function whenParentEnds(act: () => void): void {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    act();
  }, PARENT_POLL_MS);
  watch.unref();
}
