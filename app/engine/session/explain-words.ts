/** The steps of an explanation in words: sentences for somebody who learns how a resolver works. */
import type { ExplainedEntry, ExplanationStep } from '../../contract.ts';
import type { CacheEntrySnapshot } from '../network/journal.ts';
import type { Instant } from '../network/clock.ts';
import { rcodeText, typeText, TYPE } from '../protocol/codes.ts';
import type { Name } from '../protocol/name.ts';
import { OWN_ZONE_SUMMARY } from './explain-decisions.ts';
import { step, zoneText } from './explain-step.ts';
import type { Ended, Exchange, Search, Step } from './explain-trail.ts';

/** What came of the client's question. */
export function summaryOf(answered: Ended | null): string {
  if (answered === null) return 'Under way: the answer is not there yet.';
  if (answered.step === 'dropped') return `The client hears nothing: ${answered.why}.`;
  if (answered.step === 'refused') return `REFUSED: ${answered.list} does not let this client in.`;
  if (answered.step === 'own-zone')
    return `${rcodeText(answered.rcode)}: ${OWN_ZONE_SUMMARY[answered.found]}.`;
  const { rcode, fromCache, upstreamQuestions: asked, why } = answered;
  const word = rcodeText(rcode);
  if (why !== '') return `${word}: ${why}.`;
  const what = word === 'NXDOMAIN' ? 'The name does not exist' : 'Answered';
  if (fromCache) return `${what}: the cache knew it, and nobody else was asked.`;
  return `${what}, after ${asked === 1 ? 'one question' : `${asked} questions`} to other servers.`;
}

export function hitStep(at: Instant, change: Step<'hit'>, entry: CacheEntrySnapshot | null): ExplanationStep {
  const asked = `${change.name.toString()} ${typeText(change.type)}`;
  if (entry === null) return step('cache', 'good', `In the cache: ${asked}`, '', at);
  const { content } = entry;
  const title =
    content.kind === 'nxdomain'
      ? `In the cache: ${content.name.toString()} does not exist`
      : content.kind === 'nodata'
        ? `In the cache: ${content.name.toString()} has no ${typeText(content.type)}`
        : content.rrset.type === change.type || change.type === TYPE.ANY
          ? `In the cache: ${asked}`
          : content.rrset.type === TYPE.DNAME
            ? `In the cache: names below ${content.rrset.name.toString()} lie elsewhere`
            : `In the cache: ${content.rrset.name.toString()} is an alias`;
  const seconds = Math.max(0, Math.round((at - entry.storedAt) / 1000));
  const left = Math.max(0, Math.ceil((entry.expiresAt - at) / 1000));
  const teacher =
    entry.from === null ? '' : `${hostText(entry.from.serverName)} taught it ${seconds} s before. `;
  const detail = `${teacher}Believed as ${entry.trust}, for ${left} s more of ${entry.originalTtl} s.`;
  return { ...step('cache', 'good', title, detail, at), entries: [explained(entry)] };
}

/** `children`: the search that failed then, where the journal still holds it. */
export function failedBeforeStep(
  at: Instant,
  change: Step<'failed-before'>,
  children: readonly ExplanationStep[],
): ExplanationStep {
  const detail =
    'The same question failed a moment ago. Servers that could not answer it then are left in peace for ' +
    `${Math.ceil((change.until - at) / 1000)} s more (RFC 9520).`;
  const title = `In the failure cache: ${change.name.toString()} ${typeText(change.type)}`;
  return { ...step('failed-before', 'bad', title, detail, at), children };
}

export function joinedStep(
  at: Instant,
  change: Step<'join'>,
  children: readonly ExplanationStep[],
): ExplanationStep {
  const title = `Waits for a search that is under way: ${change.name.toString()} ${typeText(change.type)}`;
  const detail = 'Another question had begun it. One search is enough for all who ask the same.';
  const ended = children[0]?.outcome ?? 'neutral';
  return { ...step('joined', ended, title, detail, at), children };
}

export function searchStep(search: Search, children: readonly ExplanationStep[]): ExplanationStep {
  const { begun, ended, endedAt } = search;
  const what = `${begun.name.toString()} ${typeText(begun.type)}`;
  const title = begun.parent === null ? `Looks for ${what}` : `Needs a server’s address: looks for ${what}`;
  const place =
    begun.known === 'hints'
      ? 'Nothing nearer is in the cache, so it begins at the root servers of its hints.'
      : begun.known === 'configured'
        ? `Its configuration says whom to ask about ${zoneText(begun.zone)} and all below it.`
        : `Begins at the servers of ${zoneText(begun.zone)}: the deepest zone cut that it knows.`;
  const outcome = ended === null ? 'waiting' : ended.result === 'failed' ? 'bad' : 'good';
  return {
    ...step('search', outcome, title, `${place} ${endText(ended)}`.trimEnd(), search.at),
    tookMs: endedAt === null ? null : endedAt - search.at,
    children,
  };
}

export function exchangeStep(exchange: Exchange): ExplanationStep {
  const { ask, end, endedAt } = exchange;
  const whom =
    ask === null
      ? (end?.server.address ?? 'a server')
      : `${hostText(ask.serverName)}, a server of ${zoneText(ask.zone)}`;
  const packets = [ask?.packet ?? null, end?.step === 'response' ? end.packet : null];
  const base = {
    at: exchange.at,
    tookMs: endedAt === null ? null : endedAt - exchange.at,
    packets: packets.filter((packet) => packet !== null),
    entries: exchange.learned.map(explained),
  };
  const made = (outcome: ExplanationStep['outcome'], said: string, detail: string): ExplanationStep => ({
    ...step('exchange', outcome, `Asks ${whom}: ${said}`, detail, exchange.at),
    ...base,
  });
  if (end === null) return made('waiting', 'waits', '');
  switch (end.step) {
    case 'timeout':
      return made(
        'bad',
        'silence',
        `No answer within ${Math.round(end.afterMs)} ms. Another server is tried.`,
      );
    case 'unreachable':
      return made('bad', end.why, `${UNREACHABLE[end.why] ?? NOBODY_LISTENS} Another server is tried.`);
    case 'response':
      return made(
        end.use === 'believed' ? 'good' : end.use === 'useless' ? 'bad' : 'neutral',
        saidOf(end.verdict),
        responseText(end, ask?.zone ?? null),
      );
  }
}

const NOBODY_LISTENS = 'The network says that nobody listens there.';
/** By named's words for it. */
const UNREACHABLE: Readonly<Record<string, string>> = {
  'network unreachable': 'No route leads there from here, so nothing was sent.',
  'host unreachable': 'The network says that it cannot reach that machine.',
  'end of file': 'The server closed the connection before it had answered.',
  'address in use': 'No port was free to ask from.',
  'address not available': 'The address to ask from is not this machine’s.',
  'permission denied': 'The port to ask from is not allowed.',
};

/** What the resolver's verdict says of records that it did not believe. */
const DROPPED = /; (\d+) records not believed$/;

function saidOf(verdict: string): string {
  return verdict.replace(DROPPED, '');
}

/** Why a response was believed or not, and what follows from it. */
function responseText({ use, verdict }: Step<'response'>, zone: Name | null): string {
  const ofZone = zone === null ? 'the zone' : zoneText(zone);
  const dropped = DROPPED.exec(verdict)?.[1];
  const left =
    dropped === undefined
      ? ''
      : ` Not believed, as no business of ${ofZone}: ${dropped === '1' ? 'one record' : `${dropped} records`} more.`;
  if (use === 'asked-again') return 'Nothing is learned from it yet. The same server is asked once more.';
  if (use === 'useless') {
    if (verdict.startsWith('lame'))
      return `A lame server: it was said to serve ${ofZone} and does not. Another one is tried.`;
    if (verdict.startsWith('malformed')) return 'That is no DNS message. Another server is tried.';
    return 'That does not help to answer. Another server is tried.';
  }
  if (verdict.startsWith('referral'))
    return `Believed: ${ofZone} may say who serves the zones below it. Those servers are asked next.${left}`;
  if (verdict.startsWith('alias'))
    return `Believed: ${ofZone} is asked, and the name is its own. The search goes on with the other name.${left}`;
  if (verdict.startsWith('names below'))
    return `Believed: ${ofZone} is asked, and may have the names below elsewhere. The search goes on with the other name.${left}`;
  if (verdict.startsWith('NXDOMAIN') || verdict.startsWith('NODATA'))
    return `Believed: what ${ofZone} does not have, its own servers know best. The SOA says for how long.${left}`;
  return `Believed: the name is in ${ofZone}, and one of its own servers says so.${left}`;
}

function endText(ended: Step<'ended'> | null): string {
  if (ended === null) return '';
  switch (ended.result) {
    case 'answer':
      return 'It ends with the answer.';
    case 'cname':
      return 'It ends with an alias.';
    case 'dname':
      return 'It ends with a DNAME: the names below lie elsewhere.';
    case 'nodata':
      return 'It ends with: there is no record of this type.';
    case 'nxdomain':
      return 'It ends with: there is no such name.';
    case 'failed':
      return `It fails: ${ended.why}.`;
  }
}

function explained(entry: CacheEntrySnapshot): ExplainedEntry {
  const { content, id, trust } = entry;
  const kind = content.kind;
  const name = (kind === 'rrset' ? content.rrset.name : content.name).toString();
  const type = kind === 'rrset' ? content.rrset.type : kind === 'nodata' ? content.type : TYPE.ANY;
  return { id, name, type: typeText(type), kind, trust };
}

/** Root hints are customarily written in capitals; hosts are not. */
function hostText(serverName: string): string {
  return serverName.toLowerCase();
}
