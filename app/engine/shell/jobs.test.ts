import { expect, it } from 'vitest';
import type { ToolEntry } from './command.ts';
import { rig, type Rig } from './testing/rig.ts';

/** Prints a line each lab second until it is stopped. */
const ticks: ToolEntry = {
  summary: 'prints ticks',
  tool: async (context) => {
    for (let i = 1; i <= Number(context.args[0] ?? 99) && !context.signal.aborted; i++) {
      context.out(`tick ${i}\n`);
      await context.sleep(1000).catch(() => undefined);
    }
    return context.args[0] === '1' ? 4 : 0;
  },
};

/** A machine that numbers its processes, and has a way to stop them. */
function machine(): Rig & { readonly stops: Map<number, () => void> } {
  const stops = new Map<number, () => void>();
  let next = 1200;
  const r = rig({
    tools: new Map([['ticks', ticks]]),
    begin: (_name, _args, stop) => {
      const pid = next++;
      stops.set(pid, stop);
      return { pid, net: () => ({}) as never, end: () => undefined };
    },
  });
  return { ...r, stops };
}

async function pass(r: Rig, milliseconds: number): Promise<void> {
  await r.clock.runUntil(() => false, milliseconds);
  for (let i = 0; i < 4; i++) await r.settle();
}

it('a tool with & behind it runs beside the prompt, prints above what is typed, and is told of when it ends', async () => {
  const r = machine();
  await r.run('ticks 2 &');
  expect(r.screen.lines.slice(1, 3)).toEqual(['[1] 1200', 'tick 1']);
  expect(await r.printed('jobs')).toBe('[1]+  Running                 ticks 2 &\n');
  await r.type('echo ha');
  await pass(r, 1100);
  expect(r.screen.lines.slice(-2)).toEqual(['tick 2', 'student@laptop:~$ echo ha']);
  await pass(r, 1100);
  await r.type('lf\r');
  expect(r.screen.lines.slice(-3)).toEqual([
    expect.stringContaining('half'),
    '[1]+  Done                    ticks 2',
    'student@laptop:~$',
  ]);
  expect(await r.printed('jobs')).toBe('');
});

it('its output may go into a file; its exit status is told', async () => {
  const r = machine();
  await r.run('ticks 1 > f &');
  await pass(r, 1500);
  expect(await r.printed('cat f')).toBe('tick 1\n');
  expect(r.screen.lines.at(-2)).toBe('[1]+  Exit 4                  ticks 1 > f');
});

it('fg brings it back, where Ctrl-C ends it', async () => {
  const r = machine();
  await r.run('ticks &');
  r.terminal.feed('fg\r');
  for (let i = 0; i < 4; i++) await r.settle();
  expect(r.screen.lines.at(-1)).toBe('ticks');
  expect(r.terminal.busy).toBe(true);
  r.terminal.feed('\x03');
  for (let i = 0; i < 6; i++) await r.settle();
  expect(r.terminal.busy).toBe(false);
  expect(await r.printed('jobs; fg; echo $?')).toBe('bash: fg: current: no such job\n1\n');
});

it('a signal that ends it is told, and closing the terminal ends all', async () => {
  const r = machine();
  await r.run('ticks &');
  r.stops.get(1200)?.();
  for (let i = 0; i < 4; i++) await r.settle();
  await r.run('true');
  expect(r.screen.lines.at(-2)).toBe('[1]+  Terminated              ticks');
  await r.run('ticks &');
  r.terminal.dispose();
  const before = r.output();
  await pass(r, 5000);
  expect(r.output()).toBe(before);
});
