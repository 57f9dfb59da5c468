/** What is wrong with a lab's files although each field is right: names that name nothing, patterns that may not be used. */
import type { LabFile, StepFile } from './lab-file.ts';
import { nearest } from './nearest.ts';
import { blamedHosts } from './schema/secret.ts';
import { durationMs } from './duration.ts';
import { patternProblem } from './text-patterns.ts';
import { typeOf } from './match.ts';

export interface FileProblem {
  readonly message: string;
  readonly hint: string;
}

export function labProblems(lab: LabFile): FileProblem[] {
  const problems: FileProblem[] = [];
  const { secret } = lab;
  const known = (list: readonly { readonly id: string }[]): string[] => list.map(({ id }) => id);
  const seen = new Set<string>();
  for (const fault of secret?.faults ?? []) {
    const say = (what: string, word: string, words: readonly string[]): void => {
      if (!words.includes(word))
        problems.push({
          message: `secret fault "${fault.id}": no such ${what} "${word}"`,
          ...meant(word, words),
        });
    };
    if (seen.has(fault.id))
      problems.push({ message: `two secret faults are called "${fault.id}"`, hint: '' });
    seen.add(fault.id);
    say('kind', fault.kind, known(secret?.kinds ?? []));
    if (fault.cure !== undefined) say('cure', fault.cure, known(secret?.cures ?? []));
    for (const server of blamedHosts(fault)) if (secret?.servers) say('server', server, secret.servers);
  }
  if (secret && secret.pick > secret.faults.length)
    problems.push({
      message: `secret: ${secret.pick} faults are to be picked of ${secret.faults.length}`,
      hint: '',
    });
  for (const graph of lab.graphs)
    for (const text of [graph.every, ...(graph.of === 'load' ? [graph.changes] : [])])
      if (durationMs(text) === 0)
        problems.push({ message: `"${text}" is no duration`, hint: 'For instance 10m.' });
  problems.push(...wordProblems(lab));
  return problems;
}

/** `after`, `when` and answers must name a check of the same step; what needs a secret must be in a lab that has one. */
export function stepProblems(step: StepFile, lab: LabFile): FileProblem[] {
  const problems: FileProblem[] = [];
  const known: string[] = [];
  const say = (message: string, word: string, words: readonly string[]): void =>
    void problems.push({ message, ...meant(word, words) });
  for (const { id, after, of } of step.checks) {
    if (known.includes(id)) problems.push({ message: `two checks are called "${id}"`, hint: '' });
    if (after !== undefined && !known.includes(after))
      say(`check "${id}" comes after "${after}", which is no earlier check of this step`, after, known);
    if (of === 'not' && after === undefined)
      problems.push({
        message: `check "${id}" says only what must not be: it would hold from the start`,
        hint: 'Give it an "after", or put it in an "all".',
      });
    if (of === 'report' && lab.secret === undefined)
      problems.push({ message: `check "${id}" is a report, but the lab has no secret`, hint: '' });
    known.push(id);
  }
  for (const { id, when } of step.predictions)
    if (when !== undefined && !known.includes(when))
      say(`prediction "${id}" waits for "${when}", which is no check of this step`, when, known);
  const answers = step.checks.filter(({ of }) => of === 'answer').map(({ id }) => id);
  const predictions = step.predictions.map(({ id }) => id);
  for (const action of [...step.solution, ...step.wrong.flat()]) {
    if ('answer' in action && !answers.includes(action.answer))
      say(`"answer: ${action.answer}" answers no question of this step`, action.answer, answers);
    if ('predict' in action && !predictions.includes(action.predict))
      say(`"predict: ${action.predict}" is no prediction of this step`, action.predict, predictions);
    if ('report' in action && lab.secret === undefined)
      problems.push({ message: 'a report is handed in, but the lab has no secret', hint: '' });
  }
  problems.push(...wordProblems(step));
  return problems;
}

/** Patterns that may not be used, and types that there are not, wherever they stand. */
function wordProblems(value: unknown): FileProblem[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]): FileProblem[] => {
    if (key === 'matches' && typeof inner === 'string') {
      const problem = patternProblem(inner);
      return problem === null ? [] : [{ message: `matches: ${problem}: ${inner}`, hint: '' }];
    }
    if ((key === 'qtype' || key === 'type') && typeof inner === 'string' && typeOf(inner) === null)
      return [
        { message: `${key}: "${inner}" is no type of records`, hint: 'For instance A, NS, MX, TYPE65.' },
      ];
    return wordProblems(inner);
  });
}

function meant(word: string, words: readonly string[]): { readonly hint: string } {
  const known = nearest(word, words);
  return { hint: known === null ? '' : `Is "${known}" meant?` };
}
