/** The `rootwalk` command built into a folder of its own that any user may read, for tests of `rootwalk exec`. */
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Finished } from './programs.ts';

const HOME = join(import.meta.dirname, '../..');
export const NOBODY = 65534;
const AS_NOBODY = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--'];

/** Who calls it: the user that runs the tests, or one without any rights. */
export type Caller = 'this user' | 'nobody';

/** A user as most are. */
export const ORDINARY: Caller = process.getuid?.() === 0 ? 'nobody' : 'this user';

export class ExecCommand {
  readonly folder: string;
  readonly #program: string;
  readonly #started: ChildProcess[] = [];

  private constructor(folder: string) {
    this.folder = folder;
    this.#program = join(folder, 'dist', 'cli.mjs');
  }

  static async make(): Promise<ExecCommand> {
    const command = new ExecCommand(mkdtempSync(join(tmpdir(), 'rootwalk-exec-')));
    await build({
      entryPoints: { cli: join(HOME, 'app/hosts/cli/main.ts') },
      outdir: join(command.folder, 'dist'),
      outExtension: { '.js': '.mjs' },
      // As the real build has it: each half loads what it needs and no more.
      splitting: true,
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
    copyFileSync(join(HOME, 'package.json'), join(command.folder, 'package.json'));
    mkdirSync(join(command.folder, 'labs'));
    cpSync(join(HOME, 'labs/networks'), join(command.folder, 'labs/networks'), { recursive: true });
    chmodSync(command.folder, 0o755);
    return command;
  }

  /** `words` after `rootwalk exec`. `before`: a command that calls it. */
  line(caller: Caller, words: readonly string[], before: readonly string[] = []): readonly string[] {
    const user = caller === 'nobody' ? AS_NOBODY : [];
    return [...before, ...user, process.execPath, this.#program, 'exec', ...words];
  }

  /** Without a terminal of the person who runs the tests. `data`: where an open lab would be found. */
  start(line: readonly string[], data = this.folder): ChildProcess {
    const [program = '', ...words] = line;
    const child = spawn(program, words, {
      cwd: this.folder,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      // bash reads its start-up files where it takes its input for a network connection; nobody's home is not root's.
      env: { ...process.env, HOME: this.folder, ROOTWALK_DATA: data },
    });
    this.#started.push(child);
    return child;
  }

  run(line: readonly string[], stdin = '', data?: string): Promise<Finished> {
    const child = this.start(line, data);
    let out = '';
    let err = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text));
    // A program may end without reading.
    child.stdin?.on('error', () => undefined).end(stdin);
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (status) => resolve({ status, out, err }));
    });
  }

  /** Also what a failed test left running. */
  remove(): void {
    for (const child of this.#started) child.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}
