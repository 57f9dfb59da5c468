/**
 * What an authoritative server answers from its zones: RFC 1034 §4.3.2, with wildcards as in RFC 4592, DNAME as
 * in RFC 6672, negative answers as in RFC 2308; which records go beside the answer is as in named 9.18.
 *
 * A question's way: the closest zone → a walk down to the name → what stands there is the answer, an alias to
 * follow (from step 1 again, with the new name), a cut that refers to others, or nothing: then the SOA says so.
 */
import { CLASS, RCODE, TYPE } from '../protocol/codes.ts';
import type { Question, ResourceRecord } from '../protocol/message.ts';
import { isNameProblem, type Name } from '../protocol/name.ts';
import { targetName } from '../protocol/rdata.ts';
import { Sections } from './sections.ts';
import { isUnloaded, type UnloadedZone, type ZoneSet } from './zone-set.ts';
import { rrsetOf, type Zone, type ZoneNode, type ZoneRRset } from './zone.ts';

export { ZoneSet, type UnloadedZone } from './zone-set.ts';

export interface AuthorityOptions {
  /** The query's RD bit: decides, by default, whether the zone's NS records go along. */
  readonly recursionDesired: boolean;
  /** BIND: `minimal-responses`. Default: `no-auth-recursive`. */
  readonly minimal?: MinimalResponses;
  /**
   * Whether an alias is followed into the server's other zones. BIND: only for who asked for recursion and may have
   * it (the rest of the way may then lie outside). Default: false.
   */
  readonly acrossZones?: boolean;
  /**
   * Whether a DS of a zone's own name is the parent's alone, be that elsewhere. BIND: for who asked for recursion and may
   * have it; others hear from the child that it has none. Default: false.
   */
  readonly parentHasDs?: boolean;
}

/**
 * BIND: `no` adds the zone's NS records to answers and addresses to all that names hosts; `yes` does neither unless
 * it must; `no-auth` leaves the NS records out; `no-auth-recursive` does so where recursion was asked for.
 */
export type MinimalResponses = 'no' | 'yes' | 'no-auth' | 'no-auth-recursive';

export interface AuthorityAnswer {
  readonly kind:
    | 'answer'
    /** The answer ends in an alias whose target lies in another zone: that of the last record. */
    | 'cname'
    | 'referral'
    | 'nodata'
    | 'nxdomain'
    /** In none of the server's zones: REFUSED. */
    | 'not-authoritative'
    /** In a zone that is configured and not loaded: SERVFAIL. */
    | 'not-loaded'
    /** Aliases without end: SERVFAIL. */
    | 'loop'
    /** A DNAME made the name longer than a name can be: YXDOMAIN (RFC 6672 §2.2). */
    | 'too-long';
  readonly rcode: number;
  readonly aa: boolean;
  readonly answers: readonly ResourceRecord[];
  readonly authority: readonly ResourceRecord[];
  readonly additional: readonly ResourceRecord[];
  /** The zone that the (last part of the) answer comes from. */
  readonly zone: Zone | null;
}

/** BIND: how often an alias is followed within one response (`max-query-restarts`). */
const MAX_RESTARTS = 11;

/** Answers a question from `zones`. Transfers, updates and questions for other opcodes are not its business. */
export function answerFrom(zones: ZoneSet, question: Question, options: AuthorityOptions): AuthorityAnswer {
  // Class ANY asks all classes (RFC 1035 §3.2.5); there is only one here.
  if (question.class !== CLASS.IN && question.class !== CLASS.ANY) return refused(new Sections(false));
  const minimal = options.minimal ?? 'no-auth-recursive';
  const withAuthority = minimal === 'no' || (minimal === 'no-auth-recursive' && !options.recursionDesired);
  // BIND: who asks for name servers gets their addresses in any case.
  const sections = new Sections(minimal !== 'yes' || question.type === TYPE.NS);
  let name = question.name;
  let first: Zone | null = null;
  for (let restarts = 0; ; restarts++) {
    const zone = zoneFor(zones, name, question.type, first, options);
    let step: AuthorityAnswer | { readonly next: Name };
    if (!zone) {
      if (first === null) return refused(sections);
      step = finish(sections, 'cname', RCODE.NOERROR, true, null);
    } else if (isUnloaded(zone)) {
      return finish(sections, 'not-loaded', RCODE.SERVFAIL, first !== null, null);
    } else {
      first ??= zone;
      step = answerInZone(zone, name, question.type, restarts > 0, withAuthority, sections);
      if ('next' in step && restarts === MAX_RESTARTS)
        step = finish(sections, 'loop', RCODE.SERVFAIL, true, zone);
    }
    if ('kind' in step) {
      // BIND: ANY gets what there is, and nothing beside it.
      if (first && question.type !== TYPE.ANY) sections.addAddresses(first, question.type);
      return step;
    }
    name = step.next;
  }
}

/** The response, or the name to go on with. */
function answerInZone(
  zone: Zone,
  name: Name,
  type: number,
  restarted: boolean,
  withAuthority: boolean,
  sections: Sections,
): AuthorityAnswer | { readonly next: Name } {
  // RFC 4035 §3.1.4.1: DS belongs to the parent's side of a cut.
  const found = zone.walk(name, { atCut: type === TYPE.DS });
  switch (found.kind) {
    case 'cut':
      sections.addReferral(zone, found.node);
      // A chain that began in a zone of ours keeps its aa: that bit is about the first name (RFC 1035 §4.1.1).
      return finish(sections, 'referral', RCODE.NOERROR, restarted, zone);
    case 'dname': {
      sections.addAnswer(found.dname, found.node.name);
      const target = targetName(TYPE.DNAME, found.dname.rdatas[0] as Uint8Array);
      const next = target ? name.substitute(found.node.name, target) : null;
      if (!next || isNameProblem(next)) return finish(sections, 'too-long', RCODE.YXDOMAIN, true, zone);
      // RFC 6672 §3.1: for those who do not know DNAME, with the DNAME's own TTL.
      sections.addCname(name, next, found.dname);
      if (type !== TYPE.CNAME && type !== TYPE.ANY) return { next };
      if (withAuthority) sections.addNameServers(zone);
      return finish(sections, 'answer', RCODE.NOERROR, true, zone);
    }
    case 'missing': {
      if (!found.wildcard) {
        // BIND: `zero-no-soa-ttl`, for asking for a SOA is how programs look for the top of a zone.
        sections.addSoa(zone, type === TYPE.SOA);
        return finish(sections, 'nxdomain', RCODE.NXDOMAIN, true, zone);
      }
      return answerAtNode(zone, found.wildcard, name, type, withAuthority, sections);
    }
    case 'node':
      return answerAtNode(zone, found.node, name, type, withAuthority, sections);
  }
}

/** `owner` is the question's name: what a wildcard gives carries it (RFC 4592 §3.3.2). */
function answerAtNode(
  zone: Zone,
  node: ZoneNode,
  owner: Name,
  type: number,
  withAuthority: boolean,
  sections: Sections,
): AuthorityAnswer | { readonly next: Name } {
  const rrsets = type === TYPE.ANY ? node.rrsets : matching(node, type);
  if (rrsets.length === 0) {
    const alias = rrsetOf(node, TYPE.CNAME);
    const next = alias && targetName(TYPE.CNAME, alias.rdatas[0] as Uint8Array);
    if (alias && next) {
      sections.addAnswer(alias, owner);
      return { next };
    }
    sections.addSoa(zone);
    return finish(sections, 'nodata', RCODE.NOERROR, true, zone);
  }
  for (const rrset of rrsets) sections.addAnswer(rrset, owner);
  // BIND: beside a DS stand no NS records, for they would be the parent's.
  if (withAuthority && type !== TYPE.DS) sections.addNameServers(zone);
  return finish(sections, 'answer', RCODE.NOERROR, true, zone);
}

function matching(node: ZoneNode, type: number): readonly ZoneRRset[] {
  const rrset = rrsetOf(node, type);
  return rrset ? [rrset] : [];
}

/** The zone to answer from; once begun in `first`, an answer stays there unless it may go across zones. */
function zoneFor(
  zones: ZoneSet,
  name: Name,
  type: number,
  first: Zone | null,
  { acrossZones = false, parentHasDs = false }: AuthorityOptions,
): Zone | UnloadedZone | null {
  const usable = (zone: Zone | UnloadedZone | null): boolean =>
    first === null || acrossZones || zone === first;
  // RFC 4035 §3.1.4.1: DS is on the parent's side of a cut; who has only the child says what that knows: nothing.
  const parent = type === TYPE.DS ? zones.closest(name, true) : null;
  if (parent && usable(parent)) return parent;
  if (type === TYPE.DS && parentHasDs && !name.isRoot) return null;
  const zone = zones.closest(name);
  return usable(zone) ? zone : null;
}

function refused(sections: Sections): AuthorityAnswer {
  return finish(sections, 'not-authoritative', RCODE.REFUSED, false, null);
}

function finish(
  sections: Sections,
  kind: AuthorityAnswer['kind'],
  rcode: number,
  aa: boolean,
  zone: Zone | null,
): AuthorityAnswer {
  const { answers, authority, additional } = sections;
  return { kind, rcode, aa, answers, authority, additional, zone };
}
