/** The right answers to a lab's questions: the lab is played headless, from the same seed as in the window. */
import { join } from 'node:path';
import { readLabChanges } from '../../app/engine/course/lab-changes.ts';
import { readLabs, type Lab } from '../../app/engine/course/lab-folder.ts';
import { networkPath } from '../../app/engine/course/lab-network.ts';
import { readNetwork } from '../../app/engine/course/network-file.ts';
import { World } from '../../app/engine/session/world.ts';
import { contentFolder } from '../../app/hosts/content-folder.ts';
import { machineClock } from '../../app/hosts/wall-clock.ts';

const content = contentFolder(join(import.meta.dirname, '..', '..', 'labs'));

/** Those that can be read; the others are for `labs check` to tell of. */
export function wholeLabs(): Lab[] {
  return readLabs(content).flatMap((result) => (result.ok ? [result.lab] : []));
}

/** By step and check: `01-ask who`. */
export async function answersOf(lab: Lab): Promise<ReadonlyMap<string, string>> {
  const answers = new Map<string, string>();
  const asks = lab.steps.some(({ solution }) => solution.some((action) => 'answer' in action));
  const plan = readNetwork(content, networkPath(lab));
  if (!asks || !plan.ok) return answers;
  const { changes } = readLabChanges(lab, plan.value, content);
  const world = await World.open({
    wall: machineClock,
    plan: plan.value,
    lab,
    seed: lab.seed,
    progress: null,
    changes,
  });
  for (const step of lab.steps) {
    for (const action of step.solution) {
      if ('answer' in action) {
        const right = action.value ?? world.runner?.rightAnswer(action.answer) ?? '';
        answers.set(`${step.id} ${action.answer}`, right);
      }
      await world.play(action);
    }
    await world.clock.runUntil(() => world.network.inFlight === 0, 60_000);
    world.runner?.next();
  }
  world.close();
  return answers;
}
