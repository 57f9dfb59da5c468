/**
 * Proves a lab headless: before a step's solution every check fails, after it every check holds, and no wrong way
 * passes. Under each seed.
 */
import type { ContentSource } from '../course/content.ts';
import { readLabChanges, type LabChanges } from '../course/lab-changes.ts';
import { readLab, type Lab } from '../course/lab-folder.ts';
import { networkPath } from '../course/lab-network.ts';
import { readNetwork, type NetworkPlan } from '../course/network-file.ts';
import { planProblems } from '../course/plan-problems.ts';
import type { LabAction } from '../course/schema/actions.ts';
import { actionText } from '../course/step-state.ts';
import { diagnosticLines } from '../course/yaml-file.ts';
import type { WallClock } from '../network/clock.ts';
import { World } from './world.ts';

export interface LabReport {
  readonly lab: string;
  readonly seed: string;
  readonly stepsProven: number;
  readonly wrongWaysRefused: number;
  /** What does not hold, in words; empty when the lab is proven. */
  readonly problems: readonly string[];
}

export async function checkLab(
  content: ContentSource,
  folder: string,
  seeds: readonly string[],
  wall: WallClock,
): Promise<LabReport[]> {
  const played = readPlayed(content, folder);
  if ('problems' in played)
    return [{ lab: folder, seed: '', stepsProven: 0, wrongWaysRefused: 0, problems: played.problems }];
  const reports: LabReport[] = [];
  for (const seed of seeds) reports.push(await playLab(played, seed, wall));
  return reports;
}

/** A lab with all that it needs to be opened. */
export interface PlayedLab {
  readonly lab: Lab;
  readonly plan: NetworkPlan;
  readonly changes: LabChanges;
}

/** Reads a lab, its network and its changes; or what is wrong with them, in words. */
export function readPlayed(
  content: ContentSource,
  folder: string,
): PlayedLab | { readonly problems: readonly string[] } {
  const read = readLab(content, folder);
  if (!read.ok) return { problems: read.diagnostics.map(diagnosticLines) };
  const plan = readNetwork(content, networkPath(read.lab));
  if (!plan.ok) return { problems: plan.diagnostics.map(diagnosticLines) };
  const broken = planProblems(plan.value);
  if (broken.length > 0) return { problems: broken.map(({ title, detail }) => `${title}\n${detail}`) };
  const { changes, diagnostics } = readLabChanges(read.lab, plan.value, content);
  if (diagnostics.length > 0) return { problems: diagnostics.map(diagnosticLines) };
  return { lab: read.lab, plan: plan.value, changes };
}

async function playLab(played: PlayedLab, seed: string, wall: WallClock): Promise<LabReport> {
  const { lab } = played;
  const problems: string[] = [];
  let stepsProven = 0;
  let wrongWaysRefused = 0;
  const open = (): Promise<World> => World.open({ wall, ...played, seed, progress: null });
  const world = await open();
  for (const action of world.unprepared) problems.push(`prepare: "${action}" did not come to its end`);
  for (const [index, step] of lab.steps.entries()) {
    const say = (what: string): void => void problems.push(`step ${step.id}: ${what}`);
    for (const actions of step.wrong) {
      const other = await open();
      for (const before of lab.steps.slice(0, index)) {
        await playAll(other, before.solution);
        other.runner?.next();
      }
      await playAll(other, actions);
      if (other.runner?.state().steps[index]?.done)
        say(`a wrong way passes: ${actions.map(actionText).join('; ')}`);
      else wrongWaysRefused++;
      other.close();
    }
    for (const check of world.runner?.stepHolds() ?? []) {
      if (check.holds) say(`check "${check.id}" holds before anything was done`);
    }
    const stuck = await playAll(world, step.solution);
    if (stuck !== null) say(`"${stuck}" did not come to its end`);
    for (const check of world.runner?.stepHolds() ?? []) {
      if (!check.holds) say(`check "${check.id}" does not hold after the solution (${check.detail})`);
    }
    for (const { prediction, truth } of world.runner?.truths() ?? []) {
      if (truth === null) say(`prediction "${prediction.id}" has no truth after the solution`);
      else if (prediction.choices.length > 0 && !prediction.choices.includes(truth)) {
        say(`prediction "${prediction.id}" came out as "${truth}", which is none of its choices`);
      }
    }
    if (world.runner?.state().steps[index]?.done) stepsProven++;
    else break;
    world.runner.next();
  }
  world.close();
  return { lab: lab.id, seed, stepsProven, wrongWaysRefused, problems };
}

/** Plays actions one after another. Gives the first that did not come to its end, in words; null: all did. */
export async function playAll(world: World, actions: readonly LabAction[]): Promise<string | null> {
  let stuck: string | null = null;
  for (const action of actions) {
    if (!(await world.play(action))) stuck ??= actionText(action);
  }
  // Replies that are still under way are evidence too.
  await world.clock.runUntil(() => world.network.inFlight === 0, 60_000);
  return stuck;
}
