/** Values that are reckoned from the lab, never typed into a file: what predictions and answers are held against. */
import * as v from 'valibot';
import { cacheSchema, fileFields, hostSchema, packetSchema, servedSchema } from './filters.ts';

const PACKET_FIELDS = [
  'rcode',
  'flags',
  'aa',
  'ra',
  'tc',
  'ad',
  'ttl',
  'data',
  'answers',
  'authority',
  'additional',
  'from',
  'to',
  'from-port',
  'to-port',
  'length',
  'authority-ttl',
  'referral-zone',
  'name-servers',
] as const;

const leaves = [
  /** How many such messages were seen since the step began. */
  v.strictObject({ of: v.literal('packet-count'), packet: packetSchema }),
  /**
   * A field of the last such message: its rcode, `yes`/`no` for a flag, all flags (`qr aa`), the first answer's TTL and
   * data, a section's number of records, the zone that a referral is to, the names of its NS records.
   */
  v.strictObject({ of: v.literal('packet-field'), packet: packetSchema, field: v.picklist(PACKET_FIELDS) }),
  /** The hosts that sent, or were sent, such messages: names. */
  v.strictObject({
    of: v.literal('packet-hosts'),
    packet: packetSchema,
    side: v.optional(v.picklist(['from', 'to']), 'from'),
  }),
  /** Whole seconds from the first message of one kind to the first later one of another. */
  v.strictObject({ of: v.literal('seconds-between'), first: packetSchema, then: packetSchema }),
  /** How many questions of its own a caching server sent for the last such question that it answered. */
  v.strictObject({ of: v.literal('served-upstream'), served: servedSchema }),
  /** How many entries a cache holds; with `entry`, such entries. */
  v.strictObject({ of: v.literal('cache-count'), host: hostSchema, entry: v.optional(cacheSchema) }),
  /** Of the entry that fits: seconds left, seconds as it was stored, BIND's word of trust, the first record's data, who taught it. */
  v.strictObject({
    of: v.literal('cache-field'),
    entry: cacheSchema,
    field: v.picklist(['ttl', 'original-ttl', 'trust', 'data', 'from', 'kind']),
  }),
  /** What a server's own zone has: the first record's TTL or data, all data (names), the SOA's fields. */
  v.strictObject({
    of: v.literal('zone-field'),
    host: v.string(),
    name: v.string(),
    type: v.optional(v.string(), 'A'),
    field: v.picklist([
      'ttl',
      'data',
      'all-data',
      'count',
      'serial',
      'refresh',
      'retry',
      'expire',
      'minimum',
      'negative-ttl',
    ]),
  }),
  /** The first group of a regular expression in a file, or what a clause of a named.conf says. */
  v.strictObject({
    of: v.literal('file-text'),
    host: hostSchema,
    path: fileFields.path,
    matches: v.optional(v.string()),
    option: v.optional(v.string()),
  }),
  /** The first group of a regular expression in what a command printed last. */
  v.strictObject({ of: v.literal('output-text'), host: v.optional(v.string()), matches: v.string() }),
  /** The first group of a regular expression in a line of the log, the last that fits. */
  v.strictObject({ of: v.literal('log-text'), host: hostSchema, matches: v.string() }),
  /** Of the lab's graph about this name: lookups that went astray in all, or since the address changed last. */
  v.strictObject({
    of: v.literal('graph'),
    name: v.string(),
    field: v.picklist(['astray', 'astray-since-move']),
  }),
  /**
   * What the lab's load graph about this name says of a TTL (without `ttl`: of the one that the zone has now), as the
   * window shows it: questions an hour, the percentage of answers that are no longer true, seconds for which one goes on.
   */
  v.strictObject({
    of: v.literal('load'),
    name: v.string(),
    ttl: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
    field: v.picklist(['questions', 'stale', 'age']),
  }),
  /** `yes` when a step's check holds at that moment, else `no`. */
  v.strictObject({ of: v.literal('check-holds'), check: v.string() }),
] as const;

const leaf = v.variant('of', leaves);

/** One value, or the difference (never below zero), the sum, the smaller or the larger of two. */
export const valueSchema = v.variant('of', [
  ...leaves,
  v.strictObject({
    of: v.picklist(['difference', 'sum', 'smaller', 'larger']),
    values: v.tuple([leaf, leaf]),
  }),
]);
export type LabValue = v.InferOutput<typeof valueSchema>;
export type ValueOf<Kind extends LabValue['of']> = Extract<LabValue, { of: Kind }>;

/**
 * What is asked for, and how it is compared. Numbers and TTLs within `within` (a TTL also as `2d` or `1h30m`); names
 * without regard to case and the closing dot; `names` and `flags` as sets, whatever stands between; a `server` by
 * its name or an address; `text` without regard to case and spaces.
 */
export const FORMS = [
  'choice',
  'number',
  'count',
  'ttl',
  'rcode',
  'flags',
  'name',
  'names',
  'server',
  'servers',
  'address',
  'text',
] as const;
export type AnswerForm = (typeof FORMS)[number];

export const questionFields = {
  question: v.string(),
  /** Default: `choice` where choices are given, else `text`. */
  form: v.optional(v.picklist(FORMS)),
  choices: v.optional(v.array(v.string()), []),
  truth: valueSchema,
  /** How far a number may be off. */
  within: v.optional(v.pipe(v.number(), v.minValue(0)), 0),
};
