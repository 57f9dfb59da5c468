/**
 * The worksheet of a walk: all name servers at every zone cut on the way to a name, filled from what a client asked and
 * heard. Nothing is looked up for it; what the client has not found out stays open.
 *
 * A way through: the client asks a root server → its referral makes the next level: a zone, its name servers, the
 * addresses that came along → each of them is a line, which is filled once it was asked for the name → and so on down.
 */
import type { WorksheetLevel, WorksheetServer, WorksheetState } from '../../contract.ts';
import type { Journal } from '../network/journal.ts';
import { TYPE } from '../protocol/codes.ts';
import type { Message } from '../protocol/message.ts';
import { Name } from '../protocol/name.ts';
import { rdataText } from '../protocol/rdata-text.ts';
import { addressesOf, serversOf } from '../protocol/server-records.ts';
import { meaningOf } from '../protocol/summary.ts';
import { networkOf } from '../tools/check-delegation/judge.ts';
import { isBelow, nameIn } from './match.ts';
import { AskedLog, type Exchange } from './worksheet-log.ts';

interface WorksheetParts {
  readonly journal: Journal;
  readonly now: () => number;
  /** The root servers that everybody knows: names with the closing dot, and addresses. */
  readonly roots: readonly { readonly name: string; readonly addresses: readonly string[] }[];
}

/** Lab time after which a question that nobody answered counts as unanswered. */
const SILENCE_MS = 4_000;

/** All worksheets of a world, by client. */
export class Worksheets {
  readonly #parts: WorksheetParts;
  readonly #logs = new Map<string, AskedLog>();

  constructor(parts: WorksheetParts) {
    this.#parts = parts;
  }

  /** Null for what is no name. */
  read(text: string, client: string): WorksheetState | null {
    const name = nameIn(text);
    if (name === null) return null;
    const log = this.#logs.get(client) ?? new AskedLog(this.#parts.journal, client);
    this.#logs.set(client, log);
    log.readOn();
    return new Sheet(name, client, log, this.#parts).state();
  }
}

interface KnownServer {
  readonly name: Name;
  readonly addresses: readonly string[];
  readonly addressFrom: WorksheetServer['addressFrom'];
}

interface AskedServer {
  readonly server: KnownServer;
  readonly exchange: Exchange | null;
}

/** The next level. */
interface Deeper {
  readonly zone: Name;
  readonly referral: Message;
}

class Sheet {
  readonly #name: Name;
  readonly #client: string;
  readonly #log: AskedLog;
  readonly #parts: WorksheetParts;

  constructor(name: Name, client: string, log: AskedLog, parts: WorksheetParts) {
    this.#name = name;
    this.#client = client;
    this.#log = log;
    this.#parts = parts;
  }

  state(): WorksheetState {
    const levels: WorksheetLevel[] = [];
    let zone = Name.root;
    let referral: Message | null = null;
    for (;;) {
      const servers: readonly KnownServer[] = referral ? this.#delegatedTo(zone, referral) : this.#roots();
      const asked: readonly AskedServer[] = servers.map((server) => ({
        server,
        exchange: this.#askedAt(server),
      }));
      levels.push(this.#level(zone, referral, asked));
      const next: Deeper | undefined = asked.flatMap(({ exchange }) =>
        deeper(exchange?.response ?? null, zone, this.#name),
      )[0];
      if (next === undefined) break;
      ({ zone, referral } = next);
    }
    const lines = levels.flatMap(({ servers }) => servers);
    const end = levels.at(-1)?.servers.some(({ reply, aa }) => ENDS.has(reply) && aa === true) ?? false;
    const complete = end && lines.every((line) => line.complete);
    return { name: this.#name.toString(), client: this.#client, levels, complete };
  }

  #roots(): KnownServer[] {
    return this.#parts.roots.flatMap(({ name, addresses }) => {
      const parsed = nameIn(name);
      return parsed ? [{ name: parsed, addresses, addressFrom: 'glue' as const }] : [];
    });
  }

  #delegatedTo(zone: Name, referral: Message): KnownServer[] {
    return serversOf(referral.authority, zone).map((name) => {
      const glue = addressesOf(referral.additional, name);
      const own = this.#log.addressesOf(name);
      const addressFrom = own.length > 0 ? 'answer' : glue.length > 0 ? 'glue' : 'unknown';
      return { name, addresses: [...new Set([...glue, ...own])], addressFrom };
    });
  }

  /** The last time that the server was asked for the name, a time that was answered before one that was not. */
  #askedAt({ addresses }: KnownServer): Exchange | null {
    const all = this.#log.exchanges.filter(
      ({ to, name }) => addresses.includes(to) && name.equals(this.#name),
    );
    return all.findLast(({ response }) => response !== null) ?? all.at(-1) ?? null;
  }

  #level(zone: Name, referral: Message | null, asked: readonly AskedServer[]): WorksheetLevel {
    const delegation = referral && serversOf(referral.authority, zone).map(String).sort();
    const ownRecords = this.#log.ownServers(
      zone,
      asked.flatMap(({ server }) => server.addresses),
    );
    const own = ownRecords && serversOf(ownRecords, zone).map(String).sort();
    const replies = asked.flatMap(({ exchange }) => (exchange?.response ? [essence(exchange.response)] : []));
    const ttls = [...(referral?.authority ?? []), ...(ownRecords ?? [])]
      .filter((record) => record.type === TYPE.NS && record.name.equals(zone))
      .map(({ ttl }) => ttl);
    return {
      zone: zone.toString(),
      delegation,
      own,
      sameServers: delegation && own && delegation.join() === own.join(),
      sameAnswers: replies.length < 2 ? null : replies.every((reply) => reply === replies[0]),
      twoNetworks: standApart(asked.flatMap(({ server }) => server.addresses)),
      ttls: ttls.length === 0 ? null : { least: Math.min(...ttls), most: Math.max(...ttls) },
      servers: asked.map(({ server, exchange }) => this.#line(server, exchange, zone)),
    };
  }

  #line(
    { name, addresses, addressFrom }: KnownServer,
    exchange: Exchange | null,
    zone: Name,
  ): WorksheetServer {
    const response = exchange?.response ?? null;
    const reply = this.#replyOf(exchange);
    const answers = response?.answers ?? [];
    return {
      name: name.toString(),
      addresses,
      addressFrom,
      reply,
      aa: response && response.aa,
      refersTo: reply === 'referral' ? (referredZone(response)?.toString() ?? '') : '',
      data: answers.map(({ type, rdata }) => rdataText(type, rdata)),
      ttl: answers[0]?.ttl ?? response?.authority.find((record) => !record.name.equals(zone))?.ttl ?? null,
      packet: exchange?.packet ?? null,
      complete: reply !== 'not-asked' && reply !== 'waiting',
    };
  }

  #replyOf(exchange: Exchange | null): WorksheetServer['reply'] {
    if (exchange === null) return 'not-asked';
    if (exchange.response === null)
      return this.#parts.now() - exchange.at > SILENCE_MS || exchange.dropped ? 'silence' : 'waiting';
    const meaning = meaningOf(exchange.response);
    return meaning === 'query' ? 'error' : meaning;
  }
}

/**
 * Whether they stand in more than one network, of IPv4 or of IPv6: one machine has an address of each kind. Null while fewer
 * than two of a kind are known.
 */
function standApart(addresses: readonly string[]): boolean | null {
  const kinds = [true, false]
    .map((v6) => addresses.filter((address) => address.includes(':') === v6))
    .filter(({ length }) => length > 1);
  return kinds.length === 0 ? null : kinds.some((kind) => new Set(kind.map(networkOf)).size > 1);
}

const ENDS: ReadonlySet<WorksheetServer['reply']> = new Set(['answer', 'nodata', 'nxdomain']);

/** The level that a referral leads to, if it leads down towards the name. */
function deeper(response: Message | null, zone: Name, name: Name): Deeper[] {
  const next = response && meaningOf(response) === 'referral' ? referredZone(response) : null;
  if (response === null || next === null || next.equals(zone)) return [];
  const down = isBelow(zone.toString(), next) && isBelow(next.toString(), name);
  return down ? [{ zone: next, referral: response }] : [];
}

function referredZone(response: Message | null): Name | null {
  return response?.authority.find(({ type }) => type === TYPE.NS)?.name ?? null;
}

/** What two servers of a zone must agree on. */
function essence(response: Message): string {
  const records = meaningOf(response) === 'referral' ? response.authority : response.answers;
  const texts = records.map(({ name, type, rdata }) => `${name.key} ${type} ${rdataText(type, rdata)}`);
  return [response.rcode, meaningOf(response), ...texts.sort()].join('\n');
}
