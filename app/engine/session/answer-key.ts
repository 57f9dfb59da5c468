/** The right answers to a lab's questions, for who teaches it: reckoned by playing its solution. */
import { blamedHosts } from '../course/schema/secret.ts';
import type { WallClock } from '../network/clock.ts';
import { playAll, type PlayedLab } from './play.ts';
import { World } from './world.ts';

export interface KeyedAnswer {
  readonly step: string;
  readonly check: string;
  readonly question: string;
  /** Empty where the solution brings nothing to light that would tell. */
  readonly answer: string;
}

/** Under another seed the answers, and the faults of a secret lab, may be others. */
export async function answerKey(
  played: PlayedLab,
  seed: string,
  wall: WallClock,
): Promise<readonly KeyedAnswer[]> {
  const key: KeyedAnswer[] = [];
  const world = await World.open({ wall, ...played, seed, progress: null });
  for (const step of played.lab.steps) {
    for (const action of step.solution) {
      const check = 'answer' in action && step.checks.find(({ id }) => id === action.answer);
      if (check && check.of === 'answer') {
        const answer = world.runner?.rightAnswer(check.id) ?? '';
        key.push({ step: step.id, check: check.id, question: check.question, answer });
      }
      await playAll(world, [action]);
      const report = 'report' in action && step.checks.find(({ of }) => of === 'report');
      if (report) key.push(...secretLines(world, step.id, report.id));
    }
    world.runner?.next();
  }
  world.close();
  return key;
}

/** A line for each fault: who is to blame, for what, and what helps. */
function secretLines({ secret }: World, step: string, check: string): KeyedAnswer[] {
  if (secret === null) return [];
  const { kinds, cures } = secret.state();
  const titled = (choices: typeof kinds, id: string | undefined): string =>
    choices.find((choice) => choice.id === id)?.title ?? '';
  return secret.picked.map((fault, index) => ({
    step,
    check,
    question: secret.picked.length > 1 ? `Fault ${index + 1} of the report` : 'The fault of the report',
    answer: [blamedHosts(fault).join(' or '), titled(kinds, fault.kind), titled(cures, fault.cure)]
      .filter((part) => part !== '')
      .join('; '),
  }));
}
