/**
 * A dump's cache put into a resolver's, so that it goes on from there: each RRset and negative entry with its trust
 * and what was left of its TTL.
 */
import type { Cache } from '../../cache/cache.ts';
import { TRUST_ORDER, type Trust } from '../../network/journal.ts';
import { CLASS, TYPE } from '../../protocol/codes.ts';
import type { RRset } from '../../protocol/message.ts';
import { isNameProblem, Name } from '../../protocol/name.ts';
import { rdataFromText } from '../../protocol/rdata-parse.ts';
import { ZoneTokens } from '../../zone/tokens.ts';
import { FLAG } from './columns.ts';
import type { OpenDump } from './difference.ts';
import { readEntry, type DumpEntry } from './dump-entry.ts';
import { selectEntries } from './query.ts';

/** Why an entry stays behind. */
export type LeftReason =
  /** Its TTL was over: stale, expired, or 0. */
  | 'over'
  | 'class'
  /** `none`: nobody vouches for it. */
  | 'trust'
  /** Its data, its owner, or the SOA of a negative entry cannot be read. */
  | 'data'
  /** Simplified: the cache has one set of signatures at a name, a dump one for each type that they cover. */
  | 'signatures'
  /** The cache had something better. */
  | 'kept-other';

export interface LoadReport {
  readonly loaded: number;
  readonly left: Readonly<Partial<Record<LeftReason, number>>>;
}

/** Unbound's words as the nearest of BIND's. */
const UNBOUND: Readonly<Record<string, Trust>> = {
  add_noAA: 'additional',
  auth_noAA: 'additional',
  add_AA: 'additional',
  nonauth_ans_AA: 'answer',
  ans_noAA: 'answer',
  'glue (unbound)': 'glue',
  auth_AA: 'authauthority',
  ans_AA: 'authanswer',
  sec_noglue: 'authanswer',
  prim_noglue: 'authanswer',
  validated: 'secure',
  ultimate: 'ultimate',
};

/** Loads the cache of one view. What the cache holds already stays where it is believed more. */
export function loadDump(dump: OpenDump, view: string, cache: Cache): LoadReport {
  const left: Partial<Record<LeftReason, number>> = {};
  const soas = soasOf(dump, view);
  let loaded = 0;
  for (const place of selectEntries(dump.index, { view })) {
    const reason = isOver(dump, place)
      ? 'over'
      : loadEntry(readEntry(dump.index, dump.text, place), soas, cache);
    if (reason === null) loaded++;
    else left[reason] = (left[reason] ?? 0) + 1;
  }
  return { loaded, left };
}

function isOver({ index: { entries } }: OpenDump, place: number): boolean {
  return entries.ttl[place] === 0 || ((entries.flags[place] as number) & (FLAG.stale | FLAG.expired)) !== 0;
}

function loadEntry(entry: DumpEntry, soas: ReadonlyMap<string, RRset>, cache: Cache): LeftReason | null {
  if (entry.class !== 'IN') return 'class';
  if (entry.typeNumber === TYPE.RRSIG && entry.kind === 'rrset') return 'signatures';
  const name = Name.parse(entry.owner);
  const trust = trustIn(entry);
  if (isNameProblem(name)) return 'data';
  if (trust === null) return 'trust';
  if (entry.kind === 'rrset') {
    const rrset = rrsetOf(entry, name);
    if (rrset === null) return 'data';
    return cache.store(rrset, trust, null)?.trust === trust ? null : 'kept-other';
  }
  const soa = proofOf(entry, soas);
  // RFC 2308 §5: without an SOA a negative answer has no time.
  if (soa === null) return 'data';
  const stored =
    entry.kind === 'nxdomain'
      ? cache.storeNxdomain(name, soa, trust, null)
      : cache.storeNodata(name, entry.typeNumber, soa, trust, null);
  return stored?.trust === trust ? null : 'kept-other';
}

function trustIn({ trust, kind }: DumpEntry): Trust | null {
  if (trust === 'local') return 'ultimate';
  // Unbound's messages have none: they are answers.
  if (trust === '' && kind !== 'rrset') return 'answer';
  return TRUST_ORDER.find((word) => word === trust) ?? UNBOUND[trust] ?? null;
}

function rrsetOf(entry: DumpEntry, name: Name): RRset | null {
  const rdatas: Uint8Array[] = [];
  for (const { words } of entry.records) {
    const rdata = rdataFromText(entry.typeNumber, words);
    if ('kind' in rdata) return null;
    rdatas.push(rdata);
  }
  return { name, type: entry.typeNumber, class: CLASS.IN, ttl: entry.ttl, rdatas };
}

/** The SOA that proves a negative entry, with what is left of the entry's time. */
function proofOf({ comments, ttl }: DumpEntry, soas: ReadonlyMap<string, RRset>): RRset | null {
  for (const comment of comments) {
    const [, owner = '', rdata = ''] = /^(\S+) SOA (?!\.\.\.)(.*)$/.exec(comment) ?? [];
    const name = owner === '' ? null : Name.parse(owner);
    if (name !== null && !isNameProblem(name)) {
      const octets = rdataFromText(TYPE.SOA, new ZoneTokens(`\t${rdata}\n`).next()?.words ?? []);
      if (!('kind' in octets)) return { name, type: TYPE.SOA, class: CLASS.IN, ttl, rdatas: [octets] };
    }
    // Unbound: the message refers to an RRset.
    const [, referred = ''] = /^(\S+) IN SOA \d+$/.exec(comment) ?? [];
    const soa = soas.get(referred.toLowerCase());
    if (soa !== undefined) return { ...soa, ttl };
  }
  return null;
}

/** Unbound's SOA RRsets by owner; messages refer to them. */
function soasOf({ index, text }: OpenDump, view: string): Map<string, RRset> {
  const soas = new Map<string, RRset>();
  if (index.format !== 'unbound') return soas;
  for (const place of selectEntries(index, { view, types: [TYPE.SOA], kinds: ['rrset'] })) {
    const entry = readEntry(index, text, place);
    const name = Name.parse(entry.owner);
    const soa = isNameProblem(name) ? null : rrsetOf(entry, name);
    if (soa !== null) soas.set(entry.owner.toLowerCase(), soa);
  }
  return soas;
}
