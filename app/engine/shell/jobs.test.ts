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

it('its errors may go into the same file, and what was printed stays when it is stopped', async () => {
  const r = machine();
  for (const line of ['ticks > f 2>&1 &', 'ticks &> f &']) {
    await r.run(line);
    await pass(r, 1500);
    await r.run('kill %1');
    r.stops.get(Math.max(...r.stops.keys()))?.();
    await pass(r, 1);
    expect(await r.printed('cat f')).toBe('tick 1\ntick 2\n');
  }
  await r.run('ticks 1 >> f 2>&1');
  expect(await r.printed('cat f')).toBe('tick 1\ntick 2\ntick 1\n');
});

it('a loop, a pipeline and a list run beside the prompt too', async () => {
  const r = machine();
  await r.run('n=5; for i in 1 2; do sleep 1; echo $n $i; done &');
  expect(r.screen.lines.slice(1)).toEqual(['[1] 1200', 'student@laptop:~$']);
  expect(await r.printed('jobs; echo $! $?')).toBe(
    '[1]+  Running                 for i in 1 2; do sleep 1; echo $n $i; done &\n1200 0\n',
  );
  await r.run('n=6');
  await pass(r, 2100);
  // As it was when it began.
  expect(r.output()).toContain('5 1\r\n');
  await r.run('true');
  expect(r.screen.lines.at(-2)).toBe(
    '[1]+  Done                    for i in 1 2; do sleep 1; echo $n $i; done',
  );
  await r.run('ticks 2 | grep -c tick > f & sleep 1 && false &');
  await pass(r, 2500);
  expect(await r.printed('cat f')).toBe('2\n');
  expect(r.output()).toContain('[1]-  Done                    ticks 2 | grep -c tick > f\r\n');
  expect(r.output()).toContain('[2]+  Exit 1                  sleep 1 && false\r\n');
});

it('what it changes stays in it; kill ends all of it', async () => {
  const r = machine();
  await r.run('{ cd /etc; x=1; while true; do sleep 1; echo on; done; } &');
  await pass(r, 1500);
  expect(await r.printed('pwd; echo "[$x]"')).toBe('/home/student\n[]\n');
  r.stops.get(1200)?.();
  await pass(r, 1);
  const before = r.output();
  await pass(r, 5000);
  expect(r.output()).toBe(before);
  await r.run('true');
  expect(r.output()).toContain('[1]+  Terminated              { cd /etc; x=1;');
});

it('wait waits for all of them, for one, or for the next', async () => {
  const r = machine();
  const at = r.clock.now();
  expect(await r.printed('sleep 2 & sleep 5 & wait; echo $?')).toBe(
    '[1] 1200\n[2] 1201\n[1]-  Done                    sleep 2\n[2]+  Done                    sleep 5\n0\n',
  );
  expect(r.clock.now() - at).toBeGreaterThanOrEqual(5000);
  expect(await r.printed('(sleep 1; exit 4) & wait $!; echo $?')).toMatch(/^\[1\] 1203\n.*Exit 4.*\n4\n$/);
  expect(await r.printed('wait 1203; echo $?')).toBe('4\n');
  expect(await r.printed('(sleep 9; exit 3) & (sleep 1; exit 5) & wait -n; echo $?')).toMatch(/\n5\n$/);
  expect(await r.printed('wait %7; echo $?')).toBe('bash: wait: %7: no such job\n127\n');
  expect(await r.printed('wait 99; echo $?')).toBe('bash: wait: pid 99 is not a child of this shell\n127\n');
  expect(await r.printed('wait a; echo $?')).toBe("bash: wait: `a': not a pid or valid job spec\n1\n");
});

it('Ctrl-C ends the waiting, not what is waited for', async () => {
  const r = machine();
  await r.run('sleep 60 &');
  r.terminal.feed('wait\r');
  for (let i = 0; i < 6; i++) await r.settle();
  r.terminal.feed('\x03');
  for (let i = 0; i < 6; i++) await r.settle();
  expect(await r.printed('echo $?; jobs')).toBe('130\n[1]+  Running                 sleep 60 &\n');
});

it('$? after Ctrl-C is 130, or what a tool says that sums up first', async () => {
  const summing: ToolEntry = { ...ticks, endsItself: true };
  const r = rig({
    tools: new Map([
      ['ticks', ticks],
      ['summing', summing],
    ]),
  });
  const statusOf = async (line: string): Promise<string> => {
    r.terminal.feed(`${line}\r`);
    for (let i = 0; i < 6; i++) await r.settle();
    r.terminal.feed('\x03');
    for (let i = 0; i < 6; i++) await r.settle();
    return r.printed('echo $?');
  };
  expect(await statusOf('ticks')).toBe('130\n');
  expect(await statusOf('summing; echo not')).toBe('0\n');
  expect(await statusOf('summing | grep x')).toBe('130\n');
  expect(await statusOf('while true; do sleep 1; done')).toBe('130\n');
});
