/**
 * What in a response may be believed, and how far.
 *
 * A server was asked because it is named for a zone; only what lies in that zone is its to say ("in bailiwick",
 * RFC 2181 §5.4.1, RFC 5452 §6). Of that, only what belongs to the answer is taken: the RRset asked for, one
 * alias, the NS records of a cut on the way to the name, and addresses of hosts that these records name.
 * Everything else is dropped and counted.
 */
import type { Trust } from '../network/journal.ts';
import { TYPE } from '../protocol/codes.ts';
import type { Message, Question, ResourceRecord, RRset } from '../protocol/message.ts';
import type { Name } from '../protocol/name.ts';
import { targetName } from '../protocol/rdata.ts';
import type { ResponseType } from './response-type.ts';

export interface Believed {
  readonly rrset: RRset;
  readonly trust: Trust;
}

export interface Beside {
  readonly authority: readonly RRset[];
  readonly additional: readonly RRset[];
}

export interface Scrubbed {
  /** The RRsets asked for; one CNAME; or a referral's NS RRset. */
  readonly main: readonly Believed[];
  /** What came beside and is worth keeping. */
  readonly beside: readonly Believed[];
  /** What an answer's own authority and additional sections say about it, in the zone; believed for showing only. */
  readonly shown: Beside;
  /** How far a denial is believed. */
  readonly denial: Trust;
  /** Records that were not taken; of these, those whose names do not lie in the zone. */
  readonly dropped: number;
  readonly outside: number;
}

export interface Belief {
  /** A denial need not come with authority. Default false. */
  readonly trustful?: boolean;
  /** Glue need not lie in the zone that is delegated. Default true. */
  readonly siblingGlue?: boolean;
}

/**
 * Sorts a response's records. `zone` is the zone that the server was asked as a server of. `hardToForge`: it came
 * over TCP or with our cookie.
 */
export function scrub(
  message: Message,
  question: Question,
  zone: Name,
  type: ResponseType,
  hardToForge: boolean,
  { trustful = false, siblingGlue = true }: Belief = {},
): Scrubbed {
  const main: Believed[] = [];
  const beside: Believed[] = [];
  const authority: RRset[] = [];
  const additional: Believed[] = [];
  const total = message.answers.length + message.authority.length + message.additional.length;
  if (type.kind === 'answer' || type.kind === 'cname') {
    const trust: Trust = message.aa ? 'authanswer' : 'answer';
    const wanted = type.kind === 'cname' ? TYPE.CNAME : question.type;
    for (const rrset of rrsetsAt(message.answers, question.name, wanted)) {
      // RFC 2181 §10.1: one alias has one target. Of more, the first counts.
      main.push({
        rrset: wanted === TYPE.CNAME ? { ...rrset, rdatas: rrset.rdatas.slice(0, 1) } : rrset,
        trust,
      });
      // BIND: what the root servers say of their addresses counts as glue, however it was asked for.
      const rootServers = rrset.type === TYPE.NS && rrset.name.isRoot;
      addAddresses(message, rrset, zone, rootServers ? 'glue' : 'additional', beside);
    }
    // BIND: NS records beside an answer are taken only where the answer can hardly have been forged.
    const cut = cutInAuthority(message, question, zone);
    for (const { rrset } of main) addAddresses(message, rrset, zone, 'additional', additional);
    if (cut !== null && !main.some(({ rrset }) => rrset.type === TYPE.NS && rrset.name.equals(cut.name))) {
      authority.push(cut);
      addAddresses(message, cut, zone, 'additional', additional);
    }
    if (message.aa && hardToForge) {
      if (cut !== null && !main.some(({ rrset }) => rrset.type === TYPE.NS && rrset.name.equals(cut.name))) {
        beside.push({ rrset: cut, trust: 'authauthority' });
        addAddresses(message, cut, zone, 'additional', beside);
      }
    }
  } else if (type.kind === 'dname') {
    // RFC 6672 §3.4: the alias beside it is made anew by who knows DNAME.
    const trust: Trust = message.aa ? 'authanswer' : 'answer';
    for (const rrset of rrsetsAt(message.answers, type.owner, TYPE.DNAME)) main.push({ rrset, trust });
  } else if (type.kind === 'referral') {
    for (const rrset of rrsetsAt(message.authority, type.zone, TYPE.NS)) {
      main.push({ rrset: atLeastOneSecond(rrset), trust: 'glue' });
      addAddresses(message, rrset, siblingGlue ? zone : type.zone, 'glue', beside);
    }
  }
  let kept = type.kind === 'nodata' || type.kind === 'nxdomain' ? (type.soa === null ? 0 : 1) : 0;
  for (const { rrset } of main) kept += rrset.rdatas.length;
  for (const { rrset } of beside) kept += rrset.rdatas.length;
  const shown = { authority, additional: additional.map(({ rrset }) => rrset) };
  // BIND: a negative entry bears the word `answer`; without authority it is not even good enough to answer from.
  const denial = message.aa || trustful ? 'answer' : 'additional';
  const dropped = total - kept;
  return { main, beside, shown, denial, dropped, outside: dropped === 0 ? 0 : outsideOf(message, zone) };
}

function outsideOf({ answers, authority, additional }: Message, zone: Name): number {
  let count = 0;
  for (const records of [answers, authority, additional])
    for (const { name } of records) if (!name.isAtOrBelow(zone)) count++;
  return count;
}

/** The NS RRset in the authority section that is the zone's own or a deeper cut's on the way to the name. */
function cutInAuthority(message: Message, question: Question, zone: Name): RRset | null {
  for (const record of message.authority) {
    if (
      record.type === TYPE.NS &&
      record.class === question.class &&
      record.name.isAtOrBelow(zone) &&
      question.name.isAtOrBelow(record.name)
    ) {
      return rrsetsAt(message.authority, record.name, TYPE.NS)[0] ?? null;
    }
  }
  return null;
}

/** Addresses in the additional section for the hosts that `rrset` names, as far as they lie in the zone. */
function addAddresses(message: Message, rrset: RRset, zone: Name, trust: Trust, into: Believed[]): void {
  if (message.additional.length === 0 || !NAMES_HOSTS.has(rrset.type)) return;
  for (const rdata of rrset.rdatas) {
    const host = targetName(rrset.type, rdata);
    // Out of zone: not this server's to say, whatever it is.
    if (host === null || !host.isAtOrBelow(zone)) continue;
    addAddress(message, host, TYPE.A, trust, into);
    addAddress(message, host, TYPE.AAAA, trust, into);
  }
}

function addAddress(message: Message, host: Name, type: number, trust: Trust, into: Believed[]): void {
  const [found] = rrsetsAt(message.additional, host, type);
  if (found === undefined) return;
  if (into.some((known) => known.rrset.type === type && known.rrset.name.equals(host))) return;
  into.push({ rrset: trust === 'glue' ? atLeastOneSecond(found) : found, trust });
}

const NAMES_HOSTS: ReadonlySet<number> = new Set([TYPE.NS, TYPE.MX, TYPE.SRV]);

/** BIND: glue with TTL 0 is kept for a second, else it would be gone before it is used. */
function atLeastOneSecond(rrset: RRset): RRset {
  return rrset.ttl === 0 ? { ...rrset, ttl: 1 } : rrset;
}

/** The RRsets of one owner in a section, of one type or (ANY) of all. RFC 2181 §5.2: unequal TTLs count as the least. */
function rrsetsAt(records: readonly ResourceRecord[], owner: Name, type: number): readonly RRset[] {
  let found: GrowingRRset[] | null = null;
  for (const record of records) {
    if ((type !== TYPE.ANY && record.type !== type) || record.class !== 1 || !record.name.equals(owner))
      continue;
    const rrset = found?.find((one) => one.type === record.type);
    if (rrset === undefined) {
      (found ??= []).push({
        name: record.name,
        type: record.type,
        class: record.class,
        ttl: record.ttl,
        rdatas: [record.rdata],
      });
    } else {
      rrset.ttl = Math.min(rrset.ttl, record.ttl);
      if (!rrset.rdatas.some((rdata) => sameOctets(rdata, record.rdata))) rrset.rdatas.push(record.rdata);
    }
  }
  return found ?? NONE;
}

interface GrowingRRset {
  readonly name: Name;
  readonly type: number;
  readonly class: number;
  ttl: number;
  readonly rdatas: Uint8Array[];
}

const NONE: readonly RRset[] = [];

function sameOctets(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
