/**
 * One terminal of a lab machine, as a pseudo-terminal with a shell behind it: keys go in, text comes out.
 *
 * A line's way: `feed` decodes keys (keys.ts); at the prompt the line takes them (prompt-line.ts). Enter hands the text
 * to the shell (shell.ts), which says whether it is complete, then runs it. The journal hears that a command started.
 * The tools print while they run; the text goes out with its line ends made `CR LF`, into the scrollback and to
 * `onOutput`. Keys typed meanwhile wait for the next prompt, but Ctrl-C stops the command. When it has ended, the
 * journal hears of that too, with its exit status and output, and the next prompt is drawn.
 */
import { plainErrors } from './bash-words.ts';
import type { CallEnvironment } from './call.ts';
import type { CommandEntry, Screen } from './command.ts';
import { ownCommands } from './commands.ts';
import type { CompletionSources } from './completion.ts';
import { History } from './history.ts';
import { Jobs } from './jobs.ts';
import { KeyReader } from './key-reader.ts';
import { KeyDecoder, type Key } from './keys.ts';
import { toLines } from './octets.ts';
import { OutputColumn } from './output-column.ts';
import { PromptLine } from './prompt-line.ts';
import type { PromptFacts } from './prompt.ts';
import { Scrollback } from './scrollback.ts';
import type { Shell } from './shell.ts';
import { environmentOf, type TerminalOptions } from './terminal-options.ts';
import { terminalShell } from './terminal-shell.ts';
import { outcome, typed, type Waiting } from './waiting.ts';

export type { TerminalOptions } from './terminal-options.ts';

/** Characters of printed text that are kept. */
const SCROLLBACK_LIMIT = 256 * 1024;
/** Characters of a command's output that the journal keeps. */
const JOURNAL_OUTPUT_LIMIT = 64 * 1024;
/** Keys that may wait while a command runs. */
const MAX_WAITING = 4096;

export class Terminal {
  readonly id: string;
  readonly title: string;
  onOutput: ((text: string) => void) | null = null;

  readonly #options: TerminalOptions;
  /** Who works here: whose the terminal is, or who `sudo` has made of them. */
  #user: string;
  #home: string;
  readonly #shell: Shell;
  readonly #history = new History();
  readonly #line: PromptLine;
  readonly #decoder = new KeyDecoder();
  readonly #scrollback = new Scrollback(SCROLLBACK_LIMIT);
  readonly #column = new OutputColumn();
  readonly #commands: ReadonlyMap<string, CommandEntry>;
  readonly #waiting: Waiting[] = [];
  readonly #jobs = new Jobs();

  #running: AbortController | null = null;
  #output: { text: string } | null = null;
  readonly #reader = new KeyReader();
  #runDone: ((status: number) => void) | null = null;
  #disposed = false;
  #pumping = false;

  constructor(options: TerminalOptions) {
    this.#options = options;
    this.id = options.id;
    this.title = options.title;
    this.#user = options.user;
    this.#home = options.home ?? (options.user === 'root' ? '/root' : `/home/${options.user}`);
    const commands: Map<string, CommandEntry> = new Map(ownCommands(() => this.#commands));
    for (const [name, { tool, ...entry }] of options.tools) commands.set(name, { ...entry, command: tool });
    this.#commands = commands;
    this.#shell = terminalShell({
      options,
      commands,
      home: this.#home,
      user: () => this.#user,
      environment: () => this.#callEnvironment(),
      jobs: this.#jobs,
      printBeside: (text) => this.#printBeside(text),
    });
    this.#line = new PromptLine({
      columns: options.columns ?? 80,
      rows: options.rows ?? 24,
      history: this.#history,
      write: (text) => this.#write(text),
      variable: (name) => this.#shell.variable(name),
      facts: () => this.#promptFacts(),
      sources: () => this.#completionSources(),
    });
    if (options.greeting) this.#write(toLines(options.greeting));
    this.#prompt();
  }

  /** Whether a command runs or lines wait to be run. */
  get busy(): boolean {
    return this.#running !== null || this.#waiting.some((item) => item.kind === 'run');
  }

  /** What was printed, the newest 256 KiB. */
  get scrollback(): string {
    return this.#scrollback.text;
  }

  /** Loads what the first command needs (about 150 ms), so that it need not wait. */
  prepare(): Promise<void> {
    return this.#shell.load();
  }

  /** Keys as a terminal sends them. */
  feed(data: string): void {
    if (this.#disposed || data === '') return;
    this.#options.clock.sync();
    // Whoever types will run something soon. If loading fails, the first command says so.
    this.prepare().catch(() => undefined);
    if (this.#running && this.#reader.wanted) {
      // Ctrl-C is the terminal's own, whoever reads.
      if (data.includes('\x03')) this.#interrupt();
      else this.#reader.give(data);
      return;
    }
    for (const key of this.#decoder.push(data)) {
      if (this.#running && key.kind === 'key' && key.name === 'ctrl-c') this.#interrupt();
      else if (this.#waiting.length < MAX_WAITING) this.#waiting.push(...typed(key));
    }
    this.#pump();
  }

  /**
   * Puts a line in place of what stands at the prompt and presses Enter; while a command runs, afterwards. Several
   * lines run one after another. Gives the exit status of the last.
   */
  run(line: string): Promise<number> {
    if (this.#disposed) return Promise.resolve(STOPPED);
    this.#options.clock.sync();
    const lines = line.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n');
    const { promise, done } = outcome();
    lines.forEach((text, index) =>
      this.#waiting.push({
        kind: 'run',
        line: text,
        first: index === 0,
        done: index === lines.length - 1 ? done : () => undefined,
      }),
    );
    this.#pump();
    return promise;
  }

  resize(columns: number, rows: number): void {
    if (this.#disposed) return;
    this.#line.resize(columns, rows);
    if (!this.#running) this.#line.draw();
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.onOutput = null;
    this.#forgetWaiting();
    this.#reader.stop();
    this.#jobs.stopAll();
    this.#running?.abort(new Error('closed'));
  }

  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      while (!this.#running && !this.#disposed) {
        const item = this.#waiting.shift();
        if (!item) break;
        if (item.kind === 'run') {
          if (item.first && this.#line.begun) this.#forgetLine();
          this.#line.set(item.line);
          this.#runDone = item.done;
          this.#accept();
        } else this.#press(item);
      }
    } finally {
      this.#pumping = false;
    }
  }

  #press(key: Key): void {
    const wanted = this.#line.press(key);
    if (wanted === 'accept') this.#accept();
    else if (wanted === 'interrupt') this.#forgetLine();
    else if (wanted === 'end') this.#end();
  }

  /** Ctrl-D on an empty line. */
  #end(): void {
    if (this.#line.begun) {
      this.#line.begun = '';
      this.#line.finish();
      return this.#prompt();
    }
    this.#line.set('exit');
    this.#accept();
  }

  /** Ctrl-C at the prompt. */
  #forgetLine(): void {
    this.#line.forget('^C');
    this.#shell.fail(STOPPED);
    this.#prompt();
  }

  #accept(): void {
    const line = this.#line.text;
    this.#line.finish();
    this.#write(PASTE_OFF);
    this.#history.add(line);
    this.#line.reset();
    const text = this.#line.begun + line;
    const done = this.#runDone;
    this.#runDone = null;
    if (text.trim() === '') {
      this.#line.begun = '';
      done?.(this.#shell.status);
      this.#prompt();
      return;
    }
    const abort = new AbortController();
    this.#running = abort;
    const failed = (error: unknown): number => {
      this.#write(`bash: internal error: ${toLines(String(error))}\r\n`);
      return 1;
    };
    void this.#execute(text, abort)
      .catch(failed)
      .then((status) => {
        done?.(status);
        this.#running = null;
        const left = this.#reader.release();
        if (this.#disposed) return;
        this.#prompt();
        this.#pump();
        this.feed(left);
      });
  }

  async #execute(text: string, abort: AbortController): Promise<number> {
    const { journal, clock, host } = this.#options;
    const parsed = await this.#shell.parse(text);
    if (this.#disposed) return STOPPED;
    if (parsed.kind === 'unfinished' && !abort.signal.aborted) {
      this.#line.begun = `${text}\n`;
      return this.#shell.status;
    }
    this.#line.begun = '';
    const about = { kind: 'command', terminal: this.id, host: host.name, line: text } as const;
    journal.write({ ...about, state: 'started' });
    const output = { text: '' };
    this.#output = output;
    let exitCode: number;
    if (parsed.kind === 'script') {
      const printer = { out: (t: string) => this.#print(t), err: (t: string) => this.#printError(t) };
      exitCode = await this.#shell.run(parsed.script, printer, abort);
    } else {
      if (parsed.kind === 'wrong') this.#printError(`${parsed.message}\n`);
      exitCode = this.#shell.fail(abort.signal.aborted ? STOPPED : 2);
    }
    this.#output = null;
    if (this.#disposed) return STOPPED;
    if (abort.signal.aborted && this.#column.column > 0) this.#write('\r\n');
    clock.sync();
    journal.write({ ...about, state: 'finished', exitCode, output: output.text });
    return exitCode;
  }

  /** Ctrl-C while a command runs: it is told to stop, and what was typed ahead is forgotten, as a tty does. */
  #interrupt(): void {
    this.#write('^C');
    this.#forgetWaiting();
    this.#reader.stop();
    this.#running?.abort(new Error('interrupted'));
  }

  #forgetWaiting(): void {
    for (const item of this.#waiting.splice(0)) if (item.kind === 'run') item.done(STOPPED);
  }

  #completionSources(): CompletionSources {
    const { disk, names } = this.#options;
    return {
      disk,
      user: this.#user,
      home: this.#home,
      workingDirectory: this.#shell.workingDirectory,
      commands: this.#commands,
      shellWords: [...this.#shell.aliases, ...this.#shell.functions],
      variables: this.#shell.variables,
      names: names ?? (() => []),
    };
  }

  #prompt(): void {
    this.#write(toLines(this.#jobs.ended()));
    this.#write(PASTE_ON);
    this.#line.begin(this.#column.column);
  }

  #promptFacts(): PromptFacts {
    const { host, clock } = this.#options;
    return {
      user: this.#user,
      hostName: host.name,
      workingDirectory: this.#shell.workingDirectory,
      home: this.#home,
      now: clock.now(),
    };
  }

  #callEnvironment(): CallEnvironment {
    const options = this.#options;
    return {
      commands: this.#commands,
      user: this.#user,
      hostName: options.host.name,
      clock: options.clock,
      disk: options.disk,
      random: options.random,
      net: options.net,
      ...(options.machine && { machine: options.machine }),
      ...(options.begin && { begin: options.begin }),
      ...(options.edit && { edit: options.edit }),
      localTime: options.localTime ?? (() => ({ offsetMinutes: 0, abbreviation: 'UTC' })),
      history: this.#history,
      jobs: this.#jobs,
      endedItself: (status) => this.#shell.endedItself(status),
      print: (text) => this.#print(text),
      printError: (text) => this.#printError(text),
      screen: (signal) => this.#screen(signal),
      become: (user) => this.#become(user, this.#home),
      beginShell: (user, home) => this.#beginShell(user, home),
    };
  }

  #become(user: string, home: string): () => void {
    const before = { user: this.#user, home: this.#home };
    this.#user = user;
    this.#home = home;
    return () => {
      this.#user = before.user;
      this.#home = before.home;
    };
  }

  /** A shell in the shell, as `sudo -i` begins it; without a home of its own it begins where the other stands. */
  #beginShell(user: string, home: string | null): void {
    const environment = environmentOf(user, this.#options, home ?? this.#home);
    this.#shell.nest(environment, home, () => this.#become(user, home ?? this.#home));
  }

  #screen(signal: AbortSignal): Screen {
    return {
      columns: this.#line.columns,
      rows: this.#line.rows,
      raw: (text) => {
        if (!signal.aborted) this.#write(text);
      },
      readKeys: () => this.#reader.read(),
      unreadKeys: (keys) => this.#reader.giveBack(keys),
    };
  }

  /** Output of a command: text with LF line ends. */
  #print(text: string): void {
    const kept = this.#output;
    if (!kept || text === '') return;
    if (kept.text.length < JOURNAL_OUTPUT_LIMIT) {
      kept.text = (kept.text + text).slice(0, JOURNAL_OUTPUT_LIMIT);
    }
    this.#write(toLines(text));
  }

  /** What runs beside the prompt prints above it. */
  #printBeside(text: string): void {
    if (this.#running || this.#disposed) return this.#write(toLines(text));
    this.#line.erase();
    this.#write(toLines(text));
    this.#line.begin(this.#column.column);
  }

  #printError(text: string): void {
    this.#print(plainErrors(text));
  }

  #write(text: string): void {
    if (this.#disposed) return;
    this.#column.follow(text, this.#line.columns);
    this.#scrollback.add(text);
    this.onOutput?.(text);
  }
}

/** Exit status of what Ctrl-C ended. */
const STOPPED = 130;
/** Bracketed paste: on at the prompt, off while a command runs. */
const PASTE_ON = '\x1b[?2004h';
const PASTE_OFF = '\x1b[?2004l';
