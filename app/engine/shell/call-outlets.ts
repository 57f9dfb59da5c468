/**
 * Calls whose output goes elsewhere than to the screen or to just-bash: along a pipeline, into a file as it comes, or
 * to the screen beside the prompt.
 */
import type { BashCommandContext, BashCommandResult } from './shell.ts';
import { withoutAbort } from './bash-words.ts';
import { callCommand, type CallEnvironment, toScreen } from './call.ts';
import { diskWords } from './files.ts';
import type { Jobs, JobStart } from './jobs.ts';
import { latin1Of, octetsOfLatin1, readable, utf8Latin1 } from './octets.ts';
import { absolutePath } from './paths.ts';
import { runPipe, type PipeParts, type Stage } from './pipe.ts';
import { ON_FILE, STAGE } from './streaming.ts';

/** Runs `screen|file STAGE:s tcpdump -l STAGE:s grep x`. */
export async function callPipe(
  environment: CallEnvironment,
  [where, ...words]: readonly string[],
  bash: BashCommandContext,
): Promise<BashCommandResult> {
  const signal = bash.signal ?? new AbortController().signal;
  const screen = toScreen(environment);
  let kept = '';
  const out =
    where === 'screen' ? (screen.out as (text: string) => void) : (text: string) => void (kept += text);
  const err = (text: string): void => environment.printError(readable(text));
  const parts: PipeParts = {
    isOurs: (name) => environment.commands.has(name),
    runOurs: async ({ name, args }, { stdin, signal: stop, out: into, err: errors }) => {
      const onScreen = into === null && where === 'screen';
      const context = { ...bash, stdin, signal: stop };
      const to = { onScreen, out: into ?? out, err: errors ?? err };
      return (await callCommand(environment, name, args, context, to)).exitCode;
    },
    runBash: async (name, args, stdin, stop) => {
      if (!bash.exec) return { stdout: '', stderr: `${name}: cannot run here\n`, exitCode: 126 };
      const how = { cwd: bash.cwd, args: [...args], stdin, stdinKind: 'bytes' as const, signal: stop };
      const { stdout, stderr, exitCode } = await bash.exec(name, how);
      return { stdout: utf8Latin1(stdout), stderr: utf8Latin1(withoutAbort(stderr)), exitCode };
    },
    out,
    err,
    appendFile: (path, text, fresh) => writeText(environment, bash.cwd, path, text, fresh),
    signal,
  };
  const exitCode = await runPipe(stagesOf(words), parts);
  return bytes(kept, exitCode);
}

const ERRORS: Readonly<Record<string, Stage['err']>> = { s: 'screen', n: 'nowhere', p: 'pipe' };

function stagesOf(words: readonly string[]): Stage[] {
  const stages: { name: string; args: string[]; err: Stage['err'] }[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (word.startsWith(STAGE))
      stages.push({ name: words[++i] ?? '', args: [], err: ERRORS[word.slice(STAGE.length)] ?? 'screen' });
    else stages.at(-1)?.args.push(word);
  }
  return stages;
}

/** As C's standard library writes to files: in blocks, and what is left at the end. */
const BLOCK = 4096;

/** Runs `> file command …`; just-bash does the redirection itself once more, with all of the output, at the end. */
export async function callOnFile(
  environment: CallEnvironment,
  [operator, path = '', name = '', ...args]: readonly string[],
  bash: BashCommandContext,
): Promise<BashCommandResult> {
  // Where the file cannot be written just-bash says so, and nothing runs.
  if (writeText(environment, bash.cwd, path, '', operator === '>') !== null) return bytes('', 1);
  let all = '';
  let written = 0;
  const flush = (): void => {
    writeText(environment, bash.cwd, path, all.slice(written), false);
    written = all.length;
  };
  const out = (text: string): void => {
    all += text;
    if (all.length - written >= BLOCK) flush();
  };
  const err = (text: string): void => environment.printError(readable(text));
  const { exitCode } = await callCommand(environment, name, args, bash, { onScreen: false, out, err });
  flush();
  return bytes(operator === '>' ? all : '', exitCode);
}

/** Runs `ON_TERMINAL name …` or `ON_FILE > file name …` beside the prompt. */
export function callBeside(
  environment: CallEnvironment,
  [how, ...words]: readonly string[],
  bash: BashCommandContext,
  jobs: Jobs,
  print: (text: string) => void,
): BashCommandResult {
  const intoFile = how === ON_FILE;
  const command = intoFile ? words.slice(2) : words;
  const line = [...command, ...(intoFile ? words.slice(0, 2) : [])].join(' ');
  // Its number comes before what it prints.
  let early: string | null = '';
  const show = lineByLine((text) => {
    if (early === null) print(readable(text));
    else early += readable(text);
  });
  const run: JobStart['run'] = async (signal, told) => {
    const surroundings: CallEnvironment = {
      ...environment,
      printError: show.take,
      // The prompt's user stays who they are.
      become: () => () => undefined,
      beginShell: () => undefined,
      ...(environment.begin && { begin: besideOf(environment.begin, told) }),
    };
    const context = { ...bash, signal };
    const [operator = '', path = ''] = words;
    if (intoFile) {
      const problem = writeText(environment, bash.cwd, path, '', operator === '>');
      if (problem !== null) show.take(`bash: ${path}: ${problem}\n`);
      return problem === null ? (await callOnFile(surroundings, words, context)).exitCode : 1;
    }
    const [name = '', ...args] = words;
    const to = { onScreen: false, out: show.take, err: show.take };
    return (await callCommand(surroundings, name, args, context, to)).exitCode;
  };
  const started = jobs.start({ line, run: (signal, told) => run(signal, told).finally(show.end) });
  environment.printError(`${started}${early}`);
  early = null;
  return bytes('', 0);
}

/** Tells the process of the first command that begins, and whether somebody else stops it. */
function besideOf(
  begin: NonNullable<CallEnvironment['begin']>,
  told: (what: number | 'terminated') => void,
): NonNullable<CallEnvironment['begin']> {
  return (name, args, stop, user) => {
    const stopped = (): void => {
      told('terminated');
      stop();
    };
    const process = begin(name, args, stopped, user);
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

function writeText(
  { disk, user }: CallEnvironment,
  workingDirectory: string,
  path: string,
  text: string,
  fresh: boolean,
): string | null {
  const octets = octetsOfLatin1(text);
  const where = absolutePath(workingDirectory, path);
  const failed = fresh ? disk.write(where, octets, user) : disk.append(where, octets, user);
  return failed && diskWords(failed.code);
}

function bytes(text: string, exitCode: number): BashCommandResult {
  const stdout = latin1Of(octetsOfLatin1(text));
  return { stdout, stdoutKind: 'bytes', stdoutEncoding: 'binary', stderr: '', exitCode };
}
