/** The steps of an explanation in words: sentences for somebody who learns how a resolver works. */
import type { ExplainedEntry, ExplanationStep } from '../../contract.ts';
import type { CacheEntrySnapshot } from '../network/journal.ts';
import type { Instant } from '../network/clock.ts';
import { rcodeText, typeText, TYPE } from '../protocol/codes.ts';
import type { Name } from '../protocol/name.ts';
import { OWN_ZONE_SUMMARY, refusalText } from './explain-decisions.ts';
import { step, zoneText } from './explain-step.ts';
import type { Ended, Exchange, Search, Step } from './explain-trail.ts';
import { failureText } from './failure-words.ts';

/** What came of the client's question. `nothing`: there was the name, and no record of the type. */
export function summaryOf(answered: Ended | null, nothing: boolean): string {
  if (answered === null) return 'Under way: the answer is not there yet.';
  if (answered.step === 'dropped') return `The client hears nothing: ${answered.why}.`;
  if (answered.step === 'refused') return `REFUSED: ${refusalText(answered.list)}.`;
  if (answered.step === 'own-zone')
    return `${rcodeText(answered.rcode)}: ${OWN_ZONE_SUMMARY[answered.found]}.`;
  const { rcode, fromCache, upstreamQuestions: asked, why } = answered;
  const word = rcodeText(rcode);
  if (why !== '') return `${word}: ${failureText(why)}.`;
  const what =
    word === 'NXDOMAIN'
      ? 'The name does not exist'
      : nothing
        ? 'There is no record of this type at the name'
        : 'Answered';
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
  const vain = ended?.result === 'failed' || isAliasOfServer(search);
  const outcome = ended === null ? 'waiting' : vain ? 'bad' : 'good';
  const end = isAliasOfServer(search) ? SERVER_ALIAS : endText(ended);
  return {
    ...step('search', outcome, title, `${place} ${end}`.trimEnd(), search.at),
    tookMs: endedAt === null ? null : endedAt - search.at,
    children,
  };
}

/** A server's address was looked for, and its name is an alias. */
function isAliasOfServer({ begun, ended }: Search): boolean {
  return begun.parent !== null && (ended?.result === 'cname' || ended?.result === 'dname');
}

const SERVER_ALIAS =
  'It ends with an alias. A server’s name must not be one (RFC 2181 §10.3): no address is found.';

/** What a search does after an exchange that did not help. */
function onwardText(exchange: Exchange, { children, ended }: Search): string {
  const next = children.slice(children.indexOf(exchange) + 1).find((child) => child.kind === 'exchange');
  if (next === undefined) return ended === null ? '' : ' No other server is asked.';
  return addressOf(next) === addressOf(exchange) ? ' It is asked again.' : ' Another server is tried.';
}

/** The last question that left for the server of an exchange in which none did: it is known by that. */
function askedBefore(exchange: Exchange, { children }: Search): Step<'ask'> | null {
  const before = children
    .slice(0, children.indexOf(exchange))
    .findLast(
      (child) => child.kind === 'exchange' && child.ask !== null && addressOf(child) === addressOf(exchange),
    );
  return before?.kind === 'exchange' ? before.ask : null;
}

function addressOf({ ask, end }: Exchange): string | null {
  return (ask ?? end)?.server.address ?? null;
}

export function exchangeStep(exchange: Exchange, search: Search): ExplanationStep {
  const { ask, end, endedAt } = exchange;
  const onward = onwardText(exchange, search);
  const known = ask ?? askedBefore(exchange, search);
  const whom =
    known === null
      ? (end?.server.address ?? 'a server')
      : `${hostText(known.serverName)}, a server of ${zoneText(known.zone)}`;
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
        end.ignored === undefined ? 'silence' : 'no answer to this question',
        `No answer within ${Math.round(end.afterMs)} ms.${ignoredText(end.ignored ?? 0)}${onward}`,
      );
    case 'unreachable':
      return made('bad', end.why, `${UNREACHABLE[end.why] ?? NOBODY_LISTENS}${onward}`);
    case 'response':
      return made(
        end.use === 'believed' ? 'good' : end.use === 'useless' ? 'bad' : 'neutral',
        saidOf(end.verdict),
        responseText(end, ask?.zone ?? null, onward, isAliasOfServer(search)),
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
const DROPPED = /; (\d+) records not believed(?:, (\d+) of them out of zone)?$/;

function saidOf(verdict: string): string {
  return verdict.replace(DROPPED, '').replace(/ refers to \.$/, ' refers to the root zone');
}

/** Messages that came while the server was waited for, and were no response to what it was asked. */
function ignoredText(count: number): string {
  if (count === 0) return '';
  const what = count === 1 ? 'One message came and was' : `${count} messages came and were`;
  return ` ${what} ignored: another sender, id, question or cookie than the question’s own.`;
}

/** Why a response was believed or not, and what follows from it: `onward` where it did not help. */
function responseText(
  { use, verdict }: Step<'response'>,
  zone: Name | null,
  onward: string,
  aliasOfServer: boolean,
): string {
  const ofZone = zone === null ? 'the zone' : zoneText(zone);
  if (use === 'asked-again') return 'Nothing is learned from it yet. The same server is asked once more.';
  if (use === 'useless') {
    if (verdict.startsWith('lame'))
      return `A lame server: it was said to serve ${ofZone} and does not.${onward}`;
    if (verdict.startsWith('malformed')) return `That is no DNS message.${onward}`;
    return `That does not help to answer.${onward}`;
  }
  const left = leftText(verdict, ofZone);
  const goesOn = aliasOfServer ? '' : ' The search goes on with the other name.';
  if (verdict.startsWith('referral'))
    return `Believed: ${ofZone} may say who serves the zones below it. Those servers are asked next.${left}`;
  if (verdict.startsWith('alias'))
    return `Believed: ${ofZone} is asked, and the name is its own.${goesOn}${left}`;
  if (verdict.startsWith('names below'))
    return `Believed: ${ofZone} is asked, and may have the names below elsewhere.${goesOn}${left}`;
  if (verdict.startsWith('NXDOMAIN') || verdict.startsWith('NODATA'))
    return `Believed: what ${ofZone} does not have, its own servers know best. The SOA says for how long.${left}`;
  return `Believed: the name is in ${ofZone}, and one of its own servers says so.${left}`;
}

/** The records of a response that were not taken: those that are none of the zone's business, and those beside the question. */
function leftText(verdict: string, ofZone: string): string {
  const [, dropped, outside] = DROPPED.exec(verdict) ?? [];
  const out = Number(outside ?? 0);
  const beside = Number(dropped ?? 0) - out;
  return (
    (out === 0 ? '' : ` Not believed, as no business of ${ofZone}: ${recordsText(out)} more.`) +
    (beside === 0 ? '' : ` Not taken, as beside the question: ${recordsText(beside)} more.`)
  );
}

function recordsText(count: number): string {
  return count === 1 ? 'one record' : `${count} records`;
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
      return `It fails: ${failureText(ended.why)}.`;
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
