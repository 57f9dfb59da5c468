/** One step of a lab while it is done, or was done: its checks, predictions, answers, hints and time. */
import { startCheck, type News, type RunningCheck } from './checks.ts';
import { answerFits, whyNoAnswer } from './forms.ts';
import type { LabPrediction } from './lab-file.ts';
import type { LabStep } from './lab-folder.ts';
import type { LabEvidence } from './lab-evidence.ts';
import type { StepProgress } from './lab-progress.ts';
import type { AnswerCheck, LabCheck } from './schema/checks.ts';
import { startValue, type RunningValue } from './values.ts';

export const STARS_A_STEP = 3;

interface GivenAnswer {
  /** The right one; null before. */
  value: string | null;
  /** In their order, each once. */
  readonly wrong: string[];
}

export class StepRun {
  readonly step: LabStep;
  /** Of the checks that watch by now. */
  readonly running = new Map<string, RunningCheck>();
  readonly held = new Set<string>();
  /** Of predictions and questions. */
  readonly values = new Map<string, RunningValue>();
  readonly predictions = new Map<string, { value: string; truth: string | null }>();
  /** What each prediction came out as, whether it was made or not. */
  readonly truths = new Map<string, string>();
  /** Predictions that are due. */
  readonly #waiting = new Set<string>();
  readonly answers = new Map<string, GivenAnswer>();
  hints = 0;
  solutionShown = false;
  /** Reports of a secret lab that were wrong. */
  wrongReports = 0;
  done = false;
  /** Milliseconds that the student spent with it. */
  spent = 0;

  constructor(step: LabStep, progress: StepProgress | undefined) {
    this.step = step;
    if (!progress) return;
    for (const [id, made] of Object.entries(progress.predictions)) this.predictions.set(id, { ...made });
    for (const [id, { value, wrong }] of Object.entries(progress.answers ?? {}))
      this.answers.set(id, { value: progress.done ? value : null, wrong: [...wrong] });
    this.hints = Math.min(progress.hints, step.hints.length);
    this.solutionShown = progress.solutionShown;
    this.wrongReports = progress.wrongReports ?? 0;
    this.done = progress.done;
    this.spent = (progress.seconds ?? 0) * 1000;
  }

  /** Each hint, each wrong answer and each wrong report costs one; the solution all. */
  get stars(): number {
    if (this.solutionShown) return 0;
    const wrong = [...this.answers.values()].reduce((sum, { wrong: given }) => sum + given.length, 0);
    return Math.max(0, STARS_A_STEP - this.hints - wrong - this.wrongReports);
  }

  begin(lab: LabEvidence): void {
    this.values.clear();
    this.#waiting.clear();
    for (const { id, truth } of this.step.predictions) this.values.set(`predict ${id}`, startValue(truth));
    for (const check of this.step.checks)
      if (check.of === 'answer') this.values.set(`answer ${check.id}`, startValue(check.truth));
    this.running.clear();
    this.held.clear();
    this.#watch(lab);
  }

  /** Gives the checks that have begun to hold. */
  hear(news: News): LabCheck[] {
    for (const value of this.values.values()) value.hear(news);
    const ticked: LabCheck[] = [];
    for (const check of this.step.checks) {
      const running = this.running.get(check.id);
      if (!running || this.held.has(check.id)) continue;
      running.hear(news);
      if (running.holds) ticked.push(check);
    }
    for (const { id } of ticked) this.held.add(id);
    // What comes after them begins to watch: what has just happened is not theirs.
    if (ticked.length > 0) ticked.push(...this.#watch(news.lab));
    return ticked;
  }

  /** Has a check hold that the student did in the guide; gives it, and those that begin after it and hold at once. */
  hold(check: LabCheck, lab: LabEvidence): LabCheck[] {
    if (this.held.has(check.id)) return [];
    this.held.add(check.id);
    return [check, ...this.#watch(lab)];
  }

  get holdsAll(): boolean {
    return this.step.checks.every(({ id }) => this.held.has(id));
  }

  /** Begins the checks whose turn has come; gives those that hold at once. */
  #watch(lab: LabEvidence): LabCheck[] {
    const ticked: LabCheck[] = [];
    for (const check of this.step.checks) {
      const { id, after } = check;
      if (this.running.has(id) || (after !== undefined && !this.held.has(after))) continue;
      const running = startCheck(check);
      this.running.set(id, running);
      running.hear({ entry: null, evidence: null, lab });
      if (!running.holds) continue;
      this.held.add(id);
      ticked.push(check);
    }
    return ticked;
  }

  truthOf(prediction: LabPrediction, lab: LabEvidence): string | null {
    return (
      this.predictions.get(prediction.id)?.truth ??
      this.truths.get(prediction.id) ??
      this.values.get(`predict ${prediction.id}`)?.read(lab) ??
      null
    );
  }

  /** The right answer to a question now; null while nothing tells it. */
  rightAnswer(check: AnswerCheck, lab: LabEvidence): string | null {
    return this.values.get(`answer ${check.id}`)?.read(lab) ?? null;
  }

  /** Holds predictions against what came; one whose moment has come before anything tells (a reply is on its way) waits. */
  score(due: (prediction: LabPrediction) => boolean, lab: LabEvidence): void {
    for (const prediction of this.step.predictions) {
      const { id } = prediction;
      if (!due(prediction) && !this.#waiting.has(id)) continue;
      const truth = this.values.get(`predict ${id}`)?.read(lab) ?? null;
      if (truth === null) this.#waiting.add(id);
      else {
        this.#waiting.delete(id);
        this.truths.set(id, truth);
      }
      const made = this.predictions.get(id);
      if (made) made.truth = truth;
    }
  }

  /** Takes an answer: null when it is right, else why not. A wrong one is counted; what is no answer of its form is not. */
  answer(check: AnswerCheck, said: string, lab: LabEvidence): string | null {
    const given = this.answers.get(check.id) ?? { value: null, wrong: [] };
    const text = said.trim().slice(0, MAX_ANSWER);
    if (given.value !== null) return 'This question is answered.';
    const no = whyNoAnswer(check, text);
    if (no !== null) return no;
    const truth = this.rightAnswer(check, lab);
    if (truth === null) return 'There is nothing yet that could tell: look first.';
    if (answerFits(check, text, truth, (address) => lab.hostAt(address))) given.value = text;
    else if (!given.wrong.includes(text)) given.wrong.push(text);
    this.answers.set(check.id, given);
    return null;
  }

  progress(): StepProgress {
    return {
      done: this.done,
      hints: this.hints,
      solutionShown: this.solutionShown,
      predictions: Object.fromEntries(this.predictions),
      answers: Object.fromEntries(
        [...this.answers].map(([id, given]) => [id, { ...given, wrong: [...given.wrong] }]),
      ),
      wrongReports: this.wrongReports,
      seconds: Math.round(this.spent / 1000),
    };
  }
}

const MAX_ANSWER = 500;
