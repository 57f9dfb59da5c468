/** What the student has done, as it is kept: of each lab, which are finished, and which was open last. */
import type { LabSummary } from '../../contract.ts';
import type { LabResult } from '../course/lab-folder.ts';
import type { LabProgress } from '../course/runner.ts';
import { diagnosticLines } from '../course/yaml-file.ts';
import { readProgress, type SavedProgress } from './progress.ts';

export class KeptProgress {
  readonly #save: (progress: SavedProgress) => void;
  #progress: SavedProgress;
  #lastText = '';

  /** `saved` is what came off the disk: anything odd in it is ignored. `save` is called after each change. */
  constructor(saved: unknown, save: (progress: SavedProgress) => void) {
    this.#save = save;
    this.#progress = readProgress(saved);
  }

  /** The lab that was open last; null for free play. */
  get last(): string | null {
    return this.#progress.last;
  }

  of(lab: string): LabProgress | null {
    return this.#progress.labs[lab] ?? null;
  }

  /** Null: what was kept of this lab is forgotten. */
  keep(lab: string, progress: LabProgress | null): void {
    const labs = { ...this.#progress.labs };
    if (progress) labs[lab] = progress;
    else delete labs[lab];
    const { finished } = this.#progress;
    const nowFinished = progress?.done && !finished.includes(lab) ? [...finished, lab] : finished;
    this.#set({ ...this.#progress, labs, finished: nowFinished });
  }

  keepLast(last: string | null): void {
    this.#set({ ...this.#progress, last });
  }

  summaries(labs: readonly LabResult[]): LabSummary[] {
    return labs.map((result) => {
      if (!result.ok) return brokenSummary(result);
      const { id, number, title, minutes, level, summary } = result.lab;
      const done = this.#progress.finished.includes(id);
      const state = done ? 'done' : this.of(id) ? 'begun' : 'new';
      return { id, number, title, minutes, level, summary, state, problem: null };
    });
  }

  #set(progress: SavedProgress): void {
    this.#progress = progress;
    const text = JSON.stringify(progress);
    if (text === this.#lastText) return;
    this.#lastText = text;
    this.#save(progress);
  }
}

function brokenSummary({ id, diagnostics }: Extract<LabResult, { ok: false }>): LabSummary {
  return {
    id,
    number: Number(id.slice(0, 2)),
    title: id,
    minutes: 0,
    level: '',
    summary: '',
    state: 'broken',
    problem: diagnostics.map(diagnosticLines).join('\n'),
  };
}
