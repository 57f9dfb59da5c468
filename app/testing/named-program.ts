/** `rootwalk named` and the real named as programs of their own, for tests that ask them over real sockets. */
import { spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { findProgram } from './programs.ts';

const HOME = join(import.meta.dirname, '../..');

export interface RunningProgram {
  readonly child: ChildProcess;
  readonly log: () => string;
  /** Resolves when the log has it, `times` times. */
  says(text: string, times?: number): Promise<void>;
  /** Resolves with the exit status. */
  readonly ended: Promise<number | null>;
}

/** A folder for configurations, with the command built into it and the lab's root hints, `named.root`. */
export class NamedPrograms {
  readonly folder = mkdtempSync(join(tmpdir(), 'rootwalk-named-'));
  readonly #running: RunningProgram[] = [];

  static async make(): Promise<NamedPrograms> {
    const programs = new NamedPrograms();
    await build({
      entryPoints: [join(HOME, 'app/hosts/cli/main.ts')],
      outfile: programs.#program,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20.19',
      external: ['bufferutil', 'utf-8-validate'],
      banner: {
        js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
      },
      logLevel: 'error',
    });
    copyFileSync(join(HOME, 'labs/networks/hints/named.root'), join(programs.folder, 'named.root'));
    return programs;
  }

  get #program(): string {
    return join(this.folder, 'cli.mjs');
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text);
  }

  /** `rootwalk named` with a configuration, and words beside `-c`. */
  ours(configuration: string, ...words: string[]): RunningProgram {
    this.write('named.conf', configuration);
    return this.#start(process.execPath, [this.#program, 'named', '-c', 'named.conf', ...words]);
  }

  /** BIND's. */
  real(configuration: string, ...words: string[]): RunningProgram {
    this.write('real-named.conf', configuration);
    const file = join(this.folder, 'real-named.conf');
    return this.#start(findProgram('named') ?? 'named', ['-n', '1', '-c', file, ...words]);
  }

  async stopAll(): Promise<void> {
    for (const { child, ended } of this.#running.splice(0)) {
      if (child.exitCode === null) child.kill('SIGTERM');
      await ended;
    }
  }

  async remove(): Promise<void> {
    await this.stopAll();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #start(program: string, args: readonly string[]): RunningProgram {
    const child = spawn(program, args, { cwd: this.folder, stdio: ['ignore', 'ignore', 'pipe'] });
    let log = '';
    const waiting: { readonly has: () => boolean; readonly done: () => void }[] = [];
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      for (const wait of waiting) if (wait.has()) wait.done();
    });
    const running: RunningProgram = {
      child,
      log: () => log,
      says: (text, times = 1) =>
        new Promise((done, reject) => {
          const has = (): boolean => log.split(text).length > times;
          if (has()) return done();
          waiting.push({ has, done });
          child.once('close', () => reject(new Error(`it ended without '${text}':\n${log}`)));
        }),
      ended: new Promise((done) => child.once('close', done)),
    };
    this.#running.push(running);
    return running;
  }
}
