/** A window's requests about the steps of the lab that is open, each to what answers it. */
import type { LabState } from '../../contract.ts';
import type { LabRefusal, LabRunner } from '../course/runner.ts';
import type { WallClock } from '../network/clock.ts';
import { refuse, type Refusal } from './refusal.ts';
import type { CheckedRequest } from './requests.ts';
import { typeSolution, whyNotTyped } from './show-solution.ts';
import type { World } from './world.ts';

type StepMethod = 'answer' | 'hint' | 'next' | 'predict' | 'report' | 'show' | 'solve';
type StepRequest = Extract<CheckedRequest, { method: `lab.${StepMethod}` }>;

export const NO_LAB_OPEN = 'No lab is open. Choose one first.';

export function answerLab(world: World, wall: WallClock, request: StepRequest): LabState | Refusal {
  const { runner } = world;
  if (!runner) return refuse('not-now', NO_LAB_OPEN);
  const refusal = asked(runner, world, wall, request);
  return refusal ? refuse('not-now', refusal.why) : runner.state();
}

function asked(
  runner: LabRunner,
  world: World,
  wall: WallClock,
  { method, params }: StepRequest,
): LabRefusal | null {
  switch (method) {
    case 'lab.answer':
      return runner.answer(params.step, params.check, params.value);
    case 'lab.report':
      return runner.report(params.findings);
    case 'lab.predict':
      return runner.predict(params.step, params.prediction, params.value);
    case 'lab.hint':
      return runner.hint(params.step);
    case 'lab.show':
      return runner.show(params.step);
    case 'lab.next':
      return runner.next();
    case 'lab.solve':
      return solve(runner, world, wall, params.step);
  }
}

function solve(runner: LabRunner, world: World, wall: WallClock, step: string): LabRefusal | null {
  const busy = whyNotTyped(world);
  if (busy !== null) return { kind: 'refused', why: busy };
  const shown = runner.showSolution(step);
  if ('kind' in shown) return shown;
  void typeSolution(world, shown.solution, wall);
  return null;
}
