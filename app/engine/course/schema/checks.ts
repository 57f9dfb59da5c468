/** The kinds of checks. Each looks at evidence since its step began, never at what was typed. */
import * as v from 'valibot';
import {
  cacheFields,
  fileFields,
  icmpSchema,
  logFields,
  outputFields,
  packetSchema,
  rangeSchema,
  segmentSchema,
  servedSchema,
  serverFields,
} from './filters.ts';
import { questionFields } from './values.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const counted = { least: v.optional(count, 1), most: v.optional(count) };

export const idSchema = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9-]+$/, 'must be small letters, digits and hyphens'),
);

const base = {
  id: idSchema,
  /** What the student reads beside the tick: what is to be seen, not what is to be typed. */
  title: v.string(),
  /** Watches only once this check of the step, one that stands before it, has held. */
  after: v.optional(v.string()),
};

/** At least `least`, at most `most` such messages. */
const packet = { of: v.literal('packet'), packet: packetSchema, ...counted };
/** Such ICMP messages. */
const icmp = { of: v.literal('icmp'), icmp: icmpSchema, ...counted };
/** Such TCP segments were sent: somebody wanted a connection, or it was refused. */
const segment = { of: v.literal('segment'), segment: segmentSchema, ...counted };
/** A caching server has answered such a question: from its cache, or with so many questions of its own. */
const served = { of: v.literal('served'), served: servedSchema };
/** Such messages in this order; others may lie between. */
const walk = { of: v.literal('walk'), packets: v.pipe(v.array(packetSchema), v.minLength(2)) };
/** A cache holds such an entry, or (`holds: false`) holds none. */
const cache = { of: v.literal('cache'), ...cacheFields, holds: v.optional(v.boolean(), true) };
/** Two answers to the same question from the same server, the later one with a TTL lower by at least so many seconds. */
const ttlFell = {
  of: v.literal('ttl-fell'),
  packet: packetSchema,
  by: v.pipe(v.number(), v.integer(), v.minValue(1)),
};
/** A file on a machine's disk. */
const file = { of: v.literal('file'), ...fileFields };
/** What a server would answer now. */
const server = { of: v.literal('server'), ...serverFields };
/** So many such lines of a log. */
const log = { of: v.literal('log'), ...logFields, ...counted };
/** A command printed this. Packets, files and logs are better evidence, where there are any. */
const output = { of: v.literal('output'), ...outputFields };
/** The lab clock went on by so much since the step began. */
const elapsed = { of: v.literal('elapsed'), seconds: rangeSchema };
/**
 * Every line of the worksheet for this name is filled: each name server at each zone cut was asked, its name looked up. With
 * `zone`: every line of that level.
 */
const worksheet = {
  of: v.literal('worksheet'),
  name: v.string(),
  client: v.optional(v.string(), 'laptop'),
  zone: v.optional(v.string()),
};
/** The student's answer to a question in the guide equals a value that the lab reckons. */
const answer = { of: v.literal('answer'), ...questionFields };
/** The report of a secret lab names every server and fault rightly, each with evidence. */
const report = { of: v.literal('report') };

const part: v.GenericSchema<unknown, CheckPart> = v.lazy(() => partSchema);
const parts = v.pipe(v.array(part), v.minLength(1));
/** All of them have held. */
const all = { of: v.literal('all'), parts };
/** One of them has held. */
const any = { of: v.literal('any'), parts };
/** So many of them have held. */
const atLeast = { of: v.literal('at-least'), count: v.pipe(count, v.minValue(1)), parts };
/** One behind the other: each watches once the one before it has held. */
const sequence = { of: v.literal('sequence'), parts };
/** It does not hold, and did not before. Stands beside others in `all`, or in a check with `after`. */
const not = { of: v.literal('not'), part };

const plain = [
  v.strictObject(packet),
  v.strictObject(icmp),
  v.strictObject(segment),
  v.strictObject(served),
  v.strictObject(walk),
  v.strictObject(cache),
  v.strictObject(ttlFell),
  v.strictObject(file),
  v.strictObject(server),
  v.strictObject(log),
  v.strictObject(output),
  v.strictObject(elapsed),
  v.strictObject(worksheet),
] as const;

const partSchema = v.variant('of', [
  ...plain,
  v.strictObject(all),
  v.strictObject(any),
  v.strictObject(atLeast),
  v.strictObject(sequence),
  v.strictObject(not),
]);

type PlainPart = v.InferOutput<(typeof plain)[number]>;
export type CombinedPart =
  | { of: 'all' | 'any' | 'sequence'; parts: CheckPart[] }
  | { of: 'at-least'; count: number; parts: CheckPart[] }
  | { of: 'not'; part: CheckPart };
/** A check without its name and place: what stands in a combination. */
export type CheckPart = PlainPart | CombinedPart;
export type PartOf<Kind extends PlainPart['of']> = Extract<PlainPart, { of: Kind }>;

export const checkSchema = v.variant('of', [
  v.strictObject({ ...base, ...packet }),
  v.strictObject({ ...base, ...icmp }),
  v.strictObject({ ...base, ...segment }),
  v.strictObject({ ...base, ...served }),
  v.strictObject({ ...base, ...walk }),
  v.strictObject({ ...base, ...cache }),
  v.strictObject({ ...base, ...ttlFell }),
  v.strictObject({ ...base, ...file }),
  v.strictObject({ ...base, ...server }),
  v.strictObject({ ...base, ...log }),
  v.strictObject({ ...base, ...output }),
  v.strictObject({ ...base, ...elapsed }),
  v.strictObject({ ...base, ...worksheet }),
  v.strictObject({ ...base, ...answer }),
  v.strictObject({ ...base, ...report }),
  v.strictObject({ ...base, ...all }),
  v.strictObject({ ...base, ...any }),
  v.strictObject({ ...base, ...atLeast }),
  v.strictObject({ ...base, ...sequence }),
  v.strictObject({ ...base, ...not }),
]);
export type LabCheck = v.InferOutput<typeof checkSchema>;
export type AnswerCheck = Extract<LabCheck, { of: 'answer' }>;
