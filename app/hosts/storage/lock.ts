/**
 * One Rootwalk keeps a student's progress at a time: a file beside it holds the process id of the one that does.
 *
 * A lock whose process has gone (or that is older than the machine's last start) is taken over.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { dirname } from 'node:path';

export type Lock =
  | { readonly kind: 'held'; release(): void }
  /** `pid`: the process that has it. */
  | { readonly kind: 'taken'; readonly pid: number }
  /** The file could not be written; nor can what it stands for. */
  | { readonly kind: 'none' };

/** Locks of this very process: after a restart of a container the same process id may be another's old one. */
const ours = new Set<string>();
/** Seconds by which two reckonings of the machine's start may differ. */
const START_SLACK = 120;
const TRIES = 3;

/** Takes the lock at a path. `alive` tells whether a process runs. */
export function takeLock(path: string, alive = isAlive): Lock {
  for (let tries = 0; tries < TRIES; tries++) {
    try {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, `${process.pid} ${machineStart()}\n`, { flag: 'wx', mode: 0o600 });
      ours.add(path);
      return { kind: 'held', release: () => release(path) };
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) return { kind: 'none' };
    }
    const text = readText(path);
    const holder = text === null ? null : holderOf(text, path, alive);
    if (holder !== null) return { kind: 'taken', pid: holder };
    if (text !== null) putAway(path, text);
  }
  return { kind: 'none' };
}

function release(path: string): void {
  ours.delete(path);
  if (readText(path)?.startsWith(`${process.pid} `)) rmSync(path, { force: true });
}

/** The process that holds a lock with this text; null where it has gone. */
function holderOf(text: string, path: string, alive: (pid: number) => boolean): number | null {
  const [pid = 0, start = 0] = text.trim().split(' ').map(Number);
  if (!Number.isSafeInteger(pid) || pid <= 0) return null;
  if (pid === process.pid) return ours.has(path) ? pid : null;
  if (!(Math.abs(start - machineStart()) <= START_SLACK)) return null;
  return alive(pid) ? pid : null;
}

/** Removes a stale lock, unless another start was quicker and the file is already that one's. */
function putAway(path: string, stale: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    if (readText(aside) === stale) rmSync(aside, { force: true });
    else renameSync(aside, path);
  } catch {
    // Somebody else put it away; the next try shows who has it.
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** Seconds since 1970 at which this machine was started. */
function machineStart(): number {
  return Math.round(Date.now() / 1000 - uptime());
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
