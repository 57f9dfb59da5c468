/**
 * The form of a lab: `labs/NN-name/lab.yaml` and `steps/NN-name.md` (front matter in YAML, then the text).
 *
 * The schema is the one source: the types below are inferred from it. One shape per field; unknown keys are errors.
 */
import * as v from 'valibot';

/** A check's or value's filter over DNS messages on the wire. Every field given must fit. */
const packetFilter = v.strictObject({
  /** Host names of the lab: who sent it, who it was for. */
  from: v.optional(v.string()),
  to: v.optional(v.string()),
  'not-from': v.optional(v.string()),
  'not-to': v.optional(v.string()),
  protocol: v.optional(v.picklist(['udp', 'tcp'])),
  qname: v.optional(v.string()),
  qtype: v.optional(v.string()),
  kind: v.picklist(['query', 'response']),
  rd: v.optional(v.boolean()),
  aa: v.optional(v.boolean()),
  rcode: v.optional(v.string()),
  meaning: v.optional(
    v.picklist(['answer', 'nodata', 'nxdomain', 'referral', 'servfail', 'refused', 'error']),
  ),
});
export type PacketFilter = v.InferOutput<typeof packetFilter>;

/** A filter over the questions that a caching server has answered, from the server's own record. */
const servedFilter = v.strictObject({
  host: v.string(),
  name: v.string(),
  type: v.optional(v.string()),
  rcode: v.optional(v.string()),
  'from-cache': v.optional(v.boolean()),
  /** Exactly so many questions of its own. */
  upstream: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
});
export type ServedFilter = v.InferOutput<typeof servedFilter>;

/** A value that is reckoned from the lab, never typed into a file. */
const value = v.variant('of', [
  /** How many such messages were seen since the step began. */
  v.strictObject({ of: v.literal('packet-count'), packet: packetFilter }),
  /** A field of the last such message: its rcode, `yes`/`no` for a flag, the first answer's TTL, a section's number of records, the zone that a referral is to. */
  v.strictObject({
    of: v.literal('packet-field'),
    packet: packetFilter,
    field: v.picklist([
      'rcode',
      'aa',
      'ra',
      'tc',
      'ttl',
      'answers',
      'authority',
      'additional',
      'from',
      'referral-zone',
    ]),
  }),
  /** How many questions of its own a caching server sent for the last such question that it answered. */
  v.strictObject({ of: v.literal('served-upstream'), served: servedFilter }),
  /** How many entries a cache holds. */
  v.strictObject({ of: v.literal('cache-count'), host: v.string() }),
]);
export type LabValue = v.InferOutput<typeof value>;

const checkBase = {
  id: v.pipe(v.string(), v.regex(/^[a-z0-9-]+$/)),
  title: v.string(),
  /** May hold only once another check of this step, one that stands before it, has held. */
  after: v.optional(v.string()),
};

const check = v.variant('of', [
  /** At least `least`, at most `most` such messages since the step began. */
  v.strictObject({
    of: v.literal('packet'),
    ...checkBase,
    packet: packetFilter,
    least: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 1),
    most: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  }),
  /** A caching server has answered such a question: from its cache, or with so many questions of its own. */
  v.strictObject({ of: v.literal('served'), ...checkBase, served: servedFilter }),
  /** Such messages in this order; others may lie between. */
  v.strictObject({
    of: v.literal('walk'),
    ...checkBase,
    packets: v.pipe(v.array(packetFilter), v.minLength(2)),
  }),
  /** A cache holds such an entry, or holds none. */
  v.strictObject({
    of: v.literal('cache'),
    ...checkBase,
    host: v.string(),
    name: v.string(),
    type: v.optional(v.string()),
    kind: v.optional(v.picklist(['rrset', 'nodata', 'nxdomain'])),
    trust: v.optional(v.string()),
    holds: v.optional(v.boolean(), true),
  }),
  /** Two answers for the same name from the same server, the later one with a TTL lower by at least so many seconds. */
  v.strictObject({
    of: v.literal('ttl-fell'),
    ...checkBase,
    packet: packetFilter,
    by: v.pipe(v.number(), v.integer(), v.minValue(1)),
  }),
]);
export type LabCheck = v.InferOutput<typeof check>;

const prediction = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9-]+$/)),
  question: v.string(),
  choices: v.optional(v.array(v.string()), []),
  truth: value,
  /** How far a number may be off. */
  within: v.optional(v.pipe(v.number(), v.minValue(0)), 0),
  /** The truth is final once this check holds; by default once all of the step's do. */
  when: v.optional(v.string()),
});
export type LabPrediction = v.InferOutput<typeof prediction>;

/** One thing that a student (or the machine that proves the lab) does. */
const action = v.union([
  v.strictObject({ run: v.string(), terminal: v.optional(v.string(), 'student') }),
  v.strictObject({ jump: v.pipe(v.string(), v.regex(/^(\d+[smhd])+$/)) }),
]);
export type LabAction = v.InferOutput<typeof action>;

export const labSchema = v.strictObject({
  number: v.pipe(v.number(), v.integer(), v.minValue(1)),
  title: v.string(),
  minutes: v.pipe(v.number(), v.integer(), v.minValue(1)),
  level: v.picklist(['beginner', 'intermediate', 'advanced']),
  summary: v.string(),
  goals: v.pipe(v.array(v.string()), v.minLength(1)),
  /** Below `labs/networks/`. */
  network: v.optional(v.string(), 'internet.yaml'),
  /** The machines whose terminals are open, where not all of the network's shall be. */
  terminals: v.optional(v.array(v.string())),
  seed: v.optional(v.string(), 'rootwalk'),
  /** The lab clock at the start. */
  start: v.optional(v.pipe(v.string(), v.isoTimestamp()), '2026-03-07T14:00:00.000Z'),
  /** What happens before the student comes: to fill a cache, for instance. */
  prepare: v.optional(v.array(action), []),
  /** Names of the files in `steps/`, without `.md`, in order. */
  steps: v.pipe(v.array(v.string()), v.minLength(1)),
});
export type LabFile = v.InferOutput<typeof labSchema>;

export const stepSchema = v.strictObject({
  title: v.string(),
  predictions: v.optional(v.array(prediction), []),
  checks: v.pipe(v.array(check), v.minLength(1)),
  hints: v.optional(v.array(v.string()), []),
  solution: v.pipe(v.array(action), v.minLength(1)),
  /** Wrong but plausible ways, each played from the step's start: none may complete the step. */
  wrong: v.optional(v.array(v.array(action)), []),
  closing: v.string(),
});
export type StepFile = v.InferOutput<typeof stepSchema>;
