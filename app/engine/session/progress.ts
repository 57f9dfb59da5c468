/** What students have done, as it is kept on disk. What cannot be understood is left out, never an error. */
import * as v from 'valibot';
import type { LabProgress } from '../course/runner.ts';

/** One student's. */
export interface StudentProgress {
  /** The lab that was open last; null for free play. */
  readonly last: string | null;
  readonly labs: Readonly<Record<string, LabProgress>>;
  /** Labs that were finished once; to begin one anew does not take that away. */
  readonly finished: readonly string[];
}

/** All students of a machine. */
export interface SavedProgress {
  readonly version: 2;
  /** Whose turn it is. */
  readonly current: string;
  readonly students: Readonly<Record<string, StudentProgress>>;
}

/** Who has not said a name. */
const NAMELESS = 'Student';

export const NOTHING_DONE: StudentProgress = { last: null, labs: {}, finished: [] };

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const stepSchema = v.object({
  done: v.boolean(),
  hints: count,
  solutionShown: v.boolean(),
  predictions: v.record(v.string(), v.object({ value: v.string(), truth: v.nullable(v.string()) })),
  answers: v.optional(
    v.record(v.string(), v.object({ value: v.nullable(v.string()), wrong: v.array(v.string()) })),
    {},
  ),
  wrongReports: v.optional(count, 0),
  seconds: v.optional(v.pipe(v.number(), v.minValue(0)), 0),
});

const labSchema = v.object({
  reached: count,
  done: v.boolean(),
  steps: v.array(stepSchema),
  seed: v.optional(v.string()),
});

const studentSchema = v.object({
  last: v.nullable(v.string()),
  labs: v.record(v.string(), v.unknown()),
  finished: v.optional(v.array(v.string()), []),
});

const allSchema = v.object({
  version: v.literal(2),
  current: v.string(),
  students: v.record(v.string(), v.unknown()),
});

export function readProgress(saved: unknown): SavedProgress {
  // The first form had one student, and no name.
  const first = v.safeParse(v.object({ version: v.literal(1) }), saved);
  if (first.success) return alone(readStudent(saved));
  const all = v.safeParse(allSchema, saved);
  if (!all.success) return alone(NOTHING_DONE);
  const students: [string, StudentProgress][] = Object.entries(all.output.students).flatMap(([name, one]) =>
    studentName(name) === name ? [[name, readStudent(one)]] : [],
  );
  const { current } = all.output;
  if (!students.some(([name]) => name === current)) {
    const [name] = students[0] ?? [NAMELESS];
    return { version: 2, current: name, students: Object.fromEntries([[name, NOTHING_DONE], ...students]) };
  }
  return { version: 2, current, students: Object.fromEntries(students) };
}

function alone(progress: StudentProgress): SavedProgress {
  return { version: 2, current: NAMELESS, students: { [NAMELESS]: progress } };
}

function readStudent(saved: unknown): StudentProgress {
  const outer = v.safeParse(studentSchema, saved);
  if (!outer.success) return NOTHING_DONE;
  const labs: Record<string, LabProgress> = {};
  for (const [id, value] of Object.entries(outer.output.labs)) {
    const lab = v.safeParse(labSchema, value);
    if (!lab.success) continue;
    const { seed, ...rest } = lab.output;
    labs[id] = { ...rest, ...(seed !== undefined && { seed }) };
  }
  return { last: outer.output.last, labs, finished: outer.output.finished };
}

const MAX_NAME = 40;

/** A name as it is kept: safe in a file's name too. Null for what is none. */
export function studentName(text: string): string | null {
  const plain = text
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N} '.-]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[. '-]+/, '')
    .slice(0, MAX_NAME)
    .replace(/[. ]+$/, '');
  return plain === '' || plain === '__proto__' ? null : plain;
}
