/**
 * `rootwalk exec -- COMMAND`: a real program inside the lab Internet.
 *
 * A walk with `rootwalk exec -- dig www.tiscali.co.uk`: this process finds out how a private world can be made here
 * (namespaces.ts), and starts it: a shell lays the lab's /etc/resolv.conf over the machine's (machine-files.ts), then
 * this command runs once more, inside (inside.ts). There it makes loopback work, opens the lab's servers on port 53 (of
 * the lab that is open in a window, joined-lab.ts, or of its own, own-lab.ts), and starts dig, whose input, output and terminal are this process's own. A line between the two (channel.ts) carries
 * signals in and the outcome out; when one end of it goes, the other ends too, and with the first process inside the
 * kernel ends all the others.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { constants } from 'node:os';
import type { Duplex } from 'node:stream';
import { dataFolder } from '../storage/data-folder.ts';
import { findProgram } from './find-program.ts';
import { ALTERNATIVE, forbiddenWords } from './forbidden.ts';
import { Channel, STARTED } from './channel.ts';
import { filesProblem, hiddenFolders, laidFiles } from './machine-files.ts';
import { privateWorld, ways, type Way } from './namespaces.ts';
import { relayPath } from './relay-path.ts';
import { EXEC_HELP, OWN_LAB, readExecWords, type ExecWords } from './words.ts';

/** As env(1) and timeout(1) have it: what was asked for did not come to run. */
const NOT_STARTED = 125;

/** Programs that exec stands on, and where Debian and its kin have them. */
const NEEDS = [
  { program: 'unshare', packageName: 'util-linux' },
  { program: 'mount', packageName: 'mount' },
  { program: 'ip', packageName: 'iproute2' },
];

/** Gives the program's exit status; ends by the program's own signal where one ended it. */
export async function exec(args: readonly string[]): Promise<number> {
  const words = readExecWords(args);
  if (words === null) {
    process.stdout.write(EXEC_HELP);
    return 0;
  }
  if (typeof words === 'string') {
    process.stderr.write(words);
    return NOT_STARTED;
  }
  const way = findWay();
  if (typeof way === 'string') {
    process.stderr.write(way);
    return NOT_STARTED;
  }
  return run(way, words);
}

/** The best way that works here, or the words that say why there is none. */
function findWay(): Way | string {
  if (process.platform !== 'linux')
    return `rootwalk exec: only Linux can give a program a network of its own.\n  ${ALTERNATIVE}\n`;
  for (const { program, packageName } of NEEDS)
    if (findProgram(program) === null)
      return `rootwalk exec: ${program} is not on this machine; on Debian and Ubuntu the package ${packageName} has it.\n`;
  const problem = filesProblem();
  if (problem !== null) return `rootwalk exec: ${problem}\n`;
  let said = '';
  const isRoot = process.geteuid?.() === 0;
  for (const way of ways(isRoot)) {
    const [program = '', ...words] = worldOf(way, ['true']);
    const tried = spawnSync(program, words, { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
    if (tried.status === 0) return way;
    // The first is the plainest to read.
    said ||= (tried.error?.message ?? tried.stderr).trim().split('\n')[0] ?? '';
  }
  return forbiddenWords(said, isRoot);
}

function worldOf(way: Way, inside: readonly string[]): readonly string[] {
  const user = { uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0 };
  return privateWorld(way, user, { files: laidFiles(), hidden: hiddenFolders() }, inside);
}

async function run(way: Way, { command, ownLab }: ExecWords): Promise<number> {
  const where = ownLab ? OWN_LAB : relayPath(dataFolder());
  const self = [process.execPath, ...process.execArgv, process.argv[1] ?? ''];
  const [program = '', ...rest] = worldOf(way, [...self, 'exec-inside', where, ...command]);
  const child = spawn(program, rest, { stdio: ['inherit', 'inherit', 'inherit', 'pipe'] });
  const channel = new Channel(child.stdio[3] as Duplex); // 'pipe' above makes it one.
  let outcome = '';
  let started = false;
  channel.onLine = (line) => {
    if (line === STARTED) started = true;
    else outcome = line;
  };
  passSignals(channel, () => started);
  const status = await ended(child);
  const [kind, value = ''] = outcome.split(' ');
  if (kind === 'exit') return Number(value);
  if (kind === 'signal') return endBySignal(value as NodeJS.Signals); // The name comes from Node inside.
  return status;
}

/**
 * What is told to this process alone goes to the program. Ctrl-C and Ctrl-\ reach a program that runs through the
 * terminal already, where there is one.
 */
function passSignals(channel: Channel, started: () => boolean): void {
  const byTerminal = hasTerminal();
  for (const signal of ['SIGINT', 'SIGQUIT'] as const)
    process.on(signal, () => {
      if (!byTerminal || !started()) void channel.say(signal);
    });
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGUSR2'] as const)
    process.on(signal, () => void channel.say(signal));
}

function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}

function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.on('error', (error) => {
      process.stderr.write(`rootwalk exec: ${error.message}\n`);
      resolve(NOT_STARTED);
    });
    // 'close' comes after the last line of the channel.
    child.on('close', (code, signal) => resolve(code ?? numberOf(signal)));
  });
}

/** Whoever waits for this process sees the signal, as if the program had been called directly. */
function endBySignal(signal: NodeJS.Signals): Promise<number> {
  process.removeAllListeners(signal);
  // A core of this process would say nothing about the program's.
  if (!['SIGQUIT', 'SIGABRT', 'SIGSEGV', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGTRAP'].includes(signal))
    process.kill(process.pid, signal);
  return new Promise((resolve) => setTimeout(() => resolve(numberOf(signal)), 50));
}

function numberOf(signal: NodeJS.Signals | null): number {
  return 128 + (signal === null ? 0 : constants.signals[signal]);
}
