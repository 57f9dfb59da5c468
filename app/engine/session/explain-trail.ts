/** The journal's entries about one client's question, put together: searches, their exchanges, what was learned. */
import type { CacheEntrySnapshot, JournalEntry, Packet } from '../network/journal.ts';
import type { QueryChange } from '../network/query-change.ts';
import type { Instant } from '../network/clock.ts';

export type Step<S extends QueryChange['step']> = Extract<QueryChange, { readonly step: S }>;

/** One question to one server. */
export interface Exchange {
  readonly kind: 'exchange';
  readonly at: Instant;
  /** Null where the network refused before anything was sent. */
  readonly ask: Step<'ask'> | null;
  end: Step<'response'> | Step<'timeout'> | Step<'unreachable'> | null;
  endedAt: Instant | null;
  readonly learned: CacheEntrySnapshot[];
}

/** What ends a client's question. */
export type Ended = Step<'answered' | 'dropped' | 'refused' | 'own-zone'>;

export type Trail =
  | {
      readonly kind: 'hit';
      readonly at: Instant;
      readonly change: Step<'hit'>;
      readonly entry: CacheEntrySnapshot | null;
    }
  | {
      readonly kind: 'failed-before';
      readonly at: Instant;
      readonly change: Step<'failed-before'>;
      /** The search that failed then; null where the journal holds it no more. */
      readonly fetch: number | null;
    }
  | {
      readonly kind: 'decision';
      readonly at: Instant;
      readonly change: Step<'own-zone' | 'refused' | 'cache-only' | 'dropped'>;
    }
  | { readonly kind: 'search'; readonly at: Instant; readonly fetch: number }
  | { readonly kind: 'joined'; readonly at: Instant; readonly change: Step<'join'> };

export interface Search {
  readonly at: Instant;
  readonly begun: Step<'fetch'>;
  readonly children: (Exchange | Trail)[];
  ended: Step<'ended'> | null;
  endedAt: Instant | null;
}

export function addressOf({ ask, end }: Exchange): string | null {
  return (ask ?? end)?.server.address ?? null;
}

/** A server's address was looked for, and its name is an alias. */
export function isAliasOfServer({ begun, ended }: Search): boolean {
  return begun.parent !== null && (ended?.result === 'cname' || ended?.result === 'dname');
}

export class QuestionTrail {
  readonly host: string;
  readonly received: Step<'received'>;
  readonly receivedAt: Instant;
  readonly steps: Trail[] = [];
  answered: Ended | null = null;
  answeredAt: Instant | null = null;
  answeredSequence: number | null = null;
  /** The client's packet, where the journal still holds it. */
  packet: Packet | null = null;
  readonly #searches = new Map<number, Search>();
  /** The response packet of each exchange, for what was learned from it. */
  readonly #responses = new Map<number, Exchange>();
  readonly #entries = new Map<number, CacheEntrySnapshot>();

  /** `start`: where in `entries` the question was received. */
  static read(entries: readonly JournalEntry[], start: number): QuestionTrail {
    const entry = entries[start];
    if (entry?.kind !== 'query' || entry.change.step !== 'received')
      throw new Error('A trail begins where a question was received.');
    const trail = new QuestionTrail(entry.host, entry.change, entry.at);
    for (let at = 0; at < entries.length; at++) trail.#follow(entries[at] as JournalEntry, at > start);
    return trail;
  }

  private constructor(host: string, received: Step<'received'>, at: Instant) {
    this.host = host;
    this.received = received;
    this.receivedAt = at;
  }

  search(fetch: number): Search | null {
    return this.#searches.get(fetch) ?? null;
  }

  /** Searches are followed from the start: this question may have joined one that was under way. */
  #follow(entry: JournalEntry, after: boolean): void {
    if (entry.kind === 'packet-sent') {
      if (entry.packet.id === this.received.packet) this.packet = entry.packet;
      return;
    }
    if (entry.kind === 'cache') {
      if (entry.host === this.host) this.#learn(entry);
      return;
    }
    if (entry.kind !== 'query' || entry.host !== this.host) return;
    const { change, at } = entry;
    // The number was given out again: the server was restarted and this question forgotten.
    if (after && change.step === 'received' && change.query === this.received.query) this.#over = true;
    const own = after && !this.#over && this.answered === null && change.query === this.received.query;
    switch (change.step) {
      case 'hit':
        if (own) this.steps.push({ kind: 'hit', at, change, entry: this.#entries.get(change.entry) ?? null });
        return;
      case 'failed-before':
        if (own) this.steps.push({ kind: 'failed-before', at, change, fetch: this.#failedSearch(change) });
        return;
      case 'own-zone':
      case 'refused':
      case 'cache-only':
      case 'dropped':
        if (!own) return;
        this.steps.push({ kind: 'decision', at, change });
        if (change.step === 'cache-only' || (change.step === 'own-zone' && !change.whole)) return;
        this.answered = change;
        this.answeredAt = at;
        this.answeredSequence = entry.sequence;
        return;
      case 'answered':
        if (!own) return;
        this.answered = change;
        this.answeredAt = at;
        this.answeredSequence = entry.sequence;
        return;
      case 'join':
        this.#place(change.parent, own, { kind: 'joined', at, change });
        return;
      case 'fetch':
        this.#searches.set(change.fetch, { at, begun: change, children: [], ended: null, endedAt: null });
        this.#place(change.parent, own, { kind: 'search', at, fetch: change.fetch });
        return;
      case 'ask':
      case 'response':
      case 'timeout':
      case 'unreachable':
      case 'ended': {
        const search = this.#searches.get(change.fetch);
        if (search !== undefined) this.#exchange(search, change, at);
        return;
      }
      case 'received':
        return;
    }
  }

  #over = false;

  #failedSearch({ name, type }: Step<'failed-before'>): number | null {
    let found: number | null = null;
    for (const [fetch, { begun, ended }] of this.#searches) {
      if (ended?.result === 'failed' && begun.type === type && begun.name.equals(name)) found = fetch;
    }
    return found;
  }

  #place(parent: number | null, own: boolean, step: Trail): void {
    if (parent === null) {
      if (own) this.steps.push(step);
    } else this.#searches.get(parent)?.children.push(step);
  }

  #exchange(
    search: Search,
    change: Step<'ask' | 'response' | 'timeout' | 'unreachable' | 'ended'>,
    at: Instant,
  ): void {
    if (change.step === 'ended') {
      search.ended = change;
      search.endedAt = at;
      return;
    }
    if (change.step === 'ask') {
      search.children.push({ kind: 'exchange', at, ask: change, end: null, endedAt: null, learned: [] });
      return;
    }
    // A search waits for one server at a time, so the last question without an end is the one that ends now.
    let exchange = search.children.findLast((child) => child.kind === 'exchange');
    if (exchange === undefined || exchange.end !== null || !isAsked(exchange.ask, change.server)) {
      // Late, from a server whose turn is over (BIND 8): to what it was asked then.
      const asked = search.children.findLast(
        (child) => child.kind === 'exchange' && isAsked(child.ask, change.server),
      );
      const ask = asked?.kind === 'exchange' ? asked.ask : null;
      exchange = { kind: 'exchange', at, ask, end: null, endedAt: null, learned: [] };
      search.children.push(exchange);
    }
    exchange.end = change;
    exchange.endedAt = at;
    if (change.step === 'response') this.#responses.set(change.packet, exchange);
  }

  #learn({ change, entry }: Extract<JournalEntry, { readonly kind: 'cache' }>): void {
    if (change !== 'added' && change !== 'replaced' && change !== 'refreshed') return;
    this.#entries.set(entry.id, entry);
    const packet = entry.from?.packet ?? null;
    if (packet !== null) this.#responses.get(packet)?.learned.push(entry);
  }
}

/** The id of the DNS message that a packet carries or begins; over TCP two octets of length stand before it. */
export function messageId(packet: Packet): number {
  const at = packet.protocol === 'tcp' ? 2 : 0;
  return ((packet.payload[at] ?? 0) << 8) | (packet.payload[at + 1] ?? 0);
}

function isAsked(ask: Step<'ask'> | null, { address, port }: Step<'ask'>['server']): boolean {
  return ask !== null && ask.server.address === address && ask.server.port === port;
}
