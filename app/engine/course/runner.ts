/**
 * Runs one lab: follows the journal, ticks the checks, keeps predictions, hints and stars.
 *
 * The way of a tick: the student's command makes packets → the journal tells the runner → a packet that counts
 * goes to the checks of the furthest step reached → what has held stays held → when all hold, predictions are
 * scored and the step is done. Only what happens after a step began counts for it.
 */
import type { LabState, LabStepState, PredictionState } from '../../contract.ts';
import type { Journal, JournalEntry } from '../network/journal.ts';
import { startCheck, type LabEvidence, type RunningCheck } from './checks.ts';
import { EvidenceWatch } from './evidence.ts';
import type { Lab, LabStep } from './lab-folder.ts';
import type { LabCheck, LabPrediction } from './lab-file.ts';
import { predictionHolds, startValue, type RunningValue } from './values.ts';

/** What is kept on disk of a lab that was begun. */
export interface LabProgress {
  readonly reached: number;
  readonly done: boolean;
  readonly steps: readonly StepProgress[];
}

export interface StepProgress {
  readonly done: boolean;
  readonly hints: number;
  readonly solutionShown: boolean;
  readonly predictions: Readonly<Record<string, { readonly value: string; readonly truth: string | null }>>;
}

interface StepRun {
  readonly step: LabStep;
  checks: RunningCheck[];
  readonly held: Set<string>;
  values: Map<string, RunningValue>;
  readonly predictions: Map<string, { value: string; truth: string | null }>;
  /** What each prediction came out as, whether it was made or not. */
  readonly truths: Map<string, string>;
  hints: number;
  solutionShown: boolean;
  done: boolean;
}

export type LabRefusal = { readonly kind: 'refused'; readonly why: string };

const STARS_A_STEP = 3;

export class LabRunner {
  readonly lab: Lab;
  readonly #journal: Journal;
  readonly #evidence: LabEvidence;
  readonly #steps: StepRun[];
  readonly #watch = new EvidenceWatch();
  readonly #unsubscribe: () => void;
  #shown = 0;
  #reached = 0;
  #done = false;
  /** Called when anything that the state shows may have changed. */
  onChange: (() => void) | null = null;

  constructor(lab: Lab, journal: Journal, evidence: LabEvidence, progress: LabProgress | null = null) {
    this.lab = lab;
    this.#journal = journal;
    this.#evidence = evidence;
    this.#steps = lab.steps.map((step, index) => restored(step, progress?.steps[index]));
    if (progress) {
      this.#reached = Math.min(progress.reached, lab.steps.length - 1);
      this.#shown = this.#reached;
      this.#done = progress.done;
    }
    this.#begin(this.#current());
    this.#unsubscribe = journal.subscribe((entry) => this.#follow(entry));
  }

  close(): void {
    this.#unsubscribe();
    this.onChange = null;
  }

  get reached(): number {
    return this.#reached;
  }

  get done(): boolean {
    return this.#done;
  }

  stepHolds(): { readonly id: string; readonly holds: boolean; readonly detail: string }[] {
    const run = this.#current();
    return run.checks.map((check) => ({
      id: check.check.id,
      holds: run.held.has(check.check.id),
      detail: check.detail,
    }));
  }

  /** What each prediction of the current step would be held against now. */
  truths(): { readonly prediction: LabPrediction; readonly truth: string | null }[] {
    const run = this.#current();
    return run.step.predictions.map((prediction) => ({
      prediction,
      truth:
        run.predictions.get(prediction.id)?.truth ??
        run.values.get(prediction.id)?.read(this.#evidence) ??
        null,
    }));
  }

  predict(stepId: string, predictionId: string, value: string): LabRefusal | null {
    const run = this.#steps.find((candidate) => candidate.step.id === stepId);
    const prediction = run?.step.predictions.find((candidate) => candidate.id === predictionId);
    if (!run || !prediction) return refused('There is no such prediction in this step.');
    if (run.predictions.has(predictionId)) return refused('A prediction cannot be changed once it is made.');
    if (value.trim() === '') return refused('Say what you expect first.');
    if (run !== this.#current() || run.done)
      return refused('The evidence is there already: it is too late to predict.');
    if (prediction.choices.length > 0 && !prediction.choices.includes(value))
      return refused('Choose one of the answers offered.');
    run.predictions.set(predictionId, { value: value.trim().slice(0, 200), truth: null });
    this.#write('prediction', run, `${predictionId}: ${value.trim()}`);
    return null;
  }

  hint(stepId: string): LabRefusal | null {
    const run = this.#steps.find((candidate) => candidate.step.id === stepId);
    if (!run || !this.#mayHelp(run)) return refused('There is no such step yet.');
    if (run.hints >= run.step.hints.length) return refused('There are no more hints in this step.');
    run.hints++;
    this.#write('hint', run, String(run.hints));
    return null;
  }

  showSolution(stepId: string): LabStep | LabRefusal {
    const run = this.#steps.find((candidate) => candidate.step.id === stepId);
    if (!run || !this.#mayHelp(run)) return refused('There is no such step yet.');
    if (!run.solutionShown) {
      run.solutionShown = true;
      this.#write('solution', run, '');
    }
    return run.step;
  }

  show(stepId: string): LabRefusal | null {
    const index = this.#steps.findIndex((candidate) => candidate.step.id === stepId);
    if (index === -1) return refused('There is no such step.');
    if (index > this.#reached) return refused('This step comes later: finish the one before it first.');
    this.#shown = index;
    this.onChange?.();
    return null;
  }

  next(): LabRefusal | null {
    const run = this.#steps[this.#shown] as StepRun;
    if (!run.done) return refused('This step is not done yet: some of its evidence is missing.');
    if (this.#shown === this.#steps.length - 1) return refused('This was the last step.');
    this.#shown++;
    if (this.#shown > this.#reached) {
      this.#reached = this.#shown;
      this.#begin(this.#current());
    }
    this.onChange?.();
    return null;
  }

  progress(): LabProgress {
    return {
      reached: this.#reached,
      done: this.#done,
      steps: this.#steps.map((run) => ({
        done: run.done,
        hints: run.hints,
        solutionShown: run.solutionShown,
        predictions: Object.fromEntries(run.predictions),
      })),
    };
  }

  state(): LabState {
    const steps = this.#steps.map((run) => this.#stepState(run));
    const stars = this.#steps.map((run) =>
      Math.max(0, STARS_A_STEP - run.hints - (run.solutionShown ? STARS_A_STEP : 0)),
    );
    return {
      id: this.lab.id,
      number: this.lab.number,
      title: this.lab.title,
      minutes: this.lab.minutes,
      goals: this.lab.goals,
      steps,
      shown: this.#shown,
      reached: this.#reached,
      done: this.#done,
      stars: stars.reduce((sum, count) => sum + count, 0),
      starsPossible: STARS_A_STEP * steps.length,
    };
  }

  /** Help for a step that lies ahead would only cost stars. */
  #mayHelp(run: StepRun): boolean {
    return this.#steps.indexOf(run) <= this.#reached;
  }

  #current(): StepRun {
    return this.#steps[this.#reached] as StepRun;
  }

  #begin(run: StepRun): void {
    run.checks = run.step.checks.map(startCheck);
    run.values = new Map(
      run.step.predictions.map((prediction) => [prediction.id, startValue(prediction.truth)]),
    );
    if (!run.done) this.#write('step-begun', run, '');
  }

  #follow(entry: JournalEntry): void {
    if (entry.kind === 'lab' || entry.kind === 'log') return;
    const run = this.#current();
    if (run.done) return;
    const evidence = this.#watch.take(entry);
    if (!evidence && entry.kind !== 'cache' && entry.kind !== 'clock') return;
    if (evidence) for (const value of run.values.values()) value.see(evidence);
    let ticked = false;
    for (const check of run.checks) {
      const { id, after } = check.check;
      if (run.held.has(id)) continue;
      check.note(entry);
      if (evidence) check.see(evidence);
      if (after !== undefined && !run.held.has(after)) continue;
      check.look(this.#evidence);
      if (!check.holds) continue;
      run.held.add(id);
      ticked = true;
      this.#score(run, (prediction) => prediction.when === id);
    }
    if (ticked && run.held.size === run.checks.length) {
      run.done = true;
      this.#score(run, (prediction) => prediction.when === undefined);
      if (this.#reached === this.#steps.length - 1) this.#done = true;
      this.#write('step-done', run, '');
    } else if (ticked || evidence) this.onChange?.();
  }

  #score(run: StepRun, due: (prediction: LabPrediction) => boolean): void {
    for (const prediction of run.step.predictions) {
      if (!due(prediction)) continue;
      const truth = run.values.get(prediction.id)?.read(this.#evidence) ?? null;
      if (truth !== null) run.truths.set(prediction.id, truth);
      const made = run.predictions.get(prediction.id);
      if (made) made.truth = truth;
    }
  }

  #stepState(run: StepRun): LabStepState {
    return {
      id: run.step.id,
      title: run.step.title,
      text: run.step.text,
      predictions: run.step.predictions.map((prediction) => predictionState(run, prediction)),
      checks: run.step.checks.map((check, index) => ({
        id: check.id,
        title: check.title,
        holds: run.done || run.held.has(check.id),
        detail: detailOf(run, check, run.checks[index]),
      })),
      hintsShown: run.step.hints.slice(0, run.hints),
      hintsLeft: run.step.hints.length - run.hints,
      solutionShown: run.solutionShown,
      solution: run.solutionShown
        ? run.step.solution.map((action) => ('run' in action ? action.run : `clock: +${action.jump}`))
        : [],
      done: run.done,
      closing: run.done ? run.step.closing : '',
    };
  }

  #write(
    what: 'step-begun' | 'step-done' | 'prediction' | 'hint' | 'solution',
    run: StepRun,
    detail: string,
  ): void {
    this.#journal.write({ kind: 'lab', what, lab: this.lab.id, step: run.step.id, detail });
    this.onChange?.();
  }
}

function detailOf(run: StepRun, check: LabCheck, running: RunningCheck | undefined): string {
  if (run.done && !run.held.has(check.id)) return '';
  const { after } = check;
  if (after === undefined || run.held.has(after)) return running?.detail ?? '';
  const before = run.step.checks.find((other) => other.id === after);
  return `comes after: ${before?.title ?? after}`;
}

function restored(step: LabStep, progress: StepProgress | undefined): StepRun {
  return {
    step,
    checks: [],
    held: new Set(),
    values: new Map(),
    predictions: new Map(Object.entries(progress?.predictions ?? {}).map(([id, made]) => [id, { ...made }])),
    truths: new Map(),
    hints: Math.min(progress?.hints ?? 0, step.hints.length),
    solutionShown: progress?.solutionShown ?? false,
    done: progress?.done ?? false,
  };
}

function predictionState(run: StepRun, prediction: LabPrediction): PredictionState {
  const made = run.predictions.get(prediction.id);
  const truth = made ? made.truth : (run.truths.get(prediction.id) ?? null);
  return {
    id: prediction.id,
    question: prediction.question,
    choices: prediction.choices,
    value: made?.value ?? null,
    outcome:
      !made || truth === null ? 'open' : predictionHolds(prediction, made.value, truth) ? 'right' : 'wrong',
    truth,
  };
}

function refused(why: string): LabRefusal {
  return { kind: 'refused', why };
}
