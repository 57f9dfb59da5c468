/** What runs beside the prompt: how a job begins, where its output goes, and how it is told of. */
import { plainErrors } from './bash-words.ts';
import { callCommand, type CallEnvironment } from './call.ts';
import { callOnFile, writeText } from './call-outlets.ts';
import { Jobs, type JobStart } from './jobs.ts';
import { readable, utf8Latin1 } from './octets.ts';
import type { BashCommandContext, BashCommandResult } from './bash-engine.ts';
import { ON_FILE } from './streaming.ts';

interface BesideParts {
  readonly environment: CallEnvironment;
  readonly jobs: Jobs;
  /** Above the prompt. */
  readonly print: (text: string) => void;
}

interface BegunJob {
  readonly signal: AbortSignal;
  readonly told: Parameters<JobStart['run']>[1];
  /** Text of one character an octet. */
  readonly show: (text: string) => void;
}

/** Runs `ON_TERMINAL name …` or `ON_FILE > file name …` beside the prompt. */
export function callBeside(
  parts: BesideParts,
  [how, ...words]: readonly string[],
  bash: BashCommandContext,
): BashCommandResult {
  const { environment } = parts;
  const intoFile = how === ON_FILE;
  const command = intoFile ? words.slice(2) : words;
  const [operator = '', path = ''] = words;
  const redirected = operator.endsWith('&') ? [operator.slice(0, -1), path, '2>&1'] : [operator, path];
  const line = [...command, ...(intoFile ? redirected : [])].join(' ');
  begin(parts, line, async ({ signal, told, show }) => {
    const surroundings: CallEnvironment = {
      ...keepingItsUser(environment),
      printError: (text) => show(utf8Latin1(text)),
      ...(environment.begin && { begin: besideOf(environment.begin, told) }),
    };
    const context = { ...bash, signal };
    if (intoFile) {
      const problem = writeText(environment, bash.cwd, path, '', !operator.startsWith('>>'));
      if (problem !== null) show(`bash: ${path}: ${problem}\n`);
      return problem === null ? (await callOnFile(surroundings, words, context)).exitCode : 1;
    }
    const [name = '', ...args] = words;
    const to = { onScreen: false, out: show, err: show };
    return (await callCommand(surroundings, name, args, context, to)).exitCode;
  });
  return { stdout: '', stderr: '', exitCode: 0 };
}

/** Runs what is more than one tool beside the prompt: `run` has a shell of its own, which is a process of its own. */
export function shellBeside(
  parts: BesideParts,
  line: string,
  run: (surroundings: CallEnvironment, abort: AbortController) => Promise<number>,
): void {
  const { environment } = parts;
  begin(parts, line, async ({ signal, told, show }) => {
    const abort = new AbortController();
    signal.addEventListener('abort', () => abort.abort(signal.reason), { once: true });
    const stop = (): void => {
      told('terminated');
      abort.abort(new Error('terminated'));
    };
    const process = environment.begin?.('bash', [], stop, environment.user);
    told(process?.pid ?? 0);
    const surroundings: CallEnvironment = {
      ...keepingItsUser(environment),
      beside: true,
      // A subshell knows nothing of the jobs of the shell that it came from.
      jobs: new Jobs(),
      print: (text) => show(utf8Latin1(text)),
      printError: (text) => show(utf8Latin1(plainErrors(text))),
    };
    try {
      return await run(surroundings, abort);
    } finally {
      process?.end();
    }
  });
}

function begin(
  { environment, jobs, print }: BesideParts,
  line: string,
  run: (job: BegunJob) => Promise<number>,
): void {
  // Its number comes before what it prints.
  let early: string | null = '';
  const show = lineByLine((text) => {
    if (early === null) print(readable(text));
    else early += readable(text);
  });
  const started = jobs.start({
    line,
    run: (signal, told) => run({ signal, told, show: show.take }).finally(show.end),
  });
  environment.printError(`${started}${early}`);
  early = null;
}

/** The prompt's user stays who they are. */
function keepingItsUser(environment: CallEnvironment): CallEnvironment {
  return { ...environment, become: () => () => undefined, beginShell: () => undefined };
}

/** Tells the process of the first command that begins, and whether somebody else stops it. */
function besideOf(
  beginCommand: NonNullable<CallEnvironment['begin']>,
  told: BegunJob['told'],
): NonNullable<CallEnvironment['begin']> {
  return (name, args, stop, user) => {
    const stopped = (): void => {
      told('terminated');
      stop();
    };
    const process = beginCommand(name, args, stopped, user);
    told(process.pid);
    return process;
  };
}

/** Holds what lacks its line end, so that the prompt below stays whole. */
function lineByLine(print: (text: string) => void): { take: (text: string) => void; end: () => void } {
  let held = '';
  return {
    take: (text) => {
      const end = text.lastIndexOf('\n') + 1;
      if (end > 0) print(held + text.slice(0, end));
      held = end > 0 ? text.slice(end) : held + text;
    },
    end: () => {
      if (held !== '') print(`${held}\n`);
    },
  };
}
