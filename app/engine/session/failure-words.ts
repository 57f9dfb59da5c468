/** Why a search came to nothing, in words: the resolver has named's short ones, made for a log, for the last thing that went wrong. */
import { addressOf, type Exchange, type Search } from './explain-trail.ts';

interface Words {
  /** Where nothing else went wrong. */
  readonly alone: string;
  /** Of one server among several, and of more than one. */
  readonly one: string;
  readonly more: string;
}

const WORDS: Readonly<Record<string, Words>> = {
  'timed out': {
    alone: 'no answer came in time',
    one: 'one is silent',
    more: 'are silent',
  },
  'lame server': {
    alone: 'no server gave an answer, and the last one does not serve the zone (lame)',
    one: 'one does not serve the zone (lame)',
    more: 'do not serve the zone (lame)',
  },
  'useless response': {
    alone: 'no server gave an answer, and what the last one said does not fit the question',
    one: 'one says what does not fit the question',
    more: 'say what does not fit the question',
  },
  'malformed response': {
    alone: 'no server gave an answer, and what the last one sent is no DNS message',
    one: 'one sends what is no DNS message',
    more: 'send what is no DNS message',
  },
  'connection refused': {
    alone: 'no server gave an answer, and nobody listens at the last one',
    one: 'at one nobody listens',
    more: 'have nobody who listens',
  },
  'end of file': {
    alone: 'no server gave an answer, and the last one closed the connection',
    one: 'one closes the connection',
    more: 'close the connection',
  },
  'network unreachable': {
    alone: 'no server gave an answer, and no route leads to the last one from here',
    one: 'to one no route leads from here',
    more: 'have no route to them from here',
  },
  'host unreachable': {
    alone: 'no server gave an answer, and the network cannot reach the last one',
    one: 'one cannot be reached',
    more: 'cannot be reached',
  },
};

/** An RCODE by itself, which a server gave for its whole answer. */
const RCODE_ALONE = /^[A-Z]+\d*$/;

/**
 * `why`: as the journal has it. What has a sentence of its own already stays as it is. `search`: the one that failed, if
 * the journal still holds it: where its servers failed in different ways, each way is named.
 */
export function failureText(why: string, search: Search | null): string {
  const words = wordsOf(why);
  if (words === null) return why;
  const ways = search === null ? [] : waysOf(search);
  if (ways.length < 2) return words.alone;
  return `no server gave an answer: ${ways.join(', ')}`;
}

function wordsOf(why: string): Words | null {
  if (RCODE_ALONE.test(why))
    return {
      alone: `no server gave an answer, and the last one said ${why}`,
      one: `one says ${why}`,
      more: `say ${why}`,
    };
  return WORDS[why] ?? null;
}

/** The ways in which the servers of the zone asked last failed, with how many did in each: `3 are silent`. */
function waysOf({ children }: Search): string[] {
  const last = new Map<string, string>();
  const exchanges = children.filter((child) => child.kind === 'exchange');
  const zone = exchanges.findLast(({ ask }) => ask !== null)?.ask?.zone;
  for (const exchange of exchanges) {
    if (zone !== undefined && exchange.ask !== null && !exchange.ask.zone.equals(zone)) continue;
    const address = addressOf(exchange);
    const why = whyOf(exchange);
    if (address !== null && why !== null) last.set(address, why);
  }
  const counts = new Map<string, number>();
  for (const why of last.values()) counts.set(why, (counts.get(why) ?? 0) + 1);
  return [...counts].flatMap(([why, count]) => {
    const words = wordsOf(why);
    return words === null ? [] : [count === 1 ? words.one : `${count} ${words.more}`];
  });
}

/** How one exchange failed, in the resolver's words; null where it did not, or the server was asked again. */
function whyOf({ end }: Exchange): string | null {
  if (end === null) return null;
  if (end.step === 'timeout') return 'timed out';
  if (end.step === 'unreachable') return end.why;
  if (end.use !== 'useless') return null;
  const verdict = end.verdict.replace(/;.*$/, '');
  if (verdict.startsWith('lame')) return 'lame server';
  if (verdict.startsWith('malformed')) return 'malformed response';
  return RCODE_ALONE.test(verdict) ? verdict : 'useless response';
}
