/** The steps of an explanation in words: sentences for somebody who learns how a resolver works. */
import type { ExplanationStep } from '../../contract.ts';
import type { CacheEntrySnapshot } from '../network/journal.ts';
import type { Instant } from '../network/clock.ts';
import { rcodeText, typeText, TYPE } from '../protocol/codes.ts';
import { OWN_ZONE_SUMMARY, refusalText } from './explain-decisions.ts';
import { explained, hostText, step, zoneText } from './explain-step.ts';
import { isAliasOfServer, type Ended, type Search, type Step } from './explain-trail.ts';
import { failureText } from './failure-words.ts';

/**
 * What came of the client's question. `nothing`: there was the name, and no record of the type. `failed`: the search that
 * came to nothing, where that is why.
 */
export function summaryOf(answered: Ended | null, nothing: boolean, failed: Search | null): string {
  if (answered === null) return 'Under way: the answer is not there yet.';
  if (answered.step === 'dropped') return `The client hears nothing: ${answered.why}.`;
  if (answered.step === 'refused') return `REFUSED: ${refusalText(answered.list)}.`;
  if (answered.step === 'own-zone')
    return `${rcodeText(answered.rcode)}: ${OWN_ZONE_SUMMARY[answered.found]}.`;
  const { rcode, fromCache, upstreamQuestions: asked, why } = answered;
  const word = rcodeText(rcode);
  if (why !== '') return `${word}: ${failureText(why, failed)}.`;
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
        : begun.known === 'own'
          ? `A zone of its own says who serves ${zoneText(begun.zone)}: it begins there.`
          : `Begins at the servers of ${zoneText(begun.zone)}: the deepest zone cut that it knows.`;
  const vain = ended?.result === 'failed' || isAliasOfServer(search);
  const outcome = ended === null ? 'waiting' : vain ? 'bad' : 'good';
  const end = isAliasOfServer(search) ? SERVER_ALIAS : endText(search);
  return {
    ...step('search', outcome, title, `${place} ${end}`.trimEnd(), search.at),
    tookMs: endedAt === null ? null : endedAt - search.at,
    children,
  };
}

const SERVER_ALIAS =
  'It ends with an alias. A server’s name must not be one (RFC 2181 §10.3): no address is found.';

function endText(search: Search): string {
  const { ended } = search;
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
      return `It fails: ${failureText(ended.why, search)}.`;
  }
}
