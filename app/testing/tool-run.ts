/** A tool's surroundings for tests: what it prints is kept, and its network answers as the test says. */
import { seededRandom } from '../engine/random.ts';
import type { NetProblem, ToolContext, ToolNet } from '../engine/tools/tool.ts';

export interface TestRun {
  readonly context: ToolContext;
  /** As UTF-8 text. */
  out(): string;
  err(): string;
}

export interface TestSettings {
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly net?: Partial<ToolNet>;
  readonly now?: () => number;
}

const SILENT: NetProblem = { kind: 'net-problem', reason: 'timed-out', message: '' };

export function testRun(words: readonly string[], settings: TestSettings = {}): TestRun {
  let out = '';
  let err = '';
  const encoder = new TextEncoder();
  const context: ToolContext = {
    args: words,
    env: new Map(Object.entries(settings.env ?? {})),
    stdin: settings.stdin ?? '',
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    net: {
      ipv4: true,
      ipv6: true,
      lookup: () => Promise.resolve({ kind: 'net-problem', reason: 'not-found', message: '' }),
      openUdp: () => Promise.resolve(SILENT),
      openTcp: () => Promise.resolve(SILENT),
      ...settings.net,
    },
    files: {
      read: (path) => {
        const text = settings.files?.[path];
        return Promise.resolve(
          text === undefined
            ? { kind: 'file-problem', reason: 'not-found', message: 'No such file or directory' }
            : encoder.encode(text),
        );
      },
      write: () => Promise.resolve(null),
      append: () => Promise.resolve(null),
    },
    now: settings.now ?? (() => 0),
    sleep: () => Promise.resolve(),
    localTime: () => ({ offsetMinutes: 0, abbreviation: 'UTC' }),
    random: seededRandom('test'),
    signal: new AbortController().signal,
    privileged: false,
  };
  return { context, out: () => utf8(out), err: () => utf8(err) };
}

function utf8(octets: string): string {
  return new TextDecoder().decode(Uint8Array.from(octets, (c) => c.charCodeAt(0)));
}
