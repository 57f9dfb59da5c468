/** One question to one server in words: what it said, why that was believed or not, and what came next. */
import type { ExplanationStep } from '../../contract.ts';
import { TYPE } from '../protocol/codes.ts';
import type { Name } from '../protocol/name.ts';
import { explained, hostText, step, zoneText } from './explain-step.ts';
import { addressOf, isAliasOfServer, type Exchange, type Search, type Step } from './explain-trail.ts';

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
  if (end === null) {
    return search.ended === null
      ? made('waiting', 'waits', '')
      : made('neutral', 'no answer so far', 'The search ended before it had answered.');
  }
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
        responseText(exchange, end, ask?.zone ?? null, onward, search),
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

/** What the resolver's verdict says of records that it did not take. */
const LEFT = /; (\d+) records not taken(?:, (\d+) of them out of zone)?$/;

function saidOf(verdict: string): string {
  return verdict.replace(LEFT, '').replace(/ refers to \.$/, ' refers to the root zone');
}

/** Messages that came while the server was waited for, and were no response to what it was asked. */
function ignoredText(count: number): string {
  if (count === 0) return '';
  const what = count === 1 ? 'One message came and was' : `${count} messages came and were`;
  return ` ${what} ignored: another sender, id, question or cookie than the question’s own.`;
}

/** Why a response was believed or not, and what follows from it: `onward` where it did not help. */
function responseText(
  exchange: Exchange,
  response: Step<'response'>,
  zone: Name | null,
  onward: string,
  search: Search,
): string {
  const { use, verdict } = response;
  const ofZone = zone === null ? 'the zone' : zoneText(zone);
  if (use === 'asked-again') return 'Nothing is learned from it yet. The same server is asked once more.';
  if (use === 'useless') {
    if (verdict.startsWith('lame'))
      return `A lame server: it was said to serve ${ofZone} and does not.${onward}`;
    if (verdict.startsWith('malformed')) return `That is no DNS message.${onward}`;
    return `That does not help to answer.${onward}`;
  }
  const configured = search.begun.known === 'configured' && zone?.equals(search.begun.zone) === true;
  const why = configured
    ? `the configuration says that this server is to be asked about ${ofZone}`
    : whyBelieved(response, ofZone);
  const onto = whatFollows(verdict, isAliasOfServer(search));
  return `Believed: ${why}.${signsText(exchange, response)}${onto}${leftText(verdict, ofZone)}`;
}

function whyBelieved({ verdict, aa }: Step<'response'>, ofZone: string): string {
  if (verdict.startsWith('referral')) return `${ofZone} may say who serves the zones below it`;
  // Without AA it is no word of the zone's own servers, though it is theirs to say.
  if (aa === false) return `the name is in ${ofZone}, and this server is named for it`;
  if (verdict.startsWith('alias')) return `${ofZone} is asked, and the name is its own`;
  if (verdict.startsWith('names below')) return `${ofZone} is asked, and may have the names below elsewhere`;
  if (isDenial(verdict)) return `what ${ofZone} does not have, its own servers know best`;
  return `the name is in ${ofZone}, and one of its own servers says so`;
}

function whatFollows(verdict: string, aliasOfServer: boolean): string {
  if (verdict.startsWith('referral')) return ' Those servers are asked next.';
  const alias = verdict.startsWith('alias') || verdict.startsWith('names below');
  return alias && !aliasOfServer ? ' The search goes on with the other name.' : '';
}

/** What the response has to show for itself, and how far it is believed for that. */
function signsText(exchange: Exchange, { verdict, aa, cookie }: Step<'response'>): string {
  if (aa === undefined) return '';
  const referral = verdict.startsWith('referral');
  const flag = aa ? 'AA is set' : referral ? 'AA is clear, as befits a referral' : 'AA is clear';
  const back =
    cookie === undefined ? '' : cookie ? ', our cookie came back' : ', our cookie did not come back';
  const kept = mainEntry(exchange, verdict);
  if (kept === null) return ` ${flag}${back}.`;
  const howLong = isDenial(verdict) ? ', for as long as the SOA says' : '';
  return ` ${flag}${back}: kept as ${kept.trust}${howLong}.`;
}

/** What the response was taken for; null where that did not go into the cache. */
function mainEntry({ learned, ask }: Exchange, verdict: string): Exchange['learned'][number] | null {
  const type = verdict.startsWith('referral')
    ? TYPE.NS
    : verdict.startsWith('alias')
      ? TYPE.CNAME
      : verdict.startsWith('names below')
        ? TYPE.DNAME
        : (ask?.type ?? TYPE.ANY);
  const main = learned.find(
    ({ content }) => content.kind !== 'rrset' || type === TYPE.ANY || content.rrset.type === type,
  );
  return main ?? null;
}

function isDenial(verdict: string): boolean {
  return verdict.startsWith('NXDOMAIN') || verdict.startsWith('NODATA');
}

/** The records of a response that were not taken: those that are none of the zone's business, and those beside the question. */
function leftText(verdict: string, ofZone: string): string {
  const [, dropped, outside] = LEFT.exec(verdict) ?? [];
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
