/**
 * The form of a lab: `labs/NN-name/lab.yaml` and `steps/NN-name.md` (front matter in YAML, then the text).
 *
 * The schema is the one source: the types below are inferred from it, and so is the JSON Schema for editors
 * (`rootwalk labs schema`). One shape per field; unknown keys are errors. What filters, checks, values and actions
 * may say is in schema/.
 */
import * as v from 'valibot';
import { actionSchema } from './schema/actions.ts';
import { checkSchema, idSchema } from './schema/checks.ts';
import { changeSchema, eventSchema } from './schema/events.ts';
import { secretSchema } from './schema/secret.ts';
import { questionFields } from './schema/values.ts';

const predictionSchema = v.strictObject({
  id: idSchema,
  ...questionFields,
  /** The truth is final once this check holds; by default once all of the step's do. */
  when: v.optional(v.string()),
});
export type LabPrediction = v.InferOutput<typeof predictionSchema>;

/** What checks and actions of all steps have, where they do not say otherwise. */
const defaultsSchema = v.strictObject({
  /** The host of checks and values. */
  host: v.optional(v.string()),
  /** The terminal of actions. */
  terminal: v.optional(v.string()),
});
export type LabDefaults = v.InferOutput<typeof defaultsSchema>;

const populationFields = {
  /** The name that the clients look up, and its type. */
  name: v.string(),
  /** How many clients there are, and how often each asks, in the mean. */
  clients: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(5000)), 200),
  every: v.optional(v.string(), '10m'),
  /** How many caches they ask. */
  caches: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(200)), 20),
};

/** A graph beside the guide. */
const graphSchema = v.variant('of', [
  /** Clients that still go to an old address, over lab time. */
  v.strictObject({ of: v.literal('astray'), title: v.string(), ...populationFields }),
  /** Questions that reach the zone's servers, and how old answers are, against the TTL. */
  v.strictObject({
    of: v.literal('load'),
    title: v.string(),
    ...populationFields,
    /** Seconds. */
    ttls: v.pipe(v.array(v.pipe(v.number(), v.integer(), v.minValue(0))), v.minLength(2)),
    /** How often the owner changes the record. */
    changes: v.optional(v.string(), '1d'),
  }),
]);
export type GraphFile = v.InferOutput<typeof graphSchema>;

/** A table that fills itself from evidence: every name server at every zone cut on the way to a name. */
const worksheetSchema = v.strictObject({ name: v.string(), client: v.optional(v.string(), 'laptop') });

export const labSchema = v.strictObject({
  number: v.pipe(v.number(), v.integer(), v.minValue(1)),
  title: v.string(),
  minutes: v.pipe(v.number(), v.integer(), v.minValue(1)),
  level: v.picklist(['beginner', 'intermediate', 'advanced']),
  summary: v.string(),
  goals: v.pipe(v.array(v.string()), v.minLength(1)),
  /** Below `labs/networks/`; one that begins with `./` lies in the lab's own folder. */
  network: v.optional(v.string(), 'internet.yaml'),
  /** The machines whose terminals are open, where not all of the network's shall be. */
  terminals: v.optional(v.array(v.string())),
  seed: v.optional(v.string(), 'rootwalk'),
  /** The lab clock at the start. */
  start: v.optional(v.pipe(v.string(), v.isoTimestamp()), '2026-03-07T14:00:00.000Z'),
  defaults: v.optional(defaultsSchema, {}),
  /** What happens before the student comes: to fill a cache, for instance. */
  prepare: v.optional(v.array(actionSchema), []),
  /** What changes in the network by the lab clock. */
  events: v.optional(v.array(eventSchema), []),
  secret: v.optional(secretSchema),
  worksheet: v.optional(worksheetSchema),
  graphs: v.optional(v.array(graphSchema), []),
  /** Names of the files in `steps/`, without `.md`, in order. */
  steps: v.pipe(v.array(v.string()), v.minLength(1)),
});
export type LabFile = v.InferOutput<typeof labSchema>;

export const stepSchema = v.strictObject({
  title: v.string(),
  /** What changes in the network when the step begins. */
  begins: v.optional(v.array(changeSchema), []),
  predictions: v.optional(v.array(predictionSchema), []),
  checks: v.pipe(v.array(checkSchema), v.minLength(1)),
  hints: v.optional(v.array(v.string()), []),
  solution: v.pipe(v.array(actionSchema), v.minLength(1)),
  /** Wrong but plausible ways, each played from the step's start: none may complete the step. */
  wrong: v.optional(v.array(v.array(actionSchema)), []),
  closing: v.string(),
});
export type StepFile = v.InferOutput<typeof stepSchema>;
