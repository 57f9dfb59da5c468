import { describe, expect, it } from 'vitest';
import type { ToolEntry } from './command.ts';
import { lineFilter } from './line-filters.ts';
import { rig, type Rig } from './testing/rig.ts';

/** Prints `tick 1`, `tick 2`, …, a line each lab second, for ever; when stopped, a last word. */
const ticks: ToolEntry = {
  summary: 'prints ticks',
  tool: async (context) => {
    context.err('ticking\n');
    for (let i = 1; !context.signal.aborted; i++) {
      context.out(`tick ${i}\n`);
      await context.sleep(1000).catch(() => undefined);
    }
    context.out('the end\n');
    return 3;
  },
};

const machine = (): Rig => rig({ tools: new Map([['ticks', ticks]]) });

/** Starts a line, lets some lab time go by, gives what is printed so far. */
async function after(r: Rig, line: string, milliseconds: number): Promise<string[]> {
  await r.terminal.prepare();
  r.terminal.feed(`${line}\r`);
  for (let i = 0; i < 4; i++) await r.settle();
  await r.clock.runUntil(() => false, milliseconds);
  for (let i = 0; i < 4; i++) await r.settle();
  return r.screen.lines.slice(1);
}

describe('a pipeline that begins with a tool', () => {
  it('prints each line as it comes, through filters that look at lines', async () => {
    const r = machine();
    const lines = await after(r, 'ticks | grep --line-buffered -n tick | cut -d" " -f2', 2500);
    expect(lines).toEqual(['ticking', '1', '2', '3']);
    expect(r.terminal.busy).toBe(true);
    r.terminal.feed('\x03');
    await r.settle();
    expect(r.terminal.busy).toBe(false);
    expect(r.screen.lines.at(-1)).toContain('$');
  });

  it('ends when its last command has had enough', async () => {
    const r = machine();
    expect(await r.printed('ticks 2>/dev/null | head -n 2; echo $?')).toBe('tick 1\ntick 2\n0\n');
  });

  it('gives what needs all of its input at the end, and the last status', async () => {
    const { printed } = rig();
    expect(await printed('hop | wc -l')).toBe('3\n');
    expect(await printed('hop | sort -r | head -1')).toBe('hop 3\n');
    expect(await printed('hop | grep nothing; echo $?')).toBe('1\n');
    expect(await printed('hop fail 2>/dev/null | cat; echo $?')).toBe('out\n0\n');
    expect(await printed('set -o pipefail; hop fail | cat >/dev/null; echo $?')).toBe('hop: it failed\n9\n');
  });

  it('sends standard error where it is told to', async () => {
    const { printed } = rig();
    expect(await printed('hop fail 2>/dev/null | cat')).toBe('out\n');
    expect(await printed('hop fail 2>&1 | grep -c .')).toBe('2\n');
    expect(await printed('hop fail |& grep -c .')).toBe('2\n');
  });

  it('writes what it prints to files: >, >> and tee', async () => {
    const { printed } = rig();
    await printed('hop | grep 1 > f; hop | grep 2 >> f');
    expect(await printed('cat f')).toBe('hop 1\nhop 2\n');
    expect(await printed('hop | tee a b | grep -c .; cat a b | wc -l')).toBe('3\n6\n');
    expect(await printed('hop | tee /nowhere/x | wc -l')).toBe(
      'tee: /nowhere/x: No such file or directory\n3\n',
    );
  });

  it('counts lines on where they come in portions', async () => {
    expect(await rig().printed('hop | grep -n [23]')).toBe('2:hop 2\n3:hop 3\n');
  });

  it('names a command that is not there', async () => {
    expect(await rig().printed('hop | nosuch; echo $?')).toBe('bash: nosuch: command not found\n127\n');
  });
});

describe('a tool whose output goes into a file', () => {
  it('keeps what was printed when Ctrl-C ends it', async () => {
    const r = machine();
    await after(r, 'ticks > f', 1500);
    r.terminal.feed('\x03');
    for (let i = 0; i < 4; i++) await r.settle();
    expect(await r.printed('cat f')).toBe('tick 1\ntick 2\nthe end\n');
  });

  it('is not run where the file cannot be written', async () => {
    expect(await rig().printed('hop > /nowhere/f; echo $?')).toBe(
      'bash: /nowhere/f: No such file or directory\n1\n',
    );
  });

  it('adds to a file once', async () => {
    const { printed } = rig();
    expect(await printed('hop >> f; hop >> f; wc -l < f')).toBe('6\n');
  });
});

describe('timeout', () => {
  it('ends a tool, and what it printed stays', async () => {
    const { printed } = machine();
    expect(await printed('timeout 1.5 ticks; echo $?')).toBe('ticking\ntick 1\ntick 2\nthe end\n124\n');
    expect(await printed('timeout 1 nosuch; echo $?')).toBe(
      'timeout: failed to run command ‘nosuch’: No such file or directory\n127\n',
    );
  });
});

describe('a filter', () => {
  const parts = {
    run: async () => ({ stdout: '', stderr: '', exitCode: 0 }),
    err: () => undefined,
  };
  it.each([
    ['grep', ['-i', 'x'], true],
    ['grep', ['-A1', 'x'], false],
    ['grep', ['-c', 'x'], false],
    ['grep', ['x', 'file'], false],
    ['sed', ['s/a/b/g'], true],
    ['sed', ['-n', '/x/p'], true],
    ['sed', ['2d'], false],
    ['sed', ['$d'], false],
    ['sed', ['s/a/b/;2d'], false],
    ['awk', ['{print $2}'], true],
    ['awk', ['-F:', '/x=1/ {print $1}'], true],
    ['awk', ['{n++} END {print n}'], false],
    ['awk', ['NR==2'], false],
    ['cut', ['-d', ' ', '-f1'], true],
    ['cut', ['-f1', 'file'], false],
    ['tr', ['a-z', 'A-Z'], true],
    ['tr', ['-s', ' '], false],
    ['head', ['-3'], true],
    ['head', ['-c', '3'], false],
    ['wc', ['-l'], false],
  ] as const)('%s %j takes lines as they come: %s', (name, args, takes) => {
    expect(lineFilter(name, [...args], parts) !== null).toBe(takes);
  });
});
