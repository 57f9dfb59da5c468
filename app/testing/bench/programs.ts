/** Programs that the bench starts and ends, each on a core of its own where the machine has two, and what they cost. */
import { spawn, type ChildProcess } from 'node:child_process';
import { openSync, closeSync, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { findProgram } from '../programs.ts';

/** Where servers run, and where those run that ask them. */
export type Side = 'server' | 'client';

const running = new Set<ChildProcess>();
process.on('exit', stopPrograms);

/** Ends whatever still runs: what a row that failed has left. */
export function stopPrograms(): void {
  for (const child of running) child.kill('SIGKILL');
}

export interface Started {
  readonly pid: number;
  /** Ends it; resolves when it is gone. */
  stop(): Promise<void>;
}

/** Starts a program that runs until it is stopped; what it prints goes into `log`. */
export function startProgram(words: readonly string[], side: Side, log: string): Started {
  const [program = '', ...args] = pinned(words, side);
  const file = openSync(log, 'a');
  const child = spawn(program, args, { stdio: ['ignore', file, file] });
  closeSync(file);
  running.add(child);
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => {
      running.delete(child);
      resolve();
    });
    child.once('error', () => resolve());
  });
  return {
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 4000);
      await gone;
      clearTimeout(late);
    },
  };
}

export interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a program to its end. */
export function runToEnd(words: readonly string[], side: Side): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const [program = '', ...args] = pinned(words, side);
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(child);
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.once('error', reject);
    child.once('close', (status) => {
      running.delete(child);
      resolve({ status, out, err });
    });
  });
}

function pinned(words: readonly string[], side: Side): readonly string[] {
  if (availableParallelism() < 2 || findProgram('taskset') === null) return words;
  return ['taskset', '-c', side === 'server' ? '0' : '1', ...words];
}

/** Seconds of processor time that a process has had, all its threads together. Linux counts them in nanoseconds. */
export function cpuSeconds(pid: number): number {
  let sum = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    sum += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
  }
  return sum / 1e9;
}

/** Octets of memory that a process holds. */
export function residentOctets(pid: number): number {
  const found = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(found?.[1] ?? 0) * 1024;
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}
