/**
 * The part of `rootwalk exec` that runs inside the private network, as the first process there: it opens the lab's
 * servers, starts the program and tells outside how it ended.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';
import { Channel, STARTED } from './channel.ts';
import { canRun, findProgram } from './find-program.ts';
import { joinLab, type Joined } from './joined-lab.ts';
import { raiseLoopback } from './loopback.ts';
import { openOwnLab } from './own-lab.ts';
import { OWN_LAB } from './words.ts';

/** The file descriptor that exec.ts gave. */
const CHANNEL = 3;

/** As the shell and env(1) have it. */
const STATUS = { notStarted: 125, notExecutable: 126, notFound: 127 } as const;

interface Refusal {
  readonly status: number;
  readonly words: string;
}

/**
 * `where`: the socket of an open lab, or that it is to be a lab of its own; then the program and its arguments. Gives the
 * exit status; how the program ended is told outside too, where a signal is told from a number.
 */
export async function execInside([where = '', ...words]: readonly string[]): Promise<number> {
  const channel = new Channel(new Socket({ fd: CHANNEL, readable: true, writable: true }));
  // Nobody outside is left who waits: the kernel ends the program with this process.
  channel.onEnd = () => process.exit(STATUS.notStarted);
  // Told to stop before there is anything to be stopped.
  channel.onLine = (line) => void finish(channel, `signal ${line}`);
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => undefined);
  const refusal = unfit(words[0] ?? '') ?? (await openLab(where));
  if (refusal !== null) {
    process.stderr.write(`rootwalk exec: ${refusal.words}\n`);
    return finish(channel, `exit ${refusal.status}`);
  }
  return finish(channel, await run(words, channel));
}

/** The lab that is open in a window; a lab of the program's own where none is, or `where` names none. */
async function openLab(where: string): Promise<Refusal | null> {
  const unraised = raiseLoopback();
  if (unraised !== null) return { status: STATUS.notStarted, words: unraised };
  const joined: Joined = where === OWN_LAB ? { kind: 'none' } : await joinLab(where);
  if (joined.kind === 'joined')
    joined.onLost = () =>
      process.stderr.write('rootwalk exec: the lab that this ran in was closed; nothing answers any more.\n');
  const problem = joined.kind === 'failed' ? joined.why : joined.kind === 'none' ? await openOwnLab() : null;
  return problem === null ? null : { status: STATUS.notStarted, words: problem };
}

/** Why there is no such program to run, in the shell's words. */
function unfit(command: string): Refusal | null {
  if (!command.includes('/'))
    return findProgram(command) === null
      ? { status: STATUS.notFound, words: `${command}: command not found` }
      : null;
  switch (canRun(command)) {
    case 'yes':
      return null;
    case 'no such file':
      return { status: STATUS.notFound, words: `${command}: No such file or directory` };
    case 'not allowed':
      return { status: STATUS.notExecutable, words: `${command}: Permission denied` };
  }
}

function run(words: readonly string[], channel: Channel): Promise<string> {
  // Node gives a child all that it has itself; the shell takes the channel away first.
  const child: ChildProcess = spawn('sh', ['-c', 'exec "$@" 3>&-', 'sh', ...words], { stdio: 'inherit' });
  child.on('spawn', () => void channel.say(STARTED));
  channel.onLine = (line) => child.kill(line as NodeJS.Signals); // exec.ts says names of signals only.
  return new Promise((resolve) => {
    child.on('error', (error) => {
      process.stderr.write(`rootwalk exec: ${error.message}\n`);
      resolve(`exit ${STATUS.notStarted}`);
    });
    child.on('exit', (code, signal) => resolve(signal === null ? `exit ${code ?? 0}` : `signal ${signal}`));
  });
}

async function finish(channel: Channel, outcome: string): Promise<never> {
  await channel.say(outcome);
  // What the program left running ends with this process.
  process.exit(outcome.startsWith('exit ') ? Number(outcome.slice(5)) : 1);
}
