/**
 * +trace and +nssearch: from the name servers in one response to the next question.
 */
import { TYPE } from '../../protocol/codes.ts';
import type { Message, ResourceRecord } from '../../protocol/message.ts';
import { targetName } from '../../protocol/rdata.ts';
import type { Exchange } from './exchange.ts';
import { requeue } from './requeue.ts';
import { isStop } from './state.ts';
import type { Lookup, Server, Stop } from './state.ts';
import { serversNamed } from './system.ts';

/** BIND: MXSERV, of the first set of a trace. */
const MOST_FIRST_SERVERS = 20;

/** Queues the next lookup with the servers that the section names. Nothing is queued where it names none. */
export async function followReferral(
  exchange: Exchange,
  message: Message,
  section: 'answers' | 'authority',
): Promise<Stop | null> {
  const { dig, lookup } = exchange;
  let next: Lookup | null = null;
  let bad = false;
  let horizontal = false;
  let unknown: string | null = null;
  const servers: Server[] = [];
  for (const record of message[section]) {
    // A negative answer's SOA: the walk has ended.
    if (section === 'authority' && record.type === TYPE.SOA) return null;
    if (record.type !== TYPE.NS) continue;
    if (lookup.trace && !lookup.traceRoot && lookup.zone !== null) {
      if (record.name.equals(lookup.zone)) {
        if (!horizontal) dig.warning('BAD (HORIZONTAL) REFERRAL');
        horizontal = true;
      } else if (!record.name.isBelow(lookup.zone)) {
        if (!bad) dig.warning('BAD REFERRAL');
        bad = true;
        continue;
      }
    }
    if (lookup.traceRoot && lookup.nsFound >= MOST_FIRST_SERVERS) break;
    lookup.nsFound++;
    if (next === null) {
      const queued = nextLookup(exchange, record, section);
      if (isStop(queued)) return queued;
      next = queued;
    }
    const name = targetName(TYPE.NS, record.rdata)?.toRelaxedString() ?? '.';
    const found = await serversNamed(dig, name);
    if (typeof found === 'string') {
      dig.out(`couldn't get address for '${name}': ${found}\n`);
      unknown ??= name;
    } else {
      servers.push(...found);
    }
  }
  // BIND: the reason that it gives is that of the loop's end.
  if (servers.length === 0 && unknown !== null)
    return dig.fatal(`couldn't get address for '${unknown}': no more`);
  if (next === null) {
    return section === 'answers' ? followReferral(exchange, message, 'authority') : null;
  }
  next.servers = shuffle(servers, (bound) => dig.context.random.below(bound));
  return null;
}

function nextLookup(
  exchange: Exchange,
  record: ResourceRecord,
  section: 'answers' | 'authority',
): Lookup | Stop {
  const { dig, lookup } = exchange;
  const next = requeue(dig, lookup);
  if (isStop(next)) return next;
  dig.lookupCount++;
  next.servers = [];
  // Simplified: from here on a trace speaks UDP again only where it was not told otherwise.
  next.trace = !lookup.traceRoot && section === 'answers' ? false : lookup.trace;
  next.traceRoot = false;
  if (next.nsSearch) next.recurse = false;
  next.zone = record.name;
  next.edns = next.originalEdns;
  return next;
}

function shuffle<T>(items: readonly T[], below: (bound: number) => number): T[] {
  const rest = [...items];
  const shuffled: T[] = [];
  while (rest.length > 0) shuffled.push(...rest.splice(below(rest.length), 1));
  return shuffled;
}
