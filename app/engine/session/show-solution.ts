/** "Show me": types a step's solution into the terminal at reading speed, and moves the clock where it says so. */
import type { LabAction } from '../course/schema/actions.ts';
import type { WallClock } from '../network/clock.ts';
import { findingsOf } from './play-action.ts';
import type { World } from './world.ts';

const KEY_MS = 28;
const PAUSE_MS = 700;

/** Ctrl-E, Ctrl-U: what the student has begun to type goes, wherever the cursor stands. */
const EMPTY_LINE = '\x05\x15';

const typing = new WeakSet<World>();

/** Why a solution cannot be typed just now, as a sentence; null when it can. */
export function whyNotTyped(world: World): string | null {
  if (typing.has(world)) return 'The solution is being typed already.';
  for (const terminal of world.terminals.values()) {
    if (terminal.busy)
      return 'A command is still running in the terminal. Wait for it, or stop it with Ctrl-C.';
  }
  return null;
}

export async function typeSolution(
  world: World,
  actions: readonly LabAction[],
  wall: WallClock,
): Promise<void> {
  typing.add(world);
  try {
    await typeAll(world, actions, wall);
  } finally {
    typing.delete(world);
  }
}

async function typeAll(world: World, actions: readonly LabAction[], wall: WallClock): Promise<void> {
  const wait = (milliseconds: number): Promise<void> =>
    new Promise((done) => void wall.setTimer(done, milliseconds));
  if (world.clock.mode.kind === 'paused') world.clock.run(1);
  for (const action of actions) {
    if (world.closed) return;
    if ('run' in action) await typeLine(world, action, wait);
    else if ('report' in action) await typeReport(world, action, wall, wait);
    else {
      if ('edit' in action || 'save' in action) openFile(world, action);
      await wait(PAUSE_MS);
      if (!world.closed) await world.play(action);
    }
    await wait(PAUSE_MS);
  }
}

type Wait = (milliseconds: number) => Promise<void>;

async function typeLine(
  world: World,
  action: Extract<LabAction, { run: string }>,
  wait: Wait,
): Promise<void> {
  const terminal = world.terminals.get(action.terminal);
  if (!terminal) return;
  for (const key of [EMPTY_LINE, ...action.run]) {
    if (world.closed) return;
    world.clock.sync();
    terminal.feed(key);
    await wait(KEY_MS);
  }
  world.clock.sync();
  terminal.feed('\r');
  await finished(world, action.terminal);
}

/** What brings the faults to light is typed; then the report is handed in. */
async function typeReport(
  world: World,
  { report }: Extract<LabAction, { report: string }>,
  wall: WallClock,
  wait: Wait,
): Promise<void> {
  for (const fault of world.secret?.picked ?? []) await typeAll(world, fault.solution, wall);
  await wait(PAUSE_MS);
  const findings = world.secret && findingsOf(world.secret, report);
  if (findings && !world.closed) world.runner?.report(findings);
}

/** The file is seen before it changes. */
function openFile(world: World, action: Extract<LabAction, { edit: string } | { save: string }>): void {
  const path = 'edit' in action ? action.edit : action.save;
  world.onEdit?.(action.terminal, { path, line: null, user: 'root' });
}

function finished(world: World, terminalId: string): Promise<void> {
  const terminal = world.terminals.get(terminalId);
  if (!terminal?.busy) return Promise.resolve();
  return new Promise((done) => {
    const stop = world.journal.subscribe((entry) => {
      const over = entry.kind === 'command' && entry.terminal === terminalId && entry.state === 'finished';
      if (!over && !world.closed) return;
      stop();
      done();
    });
  });
}
