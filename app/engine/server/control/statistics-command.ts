/**
 * stats: what was counted, into the statistics file, which grows by one dump at a time.
 *
 * Simplified: a part of what named counts. What other servers were asked is counted for all views together, and stands
 * with the first; there are no counters for single zones.
 */
import { opcodeText, rcodeText, typeText } from '../../protocol/codes.ts';
import { DEFAULT_VIEW } from '../server-log.ts';
import type { ClientQuota } from '../client-quota.ts';
import type { View } from '../view.ts';
import { BUILT_IN_VIEW, type Controlled } from './controlled.ts';
import type { RequestCounters } from '../request-counters.ts';
import { RTT_BOUNDS, type QuestionCounters } from './question-counters.ts';
import { reply, type CommandReply } from './results.ts';

type Line = readonly [count: number, what: string];

export function statistics(controlled: Controlled): CommandReply {
  controlled.write('statistics', [statisticsText(controlled)], (written) => {
    if (written) controlled.log('info', 'dumpstats complete');
    else controlled.log('error', 'dumpstats failed: failure');
  });
  return reply('ISC_R_SUCCESS');
}

function statisticsText({ named, clock, questions }: Controlled): string {
  const { views, requests, tcpClients, recursiveClients } = named;
  const at = Math.floor(clock.now() / 1000);
  const [first] = views;
  const perView = (lines: (view: View) => readonly Line[], end = ''): string =>
    views.map((view) => `[View: ${viewText(view)}]\n${linesText(lines(view))}`).join('') + end;
  return [
    `+++ Statistics Dump +++ (${at})\n`,
    '++ Incoming Requests ++\n',
    linesText([...requests.opcodes].map((count, opcode): Line => [count, opcodeText(opcode)])),
    '++ Incoming Queries ++\n',
    linesText([...requests.types].map((count, type): Line => [count, typeName(type)])),
    '++ Outgoing Rcodes ++\n',
    linesText([...requests.rcodes].map((count, rcode): Line => [count, rcodeText(rcode)])),
    '++ Outgoing Queries ++\n',
    perView((view) => (view === first ? askedLines(questions) : []), `[View: ${BUILT_IN_VIEW}]\n`),
    '++ Name Server Statistics ++\n',
    linesText(serverLines(requests, tcpClients.highWater, questions?.recursions ?? 0, recursiveClients)),
    '++ Zone Maintenance Statistics ++\n',
    '++ Resolver Statistics ++\n[Common]\n',
    perView(
      (view) => [...(view === first ? resolverLines(questions) : []), ...refusedLines(view)],
      `[View: ${BUILT_IN_VIEW}]\n`,
    ),
    '++ Cache Statistics ++\n',
    perView((view) => cacheLines(view), `[View: ${BUILT_IN_VIEW} (Cache: ${BUILT_IN_VIEW})]\n`),
    '++ Cache DB RRsets ++\n',
    views.map((view) => `[View: ${cacheText(view)}]\n${rrsetLines(view)}`).join(''),
    `[View: ${BUILT_IN_VIEW} (Cache: ${BUILT_IN_VIEW})]\n`,
    '++ ADB stats ++\n',
    perView(({ recursion }) => [[recursion?.resolver.addresses.size ?? 0, 'Addresses in hash table']]),
    `[View: ${BUILT_IN_VIEW}]\n`,
    '++ Socket I/O Statistics ++\n',
    linesText([[tcpClients.now, 'TCP/IPv4 sockets active']]),
    '++ Per Zone Query Statistics ++\n',
    `--- Statistics Dump --- (${at})\n`,
  ].join('');
}

/** BIND: the number in 20 columns, and only what is not zero. */
function linesText(lines: readonly Line[]): string {
  return lines
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${String(count).padStart(20)} ${what}\n`)
    .join('');
}

/** BIND: the view without a name is called so here. */
function viewText({ name }: View): string {
  return name === DEFAULT_VIEW ? 'default' : name;
}

function cacheText(view: View): string {
  if (view.name === DEFAULT_VIEW) return viewText(view);
  return `${view.name} (Cache: ${view.recursion?.cache.view ?? view.name})`;
}

function typeName(type: number): string {
  return type === 512 ? 'Others' : typeText(type);
}

function askedLines(questions: QuestionCounters | null): Line[] {
  const byType = [...(questions?.asked ?? [])].sort(([a], [b]) => a - b);
  return byType.map(([type, count]) => [count, typeText(type)]);
}

function serverLines(
  requests: RequestCounters,
  highWater: number,
  recursions: number,
  { used, givenUp }: Readonly<Pick<ClientQuota, 'used' | 'givenUp'>>,
): Line[] {
  return [
    [requests.ipv4, 'IPv4 requests received'],
    [requests.ipv6, 'IPv6 requests received'],
    [requests.edns, 'requests with EDNS(0) received'],
    [requests.tcp, 'TCP requests received'],
    [highWater, 'TCP connection high-water'],
    [requests.responses, 'responses sent'],
    [requests.truncated, 'truncated responses sent'],
    [requests.ednsResponses, 'responses with EDNS(0) sent'],
    [requests.successes, 'queries resulted in successful answer'],
    [requests.authoritative, 'queries resulted in authoritative answer'],
    [requests.notAuthoritative, 'queries resulted in non authoritative answer'],
    [requests.referrals, 'queries resulted in referral answer'],
    [requests.noData, 'queries resulted in nxrrset'],
    [requests.servfails, 'queries resulted in SERVFAIL'],
    [requests.formerrs, 'queries resulted in FORMERR'],
    [requests.nxdomains, 'queries resulted in NXDOMAIN'],
    [recursions, 'queries caused recursion'],
    [requests.dropped, 'queries dropped'],
    [requests.otherFailures, 'other query failures'],
    [used, 'recursing clients'],
    [requests.udpQueries, 'UDP queries received'],
    [requests.tcpQueries, 'TCP queries received'],
    [requests.cookies, 'COOKIE option received'],
    [requests.newCookies, 'COOKIE - client only'],
    [givenUp, 'queries dropped due to recursive client limit'],
  ];
}

function resolverLines(questions: QuestionCounters | null): Line[] {
  if (questions === null) return [];
  const [sent4, sent6] = questions.sent;
  const [received4, received6] = questions.received;
  return [
    [sent4, 'IPv4 queries sent'],
    [sent6, 'IPv6 queries sent'],
    [received4, 'IPv4 responses received'],
    [received6, 'IPv6 responses received'],
    [questions.useless, 'other errors received'],
    [questions.retries, 'query retries'],
    [questions.timeouts, 'query timeouts'],
    ...questions.rtts.map((count, i): Line => [count, `queries with RTT ${rttText(i)}`]),
    [questions.primings, 'priming queries'],
  ];
}

/** What was refused. named has no word for records that are not believed: it drops them uncounted. */
function refusedLines({ recursion }: View): Line[] {
  if (recursion === null) return [];
  const { ignored, dropped, zoneQuota, serverQuota, clientQuota } = recursion.resolver.counters;
  return [
    [ignored, 'mismatch responses received'],
    [zoneQuota, 'spilled due to zone quota'],
    [serverQuota, 'spilled due to server quota'],
    [clientQuota, 'spilled due to clients per query quota'],
    [dropped, 'records in responses not believed'],
  ];
}

function rttText(place: number): string {
  const from = RTT_BOUNDS[place - 1];
  const to = RTT_BOUNDS[place];
  if (from === undefined) return `< ${to}ms`;
  return to === undefined ? `> ${from}ms` : `${from}-${to}ms`;
}

function cacheLines({ recursion }: View): Line[] {
  if (recursion === null) return [];
  const { cache } = recursion;
  return [
    [new Set([...cache.entries()].map(({ key }) => key)).size, 'cache database nodes'],
    [cache.octets, 'cache tree memory in use'],
  ];
}

/** BIND: `!` marks what is denied, `#` what is stale. */
function rrsetLines({ recursion }: View): string {
  if (recursion === null) return '';
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
  return linesText(
    [...counts].sort(([, a], [, b]) => a.order - b.order).map(([word, { count }]) => [count, word]),
  );
}
