/**
 * Runs one lab: follows the journal, ticks the checks, keeps predictions, answers, hints and stars.
 *
 * The way of a tick: the student's command makes packets → the journal tells the runner → what it is evidence of goes to
 * the checks of the furthest step reached → what has held stays held → when all hold, predictions are scored and the
 * step is done. Only what happens after a step began counts for it.
 */
import type { LabState } from '../../contract.ts';
import type { Journal, JournalEntry } from '../network/journal.ts';
import { EvidenceWatch } from './evidence.ts';
import { whyNoAnswer } from './forms.ts';
import type { Lab, LabStep } from './lab-folder.ts';
import type { LabPrediction } from './lab-file.ts';
import type { LabEvidence } from './lab-evidence.ts';
import type { LabProgress } from './lab-progress.ts';
import type { AnswerCheck, LabCheck } from './schema/checks.ts';
import type { Finding, SecretKeeper } from './secret.ts';
import { STARS_A_STEP, StepRun } from './step-run.ts';
import { stepState } from './step-state.ts';

export type { LabProgress, StepProgress } from './lab-progress.ts';

export type LabRefusal = { readonly kind: 'refused'; readonly why: string };

/** What the runner needs of the world that it stands in. */
interface RunnerParts {
  readonly journal: Journal;
  /** Of `held` and `reported` the runner knows itself. */
  readonly evidence: Omit<LabEvidence, 'held' | 'reported'>;
  readonly progress: LabProgress | null;
  /** Null where the lab has none. */
  readonly secret: SecretKeeper | null;
  /** Milliseconds of the person's own time. */
  readonly wallNow: () => number;
  /** A step begins that had not begun before, or begins anew. */
  readonly onBegin?: (step: LabStep) => void;
}

/** Longer than this without anything happening, the student was away. */
const AWAY_MS = 120_000;
const MAX_PREDICTION = 200;

export class LabRunner {
  readonly lab: Lab;
  readonly #parts: RunnerParts;
  readonly #evidence: LabEvidence;
  readonly #steps: StepRun[];
  readonly #watch = new EvidenceWatch();
  readonly #unsubscribe: () => void;
  #shown = 0;
  #reached = 0;
  #done = false;
  #reported = false;
  #seenAt: number;
  /** Called when anything that the state shows may have changed. */
  onChange: (() => void) | null = null;

  constructor(lab: Lab, parts: RunnerParts) {
    const { progress, evidence } = parts;
    this.lab = lab;
    this.#parts = parts;
    this.#evidence = {
      ...evidence,
      held: (check) => this.#current().held.has(check),
      reported: () => this.#reported,
    };
    this.#seenAt = parts.wallNow();
    this.#steps = lab.steps.map((step, index) => new StepRun(step, progress?.steps[index]));
    if (progress) {
      this.#reached = Math.min(progress.reached, lab.steps.length - 1);
      this.#shown = this.#reached;
      this.#done = progress.done;
    }
    this.#begin(this.#current());
    this.#unsubscribe = parts.journal.subscribe((entry) => this.#follow(entry));
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
    return run.step.checks.map(({ id }) => ({
      id,
      holds: run.held.has(id),
      detail: run.running.get(id)?.detail ?? 'what it comes after does not hold',
    }));
  }

  /** What each prediction of the current step would be held against now. */
  truths(): { readonly prediction: LabPrediction; readonly truth: string | null }[] {
    const run = this.#current();
    return run.step.predictions.map((prediction) => ({
      prediction,
      truth: run.truthOf(prediction, this.#evidence),
    }));
  }

  /** The right answer to a question of the current step; null while nothing tells it. For solutions, never for windows. */
  rightAnswer(checkId: string): string | null {
    const run = this.#current();
    const check = questionIn(run, checkId);
    return check && run.rightAnswer(check, this.#evidence);
  }

  /** Something changed that the journal does not tell: a file, a switch of the network. */
  lookAgain(): void {
    this.#hear(null);
  }

  predict(stepId: string, predictionId: string, value: string): LabRefusal | null {
    const run = this.#steps.find((candidate) => candidate.step.id === stepId);
    const prediction = run?.step.predictions.find((candidate) => candidate.id === predictionId);
    if (!run || !prediction) return refused('There is no such prediction in this step.');
    if (run.predictions.has(predictionId)) return refused('A prediction cannot be changed once it is made.');
    const no = whyNoAnswer(prediction, value);
    if (no !== null) return refused(no);
    if (run !== this.#current() || run.done)
      return refused('The evidence is there already: it is too late to predict.');
    run.predictions.set(predictionId, { value: value.trim().slice(0, MAX_PREDICTION), truth: null });
    this.#write('prediction', run, `${predictionId}: ${value.trim()}`);
    return null;
  }

  /** A wrong answer is no refusal: it is counted, and costs a star. */
  answer(stepId: string, checkId: string, value: string): LabRefusal | null {
    const run = this.#steps.find((candidate) => candidate.step.id === stepId);
    const check = run && questionIn(run, checkId);
    if (!run || !check) return refused('There is no such question in this step.');
    if (run !== this.#current() || run.done) return refused('This step is done already.');
    if (check.after !== undefined && !run.held.has(check.after))
      return refused('First find the evidence that this question comes after.');
    const why = run.answer(check, value, this.#evidence);
    if (why !== null) return refused(why);
    const right = run.answers.get(checkId)?.value !== null;
    this.#write('answer', run, `${checkId}: ${right ? 'right' : 'wrong'}`);
    if (right) this.#tick(run, run.hold(check, this.#evidence));
    this.#hear(null);
    return null;
  }

  /** Hands in the report of a secret lab. A wrong one costs a star. */
  report(findings: readonly Finding[]): LabRefusal | null {
    const { secret } = this.#parts;
    const run = this.#current();
    if (!secret || !run.step.checks.some(({ of }) => of === 'report'))
      return refused('No report is asked for in this step.');
    if (run.done) return refused('Your report was right already.');
    const why = secret.whyNot(findings);
    if (why !== null) return refused(why);
    this.#reported = secret.grade(findings);
    if (!this.#reported) run.wrongReports++;
    this.#write('report', run, this.#reported ? 'right' : 'wrong');
    this.#hear(null);
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
    const { secret } = this.#parts;
    return {
      reached: this.#reached,
      done: this.#done,
      steps: this.#steps.map((run) => run.progress()),
      ...(secret && { seed: secret.seed }),
    };
  }

  state(): LabState {
    const { lab } = this;
    return {
      id: lab.id,
      number: lab.number,
      title: lab.title,
      minutes: lab.minutes,
      goals: lab.goals,
      steps: this.#steps.map(stepState),
      shown: this.#shown,
      reached: this.#reached,
      done: this.#done,
      stars: this.#steps.reduce((sum, { stars }) => sum + stars, 0),
      starsPossible: STARS_A_STEP * this.#steps.length,
      report: this.#parts.secret?.state() ?? null,
      worksheet: lab.worksheet ?? null,
      graphs: lab.graphs.map(({ title, of }) => ({ title, of })),
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
    if (!run.done) this.#parts.onBegin?.(run.step);
    run.begin(this.#evidence);
    if (!run.done) this.#write('step-begun', run, '');
    // What a student did before it was asked for may be all of it.
    this.#finish(run);
  }

  #follow(entry: JournalEntry): void {
    if (entry.kind !== 'lab') this.#hear(entry);
  }

  #hear(entry: JournalEntry | null): void {
    const run = this.#current();
    this.#passTime(run);
    const found = entry ? this.#watch.take(entry) : [];
    if (run.done) return;
    if (entry !== null && found.length === 0 && !TELLING.has(entry.kind)) return;
    const lab = this.#evidence;
    const ticked = (found.length > 0 ? found : [null]).flatMap((evidence) =>
      run.hear({ entry, evidence, lab }),
    );
    this.#tick(run, ticked);
    if (ticked.length > 0 || found.some(({ kind }) => kind !== 'log')) this.onChange?.();
  }

  /** What follows when these checks have begun to hold. */
  #tick(run: StepRun, ticked: readonly LabCheck[]): void {
    run.score(({ when }) => ticked.some(({ id }) => id === when), this.#evidence);
    if (ticked.length > 0) this.#finish(run);
  }

  #finish(run: StepRun): void {
    if (run.done || !run.holdsAll) return;
    run.done = true;
    run.score((prediction) => prediction.when === undefined, this.#evidence);
    if (this.#reached === this.#steps.length - 1) this.#done = true;
    this.#write('step-done', run, '');
  }

  #passTime(run: StepRun): void {
    const now = this.#parts.wallNow();
    if (!run.done) run.spent += Math.min(now - this.#seenAt, AWAY_MS);
    this.#seenAt = now;
  }

  #write(
    what: 'step-begun' | 'step-done' | 'prediction' | 'answer' | 'report' | 'hint' | 'solution',
    run: StepRun,
    detail: string,
  ): void {
    this.#parts.journal.write({ kind: 'lab', what, lab: this.lab.id, step: run.step.id, detail });
    this.onChange?.();
  }
}

/** What changes what is looked at, without being evidence itself. */
const TELLING: ReadonlySet<JournalEntry['kind']> = new Set(['cache', 'clock']);

function questionIn(run: StepRun, id: string): AnswerCheck | null {
  const check = run.step.checks.find((candidate) => candidate.id === id);
  return check?.of === 'answer' ? check : null;
}

function refused(why: string): LabRefusal {
  return { kind: 'refused', why };
}
