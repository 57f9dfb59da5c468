/**
 * What a server has counted, for `rndc stats` and for its statistics channels.
 *
 * Simplified: a part of what named counts. What other servers were asked is counted for all views together, and stands
 * with the first; there are no counters for single zones. Hits and misses of the cache are counted once for a client's
 * question; named counts each lookup on the way.
 */
import { opcodeText, rcodeText, typeText } from '../../protocol/codes.ts';
import type { GroupId, Section, Statistics, ZoneFacts } from '../../statistics/statistics.ts';
import type { Zone } from '../../zone/zone.ts';
import { isUnloaded, type UnloadedZone } from '../../zone/zone-set.ts';
import { DEFAULT_VERSION } from '../options.ts';
import { DEFAULT_VIEW } from '../server-log.ts';
import { OTHER_TYPES } from '../request-counters.ts';
import type { View } from '../view.ts';
import { BUILT_IN_VIEW, type Controlled } from './controlled.ts';
import type { QuestionCounters } from './question-counters.ts';

type Lines = readonly (readonly [name: string, count: number])[];

export function counted(controlled: Controlled): Statistics {
  const { named, clock, questions, facts } = controlled;
  const { views, requests, tcpClients } = named;
  const [first] = views;
  const perView = (group: GroupId, lines: (view: View) => Lines): Section[] => [
    ...views.map((view) => section(group, lines(view), viewText(view.name), cacheText(view))),
    section(group, [], BUILT_IN_VIEW, BUILT_IN_VIEW),
  ];
  const sections = [
    section(
      'opcode',
      [...requests.opcodes].map((count, opcode) => [opcodeText(opcode), count]),
    ),
    section(
      'qtype',
      existing(
        [OTHER_TYPES, ...Array(OTHER_TYPES).keys()].map((type) => [
          typeName(type),
          requests.types[type] ?? 0,
        ]),
      ),
    ),
    section(
      'rcode',
      [...requests.rcodes].map((count, rcode) => [rcodeName(rcode), count]),
    ),
    ...perView('resqtype', (view) => (view === first ? askedLines(questions) : [])),
    section('nsstat', serverLines(controlled)),
    section('zonestat', []),
    ...perView('resstat', (view) => [
      ...(view === first ? resolverLines(questions) : []),
      ...refusedLines(view),
    ]),
    ...perView('cachestats', cacheLines),
    ...perView('cachedb', rrsetLines),
    ...perView('adbstat', ({ recursion }) =>
      recursion === null ? [] : [['entriescnt', recursion.resolver.addresses.size]],
    ),
    section('sockstat', [['TCP4Active', tcpClients.now]]),
  ];
  return {
    at: clock.now(),
    bootAt: facts.startedAt,
    configuredAt: facts.configuredAt,
    version: DEFAULT_VERSION,
    line: 1,
    sections,
    zones: views.flatMap((view) => [...view.zones].map((zone) => zoneFacts(controlled, view.name, zone))),
  };
}

function section(
  group: GroupId,
  lines: Lines,
  view: string | null = null,
  cache: string | null = null,
): Section {
  return { group, title: '', view, cache, zone: null, part: null, counters: new Map(lines) };
}

/** BIND: the view without a name is called so. */
function viewText(name: string): string {
  return name === DEFAULT_VIEW ? 'default' : name;
}

function cacheText({ name, recursion }: View): string {
  return viewText(recursion?.cache.view ?? name);
}

function zoneFacts(controlled: Controlled, view: string, zone: Zone | UnloadedZone): ZoneFacts {
  const facts = controlled.zoneFacts(view, zone.origin);
  const type = facts?.automatic === true ? 'builtin' : (facts?.type ?? 'primary');
  const loaded = isUnloaded(zone) ? null : (facts?.loadedAt ?? null);
  return {
    name: zone.origin.toString().replace(/(?<=.)\.$/, ''),
    view: viewText(view),
    class: 'IN',
    type,
    serial: isUnloaded(zone) ? null : zone.serial,
    loaded: loaded === null ? null : new Date(loaded).toISOString().replace(/\.\d+Z$/, 'Z'),
    expires: null,
    refresh: null,
  };
}

function typeName(type: number): string {
  return type === OTHER_TYPES ? 'Others' : typeText(type);
}

/** BIND: a word for those that a server of its kind can give. */
function rcodeName(rcode: number): string {
  return rcode > 16 && rcode !== 23 ? String(rcode) : rcodeText(rcode);
}

function existing(lines: Lines): Lines {
  return lines.filter(([, count]) => count > 0);
}

function askedLines(questions: QuestionCounters | null): Lines {
  const byType = [...(questions?.asked ?? [])].sort(([a], [b]) => a - b);
  return byType.map(([type, count]) => [typeText(type), count]);
}

function serverLines({ named, questions }: Controlled): Lines {
  const { requests, tcpClients, recursiveClients } = named;
  return [
    ['Requestv4', requests.ipv4],
    ['Requestv6', requests.ipv6],
    ['ReqEdns0', requests.edns],
    ['ReqTCP', requests.tcp],
    ['TCPConnHighWater', tcpClients.highWater],
    ['Response', requests.responses],
    ['TruncatedResp', requests.truncated],
    ['RespEDNS0', requests.ednsResponses],
    ['QrySuccess', requests.successes],
    ['QryAuthAns', requests.authoritative],
    ['QryNoauthAns', requests.notAuthoritative],
    ['QryReferral', requests.referrals],
    ['QryNxrrset', requests.noData],
    ['QrySERVFAIL', requests.servfails],
    ['QryFORMERR', requests.formerrs],
    ['QryNXDOMAIN', requests.nxdomains],
    ['QryRecursion', questions?.recursions ?? 0],
    ['QryDropped', requests.dropped],
    ['QryFailure', requests.otherFailures],
    ['RecursClients', recursiveClients.used],
    ['QryUDP', requests.udpQueries],
    ['QryTCP', requests.tcpQueries],
    ['CookieIn', requests.cookies],
    ['CookieNew', requests.newCookies],
    ['RecLimitDropped', recursiveClients.givenUp],
  ];
}

const RTT_NAMES = ['QryRTT10', 'QryRTT100', 'QryRTT500', 'QryRTT800', 'QryRTT1600', 'QryRTT1600+'] as const;

function resolverLines(questions: QuestionCounters | null): Lines {
  if (questions === null) return [];
  const [sent4, sent6] = questions.sent;
  const [received4, received6] = questions.received;
  return [
    ['Queryv4', sent4],
    ['Queryv6', sent6],
    ['Responsev4', received4],
    ['Responsev6', received6],
    ['OtherError', questions.useless],
    ['Retry', questions.retries],
    ['QueryTimeout', questions.timeouts],
    ...RTT_NAMES.map((name, i) => [name, questions.rtts[i] ?? 0] as const),
    ['Priming', questions.primings],
  ];
}

/** What was refused. named has no word for records that are not believed: it drops them uncounted. */
function refusedLines({ recursion }: View): Lines {
  if (recursion === null) return [];
  const { ignored, dropped, zoneQuota, serverQuota, clientQuota } = recursion.resolver.counters;
  return [
    ['Mismatch', ignored],
    ['ZoneQuota', zoneQuota],
    ['ServerQuota', serverQuota],
    ['ClientQuota', clientQuota],
    ['NotBelieved', dropped],
  ];
}

function cacheLines({ recursion }: View): Lines {
  if (recursion === null) return [];
  const { cache, lookups } = recursion;
  return [
    ['QueryHits', lookups.hits],
    ['QueryMisses', lookups.misses],
    ['CacheNodes', new Set([...cache.entries()].map(({ key }) => key)).size],
    ['TreeMemInUse', cache.octets],
  ];
}

/** BIND: `!` marks what is denied, `#` what is stale. */
function rrsetLines({ recursion }: View): Lines {
  if (recursion === null) return [];
  const counts = new Map<string, { readonly order: number; count: number }>();
  const add = (word: string, order: number): void => {
    const known = counts.get(word);
    if (known === undefined) counts.set(word, { order, count: 1 });
    else known.count++;
  };
  for (const { kind, type } of recursion.cache.entries()) {
    if (kind === 'rrset') add(typeText(type), type);
    else if (kind === 'nodata') add(`!${typeText(type)}`, 0x1_0000 + type);
    else add('NXDOMAIN', 0x2_0000);
  }
  for (const { type } of recursion.stale?.store.entries() ?? []) add(`#${typeText(type)}`, 0x3_0000 + type);
  return [...counts].sort(([, a], [, b]) => a.order - b.order).map(([word, { count }]) => [word, count]);
}
