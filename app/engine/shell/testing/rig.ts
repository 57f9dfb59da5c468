/** A lab machine with a terminal and a few tools of its own, for tests. */
import { LabClock, type WallClock } from '../../network/clock.ts';
import { Journal } from '../../network/journal.ts';
import type { Host } from '../../network/transport.ts';
import { seededRandom } from '../../random.ts';
import type { ToolNet } from '../../tools/tool.ts';
import type { ToolEntry } from '../command.ts';
import type { Disk } from '../files.ts';
import { machineDisk } from '../machine-files.ts';
import { Terminal, type TerminalOptions } from '../terminal.ts';
import { TestScreen } from './screen.ts';

/** Wall time that passes only by itself: the lab clock is driven by the test. */
const wall: WallClock = {
  now: () => performance.now(),
  // The clock is never left to run here.
  setTimer: () => null,
  clearTimer: () => undefined,
  settle: () => new Promise((resolve) => setImmediate(resolve)),
};

/** Prints `hop 1` … `hop 3`, a lab second after each; `fail` exits with 9; `bytes` prints octets above 127. */
export const hop: ToolEntry = {
  summary: 'prints three hops',
  usage: 'hop [+slow] [@server]',
  options: ['+short', '+slow', '+trace', '-x'],
  wordsAfter: { '-t': ['MX', 'NS'] },
  capitals: ['MX', 'TXT'],
  arguments: 'names',
  examples: [{ line: 'hop +slow', what: 'three hops' }],
  manual: 'Hops.',
  tool: async (context) => {
    if (context.args[0] === 'fail') {
      context.out('out\n');
      context.err('hop: it failed\n');
      return 9;
    }
    if (context.args[0] === 'crash') throw new Error('a bug');
    if (context.args[0] === 'stdin') {
      context.out(`[${context.stdin}]\n`);
      return 0;
    }
    if (context.args[0] === 'file') {
      const found = await context.files.read(context.args[1] ?? '');
      context.out('kind' in found ? `${found.message}\n` : `${found.length} octets\n`);
      return 0;
    }
    for (let i = 1; i <= 3; i++) {
      context.out(`hop ${i}\n`);
      await context.sleep(1000);
    }
    return 0;
  },
};

export interface Rig {
  readonly terminal: Terminal;
  readonly clock: LabClock;
  readonly journal: Journal;
  readonly disk: Disk;
  readonly screen: TestScreen;
  /** Everything that `onOutput` gave. */
  readonly output: () => string;
  /** Feeds keys and lets lab time run until nothing more happens. */
  readonly type: (keys: string) => Promise<void>;
  /** Runs a line to its end as fast as the machine can; gives the exit status. */
  readonly run: (line: string) => Promise<number>;
  /** What a line prints, with LF line ends. */
  readonly printed: (line: string) => Promise<string>;
  readonly settle: () => Promise<void>;
}

export function rig(options: Partial<TerminalOptions> & { quota?: number } = {}): Rig {
  const clock = new LabClock(wall, Date.UTC(2026, 2, 7, 14, 0, 0));
  const journal = new Journal(clock);
  const disk =
    options.disk ??
    machineDisk({
      now: () => clock.now(),
      hostName: 'laptop',
      address: '127.53.0.2',
      users: ['student'],
      nameservers: ['127.53.0.53'],
      commands: ['hop'],
      ...(options.quota === undefined ? {} : { quota: options.quota }),
    });
  const terminal = new Terminal({
    id: 'laptop',
    title: 'student@laptop',
    user: 'student',
    // No tool here uses the network.
    host: { name: 'laptop', addresses: ['127.53.0.2'] } as unknown as Host,
    net: () => ({}) as ToolNet,
    clock,
    journal,
    random: seededRandom('terminal'),
    tools: new Map([['hop', hop]]),
    names: () => ['www.tiscali.co.uk', 'www.example.com', 'ns1.tiscali.co.uk'],
    ...options,
    disk,
  });
  const screen = new TestScreen(options.columns ?? 80, options.rows ?? 24);
  screen.write(terminal.scrollback);
  let output = '';
  terminal.onOutput = (text) => {
    output += text;
    screen.write(text);
  };
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 3; i++) await wall.settle();
  };
  const finish = async (): Promise<void> => {
    await terminal.prepare();
    for (let i = 0; i < 10_000; i++) {
      await settle();
      if (!terminal.busy) return;
      await clock.runUntil(() => !terminal.busy, 86_400_000);
    }
  };
  const run = async (line: string): Promise<number> => {
    const status = terminal.run(line);
    await finish();
    return status;
  };
  return {
    terminal,
    clock,
    journal,
    disk,
    screen,
    settle,
    run,
    output: () => output,
    type: async (keys) => {
      terminal.feed(keys);
      await finish();
    },
    printed: async (line) => {
      const before = journal.last;
      await run(line);
      const ends = journal
        .since(before)
        .filter((entry) => entry.kind === 'command' && entry.state === 'finished');
      return ends.map((entry) => ('output' in entry ? entry.output : '')).join('');
    },
  };
}
