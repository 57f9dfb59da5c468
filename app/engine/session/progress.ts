/** A student's progress as it is kept on disk. What cannot be understood is left out, never an error. */
import * as v from 'valibot';
import type { LabProgress } from '../course/runner.ts';

export interface SavedProgress {
  readonly version: 1;
  /** The lab that was open last; null for free play. */
  readonly last: string | null;
  readonly labs: Readonly<Record<string, LabProgress>>;
  /** Labs that were finished once; to begin one anew does not take that away. */
  readonly finished: readonly string[];
}

const stepSchema = v.object({
  done: v.boolean(),
  hints: v.pipe(v.number(), v.integer(), v.minValue(0)),
  solutionShown: v.boolean(),
  predictions: v.record(v.string(), v.object({ value: v.string(), truth: v.nullable(v.string()) })),
  answers: v.optional(
    v.record(v.string(), v.object({ value: v.nullable(v.string()), wrong: v.array(v.string()) })),
    {},
  ),
  wrongReports: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  seconds: v.optional(v.pipe(v.number(), v.minValue(0)), 0),
});

const labSchema = v.object({
  reached: v.pipe(v.number(), v.integer(), v.minValue(0)),
  done: v.boolean(),
  steps: v.array(stepSchema),
  seed: v.optional(v.string()),
});

const outerSchema = v.object({
  version: v.literal(1),
  last: v.nullable(v.string()),
  labs: v.record(v.string(), v.unknown()),
  finished: v.optional(v.array(v.string()), []),
});

export function readProgress(saved: unknown): SavedProgress {
  const outer = v.safeParse(outerSchema, saved);
  if (!outer.success) return { version: 1, last: null, labs: {}, finished: [] };
  const labs: Record<string, LabProgress> = {};
  for (const [id, value] of Object.entries(outer.output.labs)) {
    const lab = v.safeParse(labSchema, value);
    if (!lab.success) continue;
    const { seed, ...rest } = lab.output;
    labs[id] = { ...rest, ...(seed !== undefined && { seed }) };
  }
  return { version: 1, last: outer.output.last, labs, finished: outer.output.finished };
}
