/** Progress as CSV (RFC 4180): a line for each step that was begun, of each student and lab. */
import { answerFits } from '../course/forms.ts';
import type { Lab, LabResult } from '../course/lab-folder.ts';
import type { StepProgress } from '../course/lab-progress.ts';
import { StepRun } from '../course/step-run.ts';
import type { SavedProgress } from './progress.ts';

const HEAD = [
  'student',
  'lab',
  'lab title',
  'step',
  'step title',
  'done',
  'stars',
  'hints',
  'solution shown',
  'predictions made',
  'predictions right',
  'wrong answers',
  'wrong reports',
  'seconds',
  'secret',
];

export function progressCsv(progress: SavedProgress, labs: readonly LabResult[]): string {
  const known = new Map(labs.flatMap((one) => (one.ok ? [[one.lab.id, one.lab] as const] : [])));
  const rows = Object.entries(progress.students).flatMap(([student, { labs: begun }]) =>
    Object.entries(begun).flatMap(([id, { steps, reached, seed = '' }]) =>
      steps
        .slice(0, reached + 1)
        .map((step, index) => [student, id, ...stepCells(step, index, known.get(id)), seed]),
    ),
  );
  return [HEAD, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function stepCells(progress: StepProgress, index: number, lab: Lab | undefined): (string | number)[] {
  const step = lab?.steps[index];
  const made = Object.entries(progress.predictions);
  const right = made.filter(([id, { value, truth }]) => {
    const asked = step?.predictions.find((prediction) => prediction.id === id);
    return asked !== undefined && truth !== null && answerFits(asked, value, truth);
  });
  const wrong = Object.values(progress.answers ?? {}).reduce(
    (sum, { wrong: given }) => sum + given.length,
    0,
  );
  return [
    lab?.title ?? '',
    index + 1,
    step?.title ?? '',
    progress.done ? 'yes' : 'no',
    step ? new StepRun(step, progress).stars : '',
    progress.hints,
    progress.solutionShown ? 'yes' : 'no',
    made.length,
    right.length,
    wrong,
    progress.wrongReports ?? 0,
    progress.seconds ?? 0,
  ];
}

function cell(value: string | number): string {
  // A spreadsheet must not take a name for a formula.
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
