/** What the walk finds out, before anybody judges it. */
import { RCODE, TYPE, rcodeText } from '../../protocol/codes.ts';
import type { Message, ResourceRecord } from '../../protocol/message.ts';
import type { Name } from '../../protocol/name.ts';
import { rdataText, readSoa, targetName } from '../../protocol/rdata.ts';
import type { NoReply, Outcome, Silence } from './ask.ts';
import type { Found } from './find-addresses.ts';

/** How a server stands to the zone that it was named for, in the words that are printed. */
export type Standing =
  | 'ok'
  /** It has the zone and does not say so. */
  | 'no aa'
  | 'refers upward'
  | 'refers to itself'
  | 'has no such zone'
  | 'REFUSED'
  | 'SERVFAIL'
  | 'NOTIMP'
  | 'FORMERR'
  | 'NXDOMAIN'
  | 'another error'
  | Silence;

/** One address of one server of a zone. */
export interface ServerFacts {
  readonly server: Name;
  readonly address: string;
  readonly standing: Standing;
  readonly reply: Outcome;
  readonly serial: number | null;
  /** The zone's NS set as this server has it, sorted; null where it gives none. */
  readonly nameServers: readonly string[] | null;
  readonly nsTtl: number | null;
  /** Whether it answers over TCP; null where it was not asked. */
  readonly tcp: boolean | null;
  /** The SOA's owner in its answer about a name that does not exist; null where it gave no such answer. */
  readonly negativeSoa: Name | null;
  readonly data: Data | null;
  /** Names above the one asked for that it says do not exist. */
  readonly denied: readonly Name[];
}

/** What a server says of the name that the check is about. */
export interface Data {
  /** `A 127.53.9.1`, sorted and joined; or `NXDOMAIN`, `no data`. */
  readonly text: string;
  readonly exists: boolean;
  readonly ttl: number | null;
  /** Aliases in the answer that lead back to where they began. */
  readonly circle: boolean;
}

/** A name in an NS set. */
export interface NameFacts {
  readonly server: Name;
  /** Null: the parent's set could not be seen. */
  readonly inParent: boolean | null;
  /** Null: no server of the zone gave its set. */
  readonly inChild: boolean | null;
  /** Addresses that the parent gave with the delegation. */
  readonly glue: readonly string[];
  /** What the name's own zone says, IPv4 and IPv6. */
  readonly own: Found;
}

export interface ZoneFacts {
  readonly zone: Name;
  readonly parent: Name | null;
  /** The different NS sets that the parent's servers gave, each with who gave it. Empty: none could be seen. */
  readonly delegations: readonly Delegation[];
  readonly names: readonly NameFacts[];
  readonly servers: readonly ServerFacts[];
  /** Whether no further cut lies between this zone and the name. */
  readonly last: boolean;
}

export interface Delegation {
  readonly by: readonly string[];
  readonly nameServers: readonly string[];
}

/** What a server's answer to a question for the zone's SOA says about it. */
export function standingOf(outcome: Outcome, zone: Name): Standing {
  if (outcome.kind === 'none') return (outcome satisfies NoReply).why;
  const { message } = outcome;
  switch (message.rcode) {
    case RCODE.NOERROR:
      break;
    case RCODE.REFUSED:
    case RCODE.SERVFAIL:
    case RCODE.NOTIMP:
    case RCODE.FORMERR:
    case RCODE.NXDOMAIN:
      return rcodeText(message.rcode) as Standing; // Each of the five is one.
    default:
      return 'another error';
  }
  if (message.answers.some((record) => record.type === TYPE.SOA && record.name.equals(zone)))
    return message.aa ? 'ok' : 'no aa';
  const referral = message.authority.find((record) => record.type === TYPE.NS);
  if (referral === undefined || message.aa) return 'has no such zone';
  if (referral.name.equals(zone)) return 'refers to itself';
  return zone.isBelow(referral.name) ? 'refers upward' : 'has no such zone';
}

/** Whether it answers for the zone at all. */
export function serves({ standing }: Pick<ServerFacts, 'standing'>): boolean {
  return standing === 'ok' || standing === 'no aa';
}

export function serialOf(outcome: Outcome, zone: Name): number | null {
  if (outcome.kind === 'none') return null;
  const soa = outcome.message.answers.find(({ type, name }) => type === TYPE.SOA && name.equals(zone));
  return soa === undefined ? null : (readSoa(soa.rdata)?.serial ?? null);
}

/** The owner's NS set in an answer: sorted names and their TTL. */
export function nsSetOf(
  records: readonly ResourceRecord[],
  zone: Name,
): { readonly names: readonly Name[]; readonly texts: readonly string[]; readonly ttl: number } | null {
  const set = records.filter(({ type, name }) => type === TYPE.NS && name.equals(zone));
  const [first] = set;
  if (first === undefined) return null;
  const names = set.flatMap(({ rdata }) => targetName(TYPE.NS, rdata) ?? []);
  return { names, texts: names.map(serverText).sort(), ttl: first.ttl };
}

/** What an answer says of a name and type. */
export function dataOf(message: Message, name: Name, type: number): Data | null {
  if (message.rcode === RCODE.NXDOMAIN && message.answers.length === 0)
    return { text: 'NXDOMAIN', exists: false, ttl: null, circle: false };
  if (message.rcode !== RCODE.NOERROR && message.answers.length === 0) return null;
  const own = message.answers.filter((record) => record.name.equals(name));
  const matching = own.filter((record) => record.type === type);
  const alias = own.find((record) => record.type === TYPE.CNAME);
  const records = matching.length > 0 || alias === undefined ? matching : [alias];
  const [first] = records;
  if (first === undefined) return { text: 'no data', exists: true, ttl: null, circle: false };
  const kind = alias === undefined || matching.length > 0 ? '' : 'CNAME ';
  const texts = records.map(({ type: its, rdata }) => kind + rdataText(its, rdata));
  return { text: texts.sort().join(', '), exists: true, ttl: first.ttl, circle: circles(message, name) };
}

function circles(message: Message, name: Name): boolean {
  const seen = new Set<string>();
  for (let at: Name | null = name; at !== null;) {
    if (seen.has(at.key)) return true;
    seen.add(at.key);
    const here: Name = at;
    const alias = message.answers.find((record) => record.type === TYPE.CNAME && record.name.equals(here));
    at = alias === undefined ? null : targetName(TYPE.CNAME, alias.rdata);
  }
  return false;
}

/** `ns1.nic.uk`, small letters: how names of servers are printed and compared. */
export function serverText(name: Name): string {
  return name.toRelaxedString().toLowerCase();
}

export function zoneText(name: Name): string {
  return name.isRoot ? '. (the root)' : serverText(name);
}
