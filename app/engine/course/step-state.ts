/** What the window sees of a step. */
import type { LabStepState, PredictionState, QuestionState } from '../../contract.ts';
import { answerFits, choicesOf, formOf } from './forms.ts';
import type { LabAction } from './schema/actions.ts';
import type { AnswerCheck, LabCheck } from './schema/checks.ts';
import type { LabPrediction } from './lab-file.ts';
import type { StepRun } from './step-run.ts';

export function stepState(run: StepRun): LabStepState {
  const { step } = run;
  return {
    id: step.id,
    title: step.title,
    text: step.text,
    predictions: step.predictions.map((prediction) => predictionState(run, prediction)),
    checks: step.checks.map((check) => ({
      id: check.id,
      title: check.title,
      holds: run.done || run.held.has(check.id),
      detail: detailOf(run, check),
      question: check.of === 'answer' ? questionState(run, check) : null,
    })),
    hintsShown: step.hints.slice(0, run.hints),
    hintsLeft: step.hints.length - run.hints,
    solutionShown: run.solutionShown,
    solution: run.solutionShown ? step.solution.map(actionText) : [],
    reports: step.checks.some(({ of }) => of === 'report'),
    stars: run.stars,
    done: run.done,
    closing: run.done ? step.closing : '',
  };
}

/** One action of a solution, for people. */
export function actionText(action: LabAction): string {
  if ('run' in action) return action.run;
  if ('jump' in action) return `clock: +${action.jump}`;
  if ('edit' in action) return `${action.edit}: "${action.find.trim()}" becomes "${action.put.trim()}"`;
  if ('save' in action) return `${action.save}: saved anew`;
  if ('answer' in action)
    return `answer: ${action.answer}${action.value === undefined ? '' : ` = ${action.value}`}`;
  if ('predict' in action) return `predict: ${action.predict} = ${action.value}`;
  return `report: ${action.report}`;
}

function questionState(run: StepRun, check: AnswerCheck): QuestionState {
  const given = run.answers.get(check.id);
  return {
    question: check.question,
    form: formOf(check),
    choices: choicesOf(check),
    value: given?.value ?? null,
    wrong: given?.wrong ?? [],
  };
}

function detailOf(run: StepRun, check: LabCheck): string {
  if (run.done && !run.held.has(check.id)) return '';
  const { after } = check;
  if (after === undefined || run.held.has(after)) return run.running.get(check.id)?.detail ?? '';
  const before = run.step.checks.find((other) => other.id === after);
  return `comes after: ${before?.title ?? after}`;
}

function predictionState(run: StepRun, prediction: LabPrediction): PredictionState {
  const made = run.predictions.get(prediction.id);
  const truth = made ? made.truth : (run.truths.get(prediction.id) ?? null);
  return {
    id: prediction.id,
    question: prediction.question,
    form: formOf(prediction),
    choices: choicesOf(prediction),
    value: made?.value ?? null,
    outcome: !made || truth === null ? 'open' : answerFits(prediction, made.value, truth) ? 'right' : 'wrong',
    truth,
  };
}
