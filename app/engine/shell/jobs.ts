/** What runs beside the prompt: `tcpdump -n port 53 &`. Numbers, words and marks are bash's. */

export interface JobsView {
  /** What `jobs` prints. */
  list(): string;
  /** Waits for `%1`, or for the newest one where nothing is said, and stops it with `signal`; null: there is no such. */
  bringBack(word: string | undefined, signal: AbortSignal): { line: string; ended: Promise<number> } | null;
  /** The process behind `%1`; null: there is no such job. */
  pidOf(word: string): number | null;
  /** The exit status of `%1` or of a process, when it has ended; null: there is no such job. */
  endOf(word: string): Promise<number> | null;
  /** All that run, and how each will end. */
  running(): readonly Promise<number>[];
  /** What is said of those that have ended; each is told once. */
  ended(): string;
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
/** Exit statuses that are kept for `wait`. */
const MAX_ENDED = 100;
/** 128 and SIGTERM's number. */
const TERMINATED = 143;

export class Jobs implements JobsView {
  readonly #jobs: Job[] = [];
  readonly #statuses = new Map<number, number>();
  /** The process of the newest job: `$!`. */
  lastPid = 0;

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
        const told = terminated ? TERMINATED : status;
        this.#statuses.set(pid, told);
        for (const oldest of this.#statuses.keys()) {
          if (this.#statuses.size <= MAX_ENDED) break;
          this.#statuses.delete(oldest);
        }
        return told;
      }),
    };
    this.#jobs.push(job);
    this.lastPid = pid;
    return `[${job.number}] ${job.pid}\n`;
  }

  list(): string {
    const text = this.#jobs.map((job) => this.#words(job)).join('');
    this.#forgetEnded();
    return text;
  }

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

  endOf(word: string): Promise<number> | null {
    if (word.startsWith('%')) return this.#find(word)?.ended ?? null;
    const job = this.#jobs.find(({ pid }) => pid === Number(word));
    const status = this.#statuses.get(Number(word));
    return job?.ended ?? (status === undefined ? null : Promise.resolve(status));
  }

  running(): readonly Promise<number>[] {
    return this.#jobs.filter(({ state }) => state === RUNNING).map(({ ended }) => ended);
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
