/** What runs beside the prompt: `tcpdump -n port 53 &`. Numbers, words and marks are bash's. */

export interface JobsView {
  /** What `jobs` prints. */
  list(): string;
  /** Waits for `%1`, or for the newest one where nothing is said, and stops it with `signal`; null: there is no such. */
  bringBack(word: string | undefined, signal: AbortSignal): { line: string; ended: Promise<number> } | null;
  /** The process behind `%1`; null: there is no such job. */
  pidOf(word: string): number | null;
}

interface Job {
  readonly number: number;
  readonly pid: number;
  readonly line: string;
  readonly stop: () => void;
  readonly ended: Promise<number>;
  state: string;
}

/** What a job is told of itself while it begins. */
export interface JobStart {
  readonly line: string;
  /** Runs until `signal`; tells its process, at once, and whether a signal ended it. */
  readonly run: (signal: AbortSignal, told: (what: number | 'terminated') => void) => Promise<number>;
}

const RUNNING = 'Running';

export class Jobs implements JobsView {
  readonly #jobs: Job[] = [];

  /** Gives what bash prints: `[1] 1234`. */
  start({ line, run }: JobStart): string {
    const stop = new AbortController();
    let pid = 0;
    let terminated = false;
    const running = run(stop.signal, (what) => {
      if (what === 'terminated') terminated = true;
      else pid ||= what;
    });
    const job: Job = {
      number: (this.#jobs.at(-1)?.number ?? 0) + 1,
      pid,
      line,
      stop: () => stop.abort(new Error('stopped')),
      state: RUNNING,
      ended: running.then((status) => {
        job.state = terminated ? 'Terminated' : status === 0 ? 'Done' : `Exit ${status}`;
        return status;
      }),
    };
    this.#jobs.push(job);
    return `[${job.number}] ${job.pid}\n`;
  }

  list(): string {
    const text = this.#jobs.map((job) => this.#words(job)).join('');
    this.#forgetEnded();
    return text;
  }

  /** What is said before the next prompt of those that have ended; each is told once. */
  ended(): string {
    const text = this.#jobs
      .filter(({ state }) => state !== RUNNING)
      .map((job) => this.#words(job))
      .join('');
    this.#forgetEnded();
    return text;
  }

  bringBack(word: string | undefined, signal: AbortSignal): ReturnType<JobsView['bringBack']> {
    const job = word === undefined ? this.#jobs.at(-1) : this.#find(word);
    if (job === undefined) return null;
    signal.addEventListener('abort', job.stop, { once: true });
    const ended = job.ended.finally(() => {
      signal.removeEventListener('abort', job.stop);
      this.#forget(job);
    });
    return { line: job.line, ended };
  }

  pidOf(word: string): number | null {
    return this.#find(word)?.pid ?? null;
  }

  stopAll(): void {
    for (const { stop } of this.#jobs) stop();
  }

  /** `%2`, or what its line begins with: `%tcpdump`. */
  #find(word: string): Job | undefined {
    const name = word.replace(/^%/, '');
    if (name === '' || name === '+' || name === '%') return this.#jobs.at(-1);
    if (name === '-') return this.#jobs.at(-2) ?? this.#jobs.at(-1);
    return this.#jobs.findLast(({ number, line }) =>
      /^\d+$/.test(name) ? number === Number(name) : line.startsWith(name),
    );
  }

  #words(job: Job): string {
    const mark = job === this.#jobs.at(-1) ? '+' : job === this.#jobs.at(-2) ? '-' : ' ';
    const behind = job.state === RUNNING ? ' &' : '';
    return `[${job.number}]${mark}  ${job.state.padEnd(24)}${job.line}${behind}\n`;
  }

  #forgetEnded(): void {
    for (const job of this.#jobs.filter(({ state }) => state !== RUNNING)) this.#forget(job);
  }

  #forget(job: Job): void {
    const index = this.#jobs.indexOf(job);
    if (index >= 0) this.#jobs.splice(index, 1);
  }
}
