/** What a server's resolvers ask others and hear from them, counted from the journal for `rndc stats`. */
import type { Instant } from '../../network/clock.ts';
import type { Endpoint, Journal, JournalEntry, Topic } from '../../network/journal.ts';
import type { QueryChange } from '../../network/query-change.ts';
import { TYPE } from '../../protocol/codes.ts';
import type { Name } from '../../protocol/name.ts';

/** BIND: milliseconds; what lasts longer than the last is counted beside. */
export const RTT_BOUNDS = [10, 100, 500, 800, 1600] as const;
const MOST_WAITING = 100_000;
/** For an answer that is given again nobody else is asked. */
const TOPICS: readonly Topic[] = ['query'];

interface Exchange {
  readonly fetch: number;
  readonly server: Endpoint;
}

/** A question that waits, before the others of its fetch. */
interface Sent {
  readonly server: Endpoint;
  readonly at: Instant;
  before: Sent | null;
}

export class QuestionCounters {
  /** Questions to other servers by type. */
  readonly asked = new Map<number, number>();
  /** Questions and responses: IPv4, IPv6. */
  readonly sent: [number, number] = [0, 0];
  readonly received: [number, number] = [0, 0];
  /** Responses within each of RTT_BOUNDS, and later ones. */
  readonly rtts = [...RTT_BOUNDS, Infinity].map(() => 0);
  retries = 0;
  timeouts = 0;
  useless = 0;
  /** How often others were asked for a client's question. */
  recursions = 0;
  /** How often the root servers were asked for their own names (RFC 8109). */
  primings = 0;
  readonly #host: string;
  /** Questions to other servers that are not answered yet, by the fetch that they are for. */
  readonly #waiting = new Map<number, Sent>();
  readonly #asking = new Set<number>();
  /** Clients' questions that are not answered yet; whether they are for the root's NS. */
  readonly #open = new Map<number, boolean>();
  readonly #stop: () => void;

  constructor(journal: Journal, host: string) {
    this.#host = host;
    this.#stop = journal.subscribe((entry) => {
      if (entry.kind === 'query' && entry.host === this.#host) this.#hear(entry.change, entry);
    }, TOPICS);
  }

  close(): void {
    this.#stop();
  }

  #hear(change: QueryChange, { at }: JournalEntry): void {
    switch (change.step) {
      case 'received':
        if (this.#open.size < MOST_WAITING) this.#open.set(change.query, isRootServers(change));
        return;
      case 'answered':
      case 'dropped':
        this.#open.delete(change.query);
        return;
      case 'fetch':
      case 'join':
        if (change.parent !== null) return;
        // The root's NS that no client asked for: priming. And what is looked up for none that waits is looked up ahead.
        if (isRootServers(change) && this.#open.get(change.query) !== true) this.primings++;
        else if (this.#open.has(change.query)) this.recursions++;
        return;
      case 'ask': {
        const v6 = change.server.address.includes(':') ? 1 : 0;
        this.sent[v6]++;
        this.asked.set(change.type, (this.asked.get(change.type) ?? 0) + 1);
        if (this.#asking.has(change.fetch)) this.retries++;
        else this.#asking.add(change.fetch);
        this.#send(change, at);
        return;
      }
      case 'response': {
        const v6 = change.server.address.includes(':') ? 1 : 0;
        this.received[v6]++;
        if (change.use === 'useless') this.useless++;
        else if (change.use === 'believed') this.#asking.delete(change.fetch);
        this.#took(change, at);
        return;
      }
      case 'timeout':
        this.timeouts++;
        this.#end(change);
        return;
      case 'ended':
        this.#asking.delete(change.fetch);
        this.#waiting.delete(change.fetch);
        return;
      default:
        return;
    }
  }

  #send({ fetch, server }: Exchange, at: Instant): void {
    this.#end({ fetch, server });
    if (this.#waiting.size >= MOST_WAITING) return;
    this.#waiting.set(fetch, { server, at, before: this.#waiting.get(fetch) ?? null });
  }

  /** Forgets the fetch's question to that server; gives when it was sent, or null where none waits. */
  #end({ fetch, server }: Exchange): Instant | null {
    let after: Sent | null = null;
    for (let sent = this.#waiting.get(fetch) ?? null; sent !== null; sent = sent.before) {
      if (sent.server.address === server.address && sent.server.port === server.port) {
        if (after !== null) after.before = sent.before;
        else if (sent.before !== null) this.#waiting.set(fetch, sent.before);
        else this.#waiting.delete(fetch);
        return sent.at;
      }
      after = sent;
    }
    return null;
  }

  #took(exchange: Exchange, at: Instant): void {
    const since = this.#end(exchange);
    if (since === null) return;
    const took = at - since;
    const place = RTT_BOUNDS.findIndex((bound) => took < bound);
    const i = place < 0 ? RTT_BOUNDS.length : place;
    this.rtts[i] = (this.rtts[i] ?? 0) + 1;
  }
}

function isRootServers(asked: { readonly name: Name; readonly type: number }): boolean {
  // The name last: of an answer that is given again it is made when it is read.
  return asked.type === TYPE.NS && asked.name.isRoot;
}
