/** Does one action of a lab in a world, as fast as the machine can: solutions, preparations, wrong ways. */
import type { LabAction } from '../course/schema/actions.ts';
import { blamedHosts } from '../course/schema/secret.ts';
import type { Finding, SecretKeeper } from '../course/secret.ts';
import { durationMs } from '../course/duration.ts';
import type { WallClock } from '../network/clock.ts';
import type { Terminal } from '../shell/terminal.ts';
import { isDiskProblem } from '../shell/files.ts';
import type { World } from './world.ts';

/** Lab time that one action may take. */
const ACTION_LIMIT_MS = 3_600_000;
/** Wall time after which an action that does not end is given up. */
const ACTION_WALL_MS = 20_000;

/** False when it did not come to its end, or could not be done. */
export async function playAction(world: World, action: LabAction, wall: WallClock): Promise<boolean> {
  if ('jump' in action) {
    await world.clock.jump(durationMs(action.jump));
    return true;
  }
  if ('run' in action) {
    const terminal = world.terminals.get(action.terminal);
    return terminal ? runLine(world, terminal, action.run, wall) : false;
  }
  if ('edit' in action || 'save' in action) return saveFile(world, action);
  if ('report' in action) return report(world, action.report, wall);
  return inGuide(world, action);
}

async function runLine(world: World, terminal: Terminal, line: string, wall: WallClock): Promise<boolean> {
  terminal.run(line);
  const labEnd = world.clock.now() + ACTION_LIMIT_MS;
  const wallEnd = wall.now() + ACTION_WALL_MS;
  // The shell may wait for the machine (its code is loaded with the first command), where no lab time passes.
  while (terminal.busy && world.clock.now() < labEnd && wall.now() < wallEnd) {
    await world.clock.runUntil(() => !terminal.busy, labEnd - world.clock.now());
    if (terminal.busy) await wall.settle();
  }
  return !terminal.busy;
}

/** The text that a file has after the action; null where it cannot be done: what is to be replaced is not there, or not once. */
function textAfter(
  world: World,
  action: Extract<LabAction, { edit: string } | { save: string }>,
): { readonly path: string; readonly text: string } | null {
  if ('save' in action) return { path: action.save, text: action.text };
  const octets = world.diskOfTerminal(action.terminal)?.read(action.edit);
  if (octets === undefined || isDiskProblem(octets)) return null;
  const pieces = new TextDecoder().decode(octets).split(action.find);
  return pieces.length === 2 ? { path: action.edit, text: pieces.join(action.put) } : null;
}

/** As the Files pane does it, with root's rights. */
function saveFile(world: World, action: Extract<LabAction, { edit: string } | { save: string }>): boolean {
  const after = textAfter(world, action);
  const disk = world.diskOfTerminal(action.terminal);
  if (after === null || disk === null) return false;
  return disk.write(after.path, new TextEncoder().encode(after.text)) === null;
}

/** Without a runner (a finished step is played again) there is nothing to answer. */
function inGuide(
  world: World,
  action: Extract<LabAction, { answer: string } | { predict: string }>,
): boolean {
  const { runner } = world;
  if (!runner) return true;
  const step = runner.lab.steps[runner.reached]?.id ?? '';
  if ('predict' in action) return runner.predict(step, action.predict, action.value) === null;
  const value = action.value ?? runner.rightAnswer(action.answer);
  return value !== null && runner.answer(step, action.answer, value) === null;
}

type ReportKind = Extract<LabAction, { report: string }>['report'];

async function report(world: World, kind: ReportKind, wall: WallClock): Promise<boolean> {
  const { secret, runner } = world;
  if (!secret) return false;
  for (const fault of secret.picked)
    for (const action of fault.solution) if (!(await playAction(world, action, wall))) return false;
  await world.clock.runUntil(() => world.network.inFlight === 0, ACTION_LIMIT_MS);
  if (!runner) return true;
  const findings = findingsOf(secret, kind);
  return findings !== null && runner.report(findings) === null;
}

/** The right report, or one that is wrong in its first line. Null where there is no evidence to give. */
export function findingsOf(secret: SecretKeeper, kind: ReportKind): Finding[] | null {
  const findings: Finding[] = [];
  for (const fault of secret.picked) {
    const evidence = secret.evidenceOf(fault);
    if (evidence === null) return null;
    findings.push({
      server: blamedHosts(fault)[0] as string,
      kind: fault.kind,
      cure: fault.cure ?? '',
      evidence,
    });
  }
  const { servers, kinds, cures } = secret.state();
  const [first, ...rest] = findings;
  if (!first || kind === 'right') return findings;
  const blamed = secret.picked.flatMap(blamedHosts);
  const other = (words: readonly string[], word: string): string => words.find((one) => one !== word) ?? '';
  const ids = (choices: readonly { readonly id: string }[]): string[] => choices.map(({ id }) => id);
  switch (kind) {
    case 'wrong-server':
      return [{ ...first, server: servers.find((one) => !blamed.includes(one)) ?? '' }, ...rest];
    case 'wrong-fault':
      return [{ ...first, kind: other(ids(kinds), first.kind) }, ...rest];
    case 'wrong-cure':
      return [{ ...first, cure: other(ids(cures), first.cure) }, ...rest];
    case 'wrong-evidence': {
      const evidence = secret.otherPacket();
      return evidence && [{ ...first, evidence }, ...rest];
    }
  }
}
