/** What the students of this machine have done, as it is kept: of each lab, which are finished, and which was open last. */
import type { LabSummary, StudentsState } from '../../contract.ts';
import type { LabResult } from '../course/lab-folder.ts';
import type { LabProgress } from '../course/runner.ts';
import { diagnosticLines } from '../course/yaml-file.ts';
import { progressCsv } from './progress-csv.ts';
import {
  NOTHING_DONE,
  readProgress,
  studentName,
  type SavedProgress,
  type StudentProgress,
} from './progress.ts';

/** More would be a mistake. */
const MAX_STUDENTS = 200;

export class KeptProgress {
  readonly #save: (progress: SavedProgress) => void;
  #all: SavedProgress;
  #lastText = '';

  /** `saved` is what came off the disk: anything odd in it is ignored. `save` is called after each change. */
  constructor(saved: unknown, save: (progress: SavedProgress) => void) {
    this.#save = save;
    this.#all = readProgress(saved);
  }

  get #progress(): StudentProgress {
    return this.#all.students[this.#all.current] ?? NOTHING_DONE;
  }

  /** The lab that was open last; null for free play. */
  get last(): string | null {
    return this.#progress.last;
  }

  students(): StudentsState {
    return { current: this.#all.current, names: Object.keys(this.#all.students) };
  }

  /** Why a student cannot be chosen, as a sentence; null when it can. */
  whyNot(text: string): string | null {
    const name = studentName(text);
    if (name === null) return 'A name has letters or digits in it.';
    const isNew = !Object.hasOwn(this.#all.students, name);
    return isNew && Object.keys(this.#all.students).length >= MAX_STUDENTS
      ? `There are ${MAX_STUDENTS} students already.`
      : null;
  }

  /** What a student has done; nothing, where there is none of that name. */
  ofStudent(text: string): StudentProgress {
    const name = studentName(text) ?? '';
    const { students } = this.#all;
    return Object.hasOwn(students, name) ? (students[name] ?? NOTHING_DONE) : NOTHING_DONE;
  }

  /** It is this student's turn; one that was not there begins. */
  choose(text: string): void {
    const name = studentName(text);
    if (name === null || this.whyNot(text) !== null) return;
    const students = { ...this.#all.students, [name]: this.ofStudent(name) };
    this.#set({ ...this.#all, current: name, students });
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
    this.#setOwn({ ...this.#progress, labs, finished: nowFinished });
  }

  keepLast(last: string | null): void {
    this.#setOwn({ ...this.#progress, last });
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

  /** All students' progress as one file: for programs, or a line for each step. */
  file(
    form: 'json' | 'csv',
    labs: readonly LabResult[],
  ): { readonly fileName: string; readonly text: string } {
    const text = form === 'csv' ? progressCsv(this.#all, labs) : `${JSON.stringify(this.#all, null, 2)}\n`;
    const names = Object.keys(this.#all.students);
    const whose = names.length === 1 ? `-${(names[0] ?? '').replaceAll(' ', '-')}` : '';
    return { fileName: `rootwalk-progress${whose}.${form}`, text };
  }

  #setOwn(progress: StudentProgress): void {
    const students = { ...this.#all.students, [this.#all.current]: progress };
    this.#set({ ...this.#all, students });
  }

  #set(progress: SavedProgress): void {
    this.#all = progress;
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
