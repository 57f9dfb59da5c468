/** `wait`: until what runs beside the prompt has ended, in bash's words. */
import type { Command } from './command.ts';

/** Bash: no such job, and none left for `-n`. */
const NO_SUCH_JOB = 127;
const STOPPED = 130;

export const wait: Command = async ({ args, jobs, signal, screen, out, err }) => {
  const words = args.filter((word) => word !== '-f' && word !== '--');
  const running = jobs.running();
  let status = 0;
  if (words[0] === '-n') status = running.length === 0 ? NO_SUCH_JOB : await orStopped(Promise.race(running));
  else if (words.length === 0) status = await orStopped(Promise.all(running).then(() => 0));
  else for (const word of words) status = await endOf(word);
  // At the prompt bash says what has ended before it goes on.
  if (screen && !signal.aborted) out(jobs.ended());
  return status;

  async function endOf(word: string): Promise<number> {
    if (!/^(?:%.*|\d+)$/.test(word)) {
      err(`bash: wait: \`${word}': not a pid or valid job spec\n`);
      return 1;
    }
    const end = jobs.endOf(word);
    if (end !== null) return orStopped(end);
    err(
      word.startsWith('%')
        ? `bash: wait: ${word}: no such job\n`
        : `bash: wait: pid ${word} is not a child of this shell\n`,
    );
    return NO_SUCH_JOB;
  }

  function orStopped(end: Promise<number>): Promise<number> {
    if (signal.aborted) return Promise.resolve(STOPPED);
    return new Promise((resolve) => {
      const stop = (): void => resolve(STOPPED);
      signal.addEventListener('abort', stop, { once: true });
      void end.then(resolve).finally(() => signal.removeEventListener('abort', stop));
    });
  }
};
