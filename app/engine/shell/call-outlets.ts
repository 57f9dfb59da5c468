/** Calls whose output goes elsewhere than to the screen or to just-bash: along a pipeline, or into a file as it comes. */
import type { BashCommandContext, BashCommandResult } from './bash-engine.ts';
import { withoutAbort } from './bash-words.ts';
import { callCommand, type CallEnvironment, toScreen } from './call.ts';
import { diskWords } from './files.ts';
import { latin1Of, octetsOfLatin1, readable, utf8Latin1 } from './octets.ts';
import { absolutePath } from './paths.ts';
import { runPipe, type PipeParts, type Stage } from './pipe.ts';
import { STAGE } from './streaming.ts';

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
  // How a command in front of others ended is not the pipeline's own end.
  const among = { ...environment, endedItself: () => undefined };
  const parts: PipeParts = {
    isOurs: (name) => environment.commands.has(name),
    runOurs: async ({ name, args }, { stdin, signal: stop, out: into, err: errors }) => {
      const onScreen = into === null && screen.onScreen && where === 'screen';
      const context = { ...bash, stdin, signal: stop };
      const to = { onScreen, out: into ?? out, err: errors ?? err };
      return (await callCommand(among, name, args, context, to)).exitCode;
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
  [operator = '>', path = '', name = '', ...args]: readonly string[],
  bash: BashCommandContext,
): Promise<BashCommandResult> {
  // `>&`, `>>&`: its errors go there too.
  const fresh = !operator.startsWith('>>');
  // Where the file cannot be written just-bash says so, and nothing runs.
  if (writeText(environment, bash.cwd, path, '', fresh) !== null) return bytes('', 1);
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
  const err = operator.endsWith('&') ? out : (text: string): void => environment.printError(readable(text));
  const { exitCode } = await callCommand(environment, name, args, bash, { onScreen: false, out, err });
  flush();
  return bytes(fresh ? all : '', exitCode);
}

/** Gives what went wrong, in words. */
export function writeText(
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
