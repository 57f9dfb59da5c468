/**
 * What a response of a server that does the walking says: the data, the next name of a chain, that there is nothing,
 * or something that nobody can use.
 *
 * BIND: of a chain of aliases in one response only the first step is taken; the next name is asked for anew.
 */
import { CLASS, RCODE, TYPE } from '../../protocol/codes.ts';
import type { Message, ResourceRecord, RRset } from '../../protocol/message.ts';
import type { Name } from '../../protocol/name.ts';
import { isNameProblem } from '../../protocol/name.ts';
import { targetName } from '../../protocol/rdata.ts';
import { coveredType, inCacheOrder, inProofOrder, setsOf } from './sets.ts';

/** How far data is believed, in the words of the cache (RFC 2181 §5.4.1). */
export type Trust = 'answer' | 'authanswer' | 'additional';

export interface Answer {
  readonly kind: 'answer';
  readonly sets: readonly RRset[];
  readonly trust: Trust;
}

export interface Alias {
  readonly kind: 'alias';
  readonly sets: readonly RRset[];
  readonly target: Name;
  readonly trust: Trust;
}

export interface Negative {
  readonly kind: 'negative';
  readonly nxdomain: boolean;
  /** Seconds. */
  readonly ttl: number;
  /** What proves it: SOA, NSEC, NSEC3, and their signatures. */
  readonly proof: readonly RRset[];
  readonly trust: Trust;
}

/** BIND's words about what is wrong with its form. */
export interface Unusable {
  readonly kind: 'unusable';
  readonly words: string;
}

export type Meaning = Answer | Alias | Negative | Unusable;

/** Seconds. BIND: max-cache-ttl and max-ncache-ttl. */
const LONGEST_TTL = 604_800;
const LONGEST_NEGATIVE_TTL = 10_800;

const PROOF_TYPES: ReadonlySet<number> = new Set([TYPE.SOA, TYPE.NSEC, TYPE.NSEC3]);

/** The meaning of a response without an error (NOERROR or NXDOMAIN). */
export function meaningOf(message: Message, name: Name, type: number): Meaning {
  const answers = message.answers.filter((record) => record.class === CLASS.IN);
  const trust: Trust = message.aa ? 'authanswer' : 'answer';
  const own = setsOf(answers.filter((record) => record.name.equals(name))).map(capped);
  if (type === TYPE.ANY && own.length > 0) return { kind: 'answer', sets: inCacheOrder(own), trust };
  const data = own.filter((set) => set.type === type);
  if (data.length > 0) return { kind: 'answer', sets: [...data, ...signaturesOf(own, type)], trust };
  const alias = aliasIn(answers, name, own, trust);
  if (alias !== null) return alias;
  if (message.answers.length > 0) return { kind: 'unusable', words: 'reply has no answer' };
  return nothing(message, name);
}

/** The signatures of a set, as a set. */
function signaturesOf(sets: readonly RRset[], type: number): readonly RRset[] {
  return sets.filter((set) => set.type === TYPE.RRSIG && coveredType(set) === type);
}

function aliasIn(
  answers: readonly ResourceRecord[],
  name: Name,
  own: readonly RRset[],
  trust: Trust,
): Alias | null {
  // RFC 6672 §3.1: a DNAME stands above the name. BIND: it goes before the CNAME that a server makes of it.
  const dname = setsOf(answers.filter((record) => name.isBelow(record.name)))
    .map(capped)
    .find((set) => set.type === TYPE.DNAME);
  const base = dname && targetName(TYPE.DNAME, dname.rdatas[0] ?? new Uint8Array());
  if (!dname || !base) return canonicalName(own, trust);
  const target = name.substitute(dname.name, base);
  if (isNameProblem(target)) return null;
  const beside = setsOf(answers.filter((record) => record.name.equals(dname.name))).map(capped);
  return { kind: 'alias', sets: [dname, ...signaturesOf(beside, TYPE.DNAME)], target, trust };
}

function canonicalName(own: readonly RRset[], trust: Trust): Alias | null {
  const cname = own.find((set) => set.type === TYPE.CNAME);
  const target = targetName(TYPE.CNAME, cname?.rdatas[0] ?? new Uint8Array());
  if (cname === undefined || target === null) return null;
  return { kind: 'alias', sets: [cname, ...signaturesOf(own, TYPE.CNAME)], target, trust };
}

function nothing(message: Message, name: Name): Negative | Unusable {
  const sets = setsOf(message.authority.filter((record) => record.class === CLASS.IN));
  const nxdomain = message.rcode === RCODE.NXDOMAIN;
  const soa = sets.find((set) => set.type === TYPE.SOA && name.isAtOrBelow(set.name));
  // RFC 2308 §2.2: name servers without an SOA record are a referral, and who does the walking gives none.
  if (!nxdomain && soa === undefined && sets.some((set) => set.type === TYPE.NS))
    return { kind: 'unusable', words: 'non-improving referral' };
  const proof = inProofOrder(
    sets.filter((set) => PROOF_TYPES.has(set.type === TYPE.RRSIG ? coveredType(set) : set.type)),
  );
  const ttl = Math.min(LONGEST_NEGATIVE_TTL, ...proof.map((set) => set.ttl));
  const trust = message.aa || proof.length > 0 ? 'answer' : 'additional';
  return { kind: 'negative', nxdomain, ttl, proof, trust };
}

function capped(set: RRset): RRset {
  return set.ttl <= LONGEST_TTL ? set : { ...set, ttl: LONGEST_TTL };
}
