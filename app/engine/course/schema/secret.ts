/** A secret lab: a list of faults, of which each seed switches some on; the report names them from evidence. */
import * as v from 'valibot';
import { actionSchema } from './actions.ts';
import { changeSchema } from './events.ts';
import { cacheSchema, icmpSchema, logSchema, packetSchema, segmentSchema } from './filters.ts';
import { idSchema } from './checks.ts';

const evidenceSchema = v.variant('of', [
  v.strictObject({ of: v.literal('packet'), packet: packetSchema }),
  v.strictObject({ of: v.literal('icmp'), icmp: icmpSchema }),
  v.strictObject({ of: v.literal('segment'), segment: segmentSchema }),
  v.strictObject({ of: v.literal('cache'), entry: cacheSchema }),
  v.strictObject({ of: v.literal('log'), log: logSchema }),
]);
export type FaultEvidence = v.InferOutput<typeof evidenceSchema>;

const secretFaultSchema = v.strictObject({
  id: idSchema,
  /** One of `kinds`. */
  kind: idSchema,
  /** The host that is to blame; where several share the blame, any of them may be named. */
  server: v.union([v.string(), v.pipe(v.array(v.string()), v.minLength(1))]),
  /** What is switched on in the network. */
  changes: v.pipe(v.array(changeSchema), v.minLength(1)),
  /** A packet (also an ICMP message or a TCP segment), a cache entry or a log line that fits one of these is evidence. */
  evidence: v.pipe(v.array(evidenceSchema), v.minLength(1)),
  /** One of `cures`. */
  cure: v.optional(idSchema),
  /** Brings the evidence to light. */
  solution: v.pipe(v.array(actionSchema), v.minLength(1)),
  /** Of faults with the same word here a seed takes one at most. */
  apart: v.optional(v.string()),
});
export type SecretFault = v.InferOutput<typeof secretFaultSchema>;

/** The hosts that may be named for a fault. */
export function blamedHosts({ server }: Pick<SecretFault, 'server'>): readonly string[] {
  return typeof server === 'string' ? [server] : server;
}

const choiceSchema = v.strictObject({ id: idSchema, title: v.string() });

export const secretSchema = v.strictObject({
  /** How many of the faults a seed switches on. */
  pick: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 1),
  /** What the report offers as faults; some may be true of no fault. */
  kinds: v.pipe(v.array(choiceSchema), v.minLength(2)),
  /** What the report offers as cures; empty: none is asked for. */
  cures: v.optional(v.array(choiceSchema), []),
  /** The hosts that the report offers; default: all that have zones or a cache. */
  servers: v.optional(v.array(v.string())),
  faults: v.pipe(v.array(secretFaultSchema), v.minLength(1)),
});
export type SecretFile = v.InferOutput<typeof secretSchema>;
