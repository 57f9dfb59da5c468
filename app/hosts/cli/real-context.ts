/**
 * An ordinary command line for the engine's tools: real sockets, real files, the machine's clock and time zone.
 */
import { randomFillSync } from 'node:crypto';
import { getServers } from 'node:dns';
import {
  appendFileSync,
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  writeFileSync,
} from 'node:fs';
import type { Instant } from '../../engine/network/clock.ts';
import { randomFrom } from '../../engine/random.ts';
import type { Random } from '../../engine/random.ts';
import type { FileProblem, OpenFile, ToolContext, ToolFiles } from '../../engine/tools/tool.ts';
import { realInput } from './real-input.ts';
import { realNet } from './real-net.ts';

/** The context of a tool that was called with these words. Output goes to this process. */
export function realContext(args: readonly string[], signal: AbortSignal): ToolContext {
  return {
    args,
    env: new Map(
      Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
    // Read only when a tool asks for it: a terminal must not be waited for.
    get stdin(): string {
      return readFileSync(0, 'utf8');
    },
    input: realInput(signal),
    out: (text) => void process.stdout.write(text, 'latin1'),
    err: (text) => void process.stderr.write(text, 'latin1'),
    net: realNet(signal),
    files: realFiles,
    // Monotonic with fractions, on the wall clock's scale.
    now: (): Instant => performance.timeOrigin + performance.now(),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    localTime,
    random: systemRandom(),
    signal,
    privileged: process.getuid?.() === 0,
    terminal: process.stdout.isTTY === true,
  };
}

const realFiles: ToolFiles = {
  read(path) {
    // Windows keeps its servers elsewhere; a tool sees them where it looks.
    if (process.platform === 'win32' && path === '/etc/resolv.conf') {
      const lines = getServers().map((server) => `nameserver ${server}\n`);
      return Promise.resolve(new TextEncoder().encode(lines.join('')));
    }
    try {
      return Promise.resolve(readFileSync(path));
    } catch (error) {
      return Promise.resolve(fileProblem(error));
    }
  },
  write(path, octets) {
    try {
      writeFileSync(path, octets);
      return Promise.resolve(null);
    } catch (error) {
      return Promise.resolve(fileProblem(error));
    }
  },
  append(path, octets) {
    try {
      appendFileSync(path, octets);
      return Promise.resolve(null);
    } catch (error) {
      return Promise.resolve(fileProblem(error));
    }
  },
  list(path) {
    try {
      return Promise.resolve(readdirSync(path));
    } catch (error) {
      return Promise.resolve(fileProblem(error));
    }
  },
  open(path) {
    try {
      return Promise.resolve(opened(openSync(path, 'r')));
    } catch (error) {
      return Promise.resolve(fileProblem(error));
    }
  },
};

function opened(file: number): OpenFile {
  const state = fstatSync(file);
  if (state.isDirectory()) {
    closeSync(file);
    throw Object.assign(new Error('EISDIR'), { code: 'EISDIR' });
  }
  return {
    size: state.size,
    read(from, to) {
      const octets = new Uint8Array(to - from);
      let length = 0;
      while (length < octets.length) {
        const count = readSync(file, octets, length, octets.length - length, from + length);
        if (count === 0) break;
        length += count;
      }
      return octets.subarray(0, length);
    },
    close: () => closeSync(file),
  };
}

const FILE_PROBLEMS: Readonly<Record<string, readonly [FileProblem['reason'], string]>> = {
  ENOENT: ['not-found', 'No such file or directory'],
  EISDIR: ['is-directory', 'Is a directory'],
  EACCES: ['permission-denied', 'Permission denied'],
  EPERM: ['permission-denied', 'Operation not permitted'],
  ENOTDIR: ['other', 'Not a directory'],
  ENOSPC: ['no-space', 'No space left on device'],
};

function fileProblem(error: unknown): FileProblem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const [reason, message] = FILE_PROBLEMS[code] ?? [
    'other',
    error instanceof Error ? error.message : String(error),
  ];
  return { kind: 'file-problem', reason, message };
}

/** The zone's short name as the C library has it (`CET`), where the runtime knows one. */
function localTime(at: Instant): { offsetMinutes: number; abbreviation: string } {
  const date = new Date(at);
  const offsetMinutes = -date.getTimezoneOffset();
  if (offsetMinutes === 0 && (process.env['TZ'] ?? 'UTC') === 'UTC')
    return { offsetMinutes, abbreviation: 'UTC' };
  const named = /\(([^)]+)\)/.exec(date.toString())?.[1] ?? '';
  const initials = named
    .split(/[ -]/)
    .map((word) => word.charAt(0))
    .join('');
  const short = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short' })
    .formatToParts(date)
    .find(({ type }) => type === 'timeZoneName')?.value;
  if (short !== undefined && /^[A-Z]{3,5}$/.test(short)) return { offsetMinutes, abbreviation: short };
  return { offsetMinutes, abbreviation: /^[A-Z]{3,5}$/.test(initials) ? initials : (short ?? 'UTC') };
}

function systemRandom(): Random {
  const block = new Uint32Array(64);
  let left = 0;
  const uint32 = (): number => {
    if (left === 0) {
      randomFillSync(block);
      left = block.length;
    }
    return block[--left] ?? 0;
  };
  return randomFrom(uint32, systemRandom);
}
