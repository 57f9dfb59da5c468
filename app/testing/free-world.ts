/** The lab Internet as free play has it, for tests of what goes on inside: no window, no real programs. */
import { join } from 'node:path';
import { readNetwork } from '../engine/course/network-file.ts';
import { World } from '../engine/session/world.ts';
import { contentFolder } from '../hosts/content-folder.ts';
import { machineClock } from '../hosts/wall-clock.ts';

/** The files of `labs/`. */
export const content = contentFolder(join(import.meta.dirname, '../../labs'));

/** The machine's own time. */
export const wall = machineClock;

/** Whoever opens it closes it. `network`: a file below `labs/`. */
export function openWorld(seed: string, network = 'networks/internet.yaml'): Promise<World> {
  const plan = readNetwork(content, network);
  if (!plan.ok) throw new Error(JSON.stringify(plan.diagnostics));
  return World.open({ wall, plan: plan.value, lab: null, seed, progress: null });
}

/** Runs a line in a terminal to its end, the lab's clock as fast as it goes; gives what it printed, and its exit status. */
export async function ran(world: World, terminal: string, line: string): Promise<readonly [string, number]> {
  const before = world.journal.last;
  await world.play({ run: line, terminal });
  for (const entry of world.journal.since(before))
    if (entry.kind === 'command' && entry.state === 'finished') return [entry.output, entry.exitCode];
  throw new Error(`${line} did not end`);
}
