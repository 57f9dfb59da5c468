/**
 * `rootwalk named -g`: the engine's server on this machine's own sockets, from a real named.conf.
 *
 * The configuration is read and checked; doors are opened where it says; the server is started on them
 * (`running-named.ts`). From then on SIGHUP reads it anew (where it is wrong, the old one stays), SIGINT and SIGTERM
 * end it, and rndc controls it (`control/`). Its log goes to standard error, and where `logging` says (`channels.ts`).
 *
 * Simplified: always in the foreground.
 */
import { LabClock } from '../../engine/network/clock.ts';
import { DEFAULT_VERSION } from '../../engine/server/options.ts';
import { machineClock } from '../wall-clock.ts';
import { Channels } from './channels.ts';
import { NamedControl } from './control/control.ts';
import { RealNamed } from './running-named.ts';
import { systemRandom } from './system-random.ts';
import type { NamedWords } from './words.ts';

/** Runs until a signal ends it; gives the exit status. */
export async function runNamed(words: NamedWords): Promise<number> {
  const clock = new LabClock(machineClock, Date.now());
  clock.run();
  const channels = new Channels({ toStderr: words.logToStderr, debug: words.debug });
  const named = new RealNamed({ words, clock, random: systemRandom(), channels });
  try {
    return await untilEnded(named, words);
  } finally {
    named.close();
    clock.pause();
  }
}

async function untilEnded(named: RealNamed, words: NamedWords): Promise<number> {
  named.log('notice', `starting BIND ${DEFAULT_VERSION} <id:>`);
  named.log('notice', `running as: named ${words.line}`);
  named.log('info', `the initial working directory is '${process.cwd()}'`);
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
  let control: NamedControl | null = null;
  let reloading: Promise<unknown> = Promise.resolve();
  process.on('SIGHUP', () => {
    named.log('info', 'received SIGHUP signal to reload zones');
    if (control !== null) reloading = control.reloadAll();
  });
  if (!(await named.started())) {
    named.log('critical', 'exiting (due to fatal error)');
    return 1;
  }
  control = new NamedControl({ running: named, random: systemRandom(), end });
  await control.configure();
  await ended;
  await reloading;
  control.close();
  return 0;
}
