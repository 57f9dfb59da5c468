/**
 * A pipeline whose commands run at the same time, so that its lines reach the screen as they come.
 *
 * The way of a line of `tcpdump -l | grep x | head -3`: tcpdump prints it into the channel behind it; grep takes
 * it, and what it prints goes into the next channel; head prints it on the screen. When head has had three it ends;
 * what grep writes then finds no reader, which ends grep, and so tcpdump at its next line. The status is the last
 * command's. Which pipelines are run like this is said in streaming.ts.
 */
import { lineFilter } from './line-filters.ts';
import { PipeChannel } from './pipe-channel.ts';

export interface Stage {
  readonly name: string;
  readonly args: readonly string[];
  /** Where its standard error goes: to the screen, nowhere (`2>/dev/null`), into the pipe (`2>&1`). */
  readonly err: 'screen' | 'nowhere' | 'pipe';
}

export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** What a command of a pipeline is given. Texts have one character an octet. */
export interface StageSurroundings {
  readonly stdin: string;
  readonly signal: AbortSignal;
  /** Null for the last command, whose output goes where the pipeline's does. */
  readonly out: ((text: string) => void) | null;
  readonly err: ((text: string) => void) | null;
}

export interface PipeParts {
  /** Whether a command is one of our own, which prints as it goes. */
  readonly isOurs: (name: string) => boolean;
  readonly runOurs: (stage: Stage, surroundings: StageSurroundings) => Promise<number>;
  /** Runs one of just-bash's commands to its end. */
  readonly runBash: (
    name: string,
    args: readonly string[],
    stdin: string,
    signal: AbortSignal,
  ) => Promise<CommandResult>;
  /** Where the pipeline's own output goes. */
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly appendFile: (path: string, text: string, fresh: boolean) => string | null;
  readonly signal: AbortSignal;
}

/** Gives the exit status of the last command. */
export async function runPipe(stages: readonly Stage[], parts: PipeParts): Promise<number> {
  const stops = stages.map(() => new AbortController());
  const stopAll = (): void => stops.forEach((stop) => stop.abort(parts.signal.reason));
  if (parts.signal.aborted) stopAll();
  parts.signal.addEventListener('abort', stopAll, { once: true });
  // just-bash runs one command at a time.
  const turn = new Turns();
  const channels = stages
    .slice(0, -1)
    .map((_stage, index) => new PipeChannel(() => stops[index]?.abort(new Error('broken pipe'))));
  try {
    const statuses = await Promise.all(
      stages.map(async (stage, index) => {
        const before = channels[index - 1];
        const behind = channels[index];
        const { signal } = stops[index] as AbortController;
        const stop = (): void => before?.end();
        signal.addEventListener('abort', stop, { once: true });
        try {
          return await runStage(stage, before, behind, { ...parts, signal }, turn);
        } finally {
          before?.close();
          behind?.end();
        }
      }),
    );
    return statuses.at(-1) ?? 0;
  } finally {
    parts.signal.removeEventListener('abort', stopAll);
  }
}

async function runStage(
  stage: Stage,
  before: PipeChannel | undefined,
  behind: PipeChannel | undefined,
  parts: PipeParts,
  turn: Turns,
): Promise<number> {
  const { signal } = parts;
  const out = (text: string): void => (behind ? behind.write(text) : parts.out(text));
  const err = errorOutlet(stage, out, parts);
  if (parts.isOurs(stage.name)) {
    const stdin = (await before?.readAll()) ?? '';
    return parts.runOurs(stage, { stdin, signal, out: behind ? out : null, err });
  }
  const run = (args: readonly string[], lines: string): Promise<CommandResult> =>
    turn.take(() => parts.runBash(stage.name, args, lines, signal));
  const filter =
    stage.name === 'tee' ? teeing(stage.args, parts, err) : lineFilter(stage.name, stage.args, { run, err });
  if (filter === null) {
    const result = await run(stage.args, (await before?.readAll()) ?? '');
    if (signal.aborted) return STOPPED;
    err(result.stderr);
    out(result.stdout);
    return result.exitCode;
  }
  if (filter.done || !before) return filter.status;
  for await (const lines of before.lines()) {
    if (signal.aborted) return STOPPED;
    out(await filter.take(lines));
    if (filter.done) break;
  }
  return filter.status;
}

const STOPPED = 130;

function errorOutlet({ err }: Stage, out: (text: string) => void, parts: PipeParts): (text: string) => void {
  if (err === 'pipe') return out;
  return err === 'nowhere' ? () => undefined : parts.err;
}

/** `tee [-a] file …`: its files grow as the lines come. */
function teeing(
  args: readonly string[],
  { appendFile }: PipeParts,
  err: (text: string) => void,
): ReturnType<typeof lineFilter> {
  const appends = args.some((word) => word === '-a' || word === '--append');
  const files = args.filter((word) => !word.startsWith('-'));
  if (args.length - files.length > Number(appends)) return null;
  const written = (text: string, fresh: boolean): boolean => {
    const problems = files.map((file) => [file, appendFile(file, text, fresh)] as const);
    for (const [file, problem] of problems) if (problem !== null) err(`tee: ${file}: ${problem}\n`);
    return problems.every(([, problem]) => problem === null);
  };
  const filter = { done: false, status: written('', !appends) ? 0 : 1 };
  return Object.assign(filter, {
    take: (lines: string): string => {
      if (filter.status === 0 && !written(lines, false)) filter.status = 1;
      return lines;
    },
  });
}

/** One after another. */
class Turns {
  #last: Promise<unknown> = Promise.resolve();

  take<T>(job: () => Promise<T>): Promise<T> {
    const next = this.#last.then(job, job);
    this.#last = next.catch(() => undefined);
    return next;
  }
}
