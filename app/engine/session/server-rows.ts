/**
 * What the caching servers know of other servers, as the window shows it. Follows the journal; a row is made only
 * when somebody is going to see it, for a fast-forward changes the same servers a thousand times between two frames.
 */
import type { ServerRow, ServerUpdate } from '../../contract.ts';
import type { Instant } from '../network/clock.ts';
import type { JournalEntry } from '../network/journal.ts';
import type { ServerSnapshot } from '../network/server-change.ts';
import { KEPT_MS } from '../resolver/address-database.ts';

/** Above this many, the numbers of servers that are not known any more are given up. */
const KEPT_IDS = 40_000;

interface Known {
  /** Stays the same when a flush makes a server forgotten and it is met again. */
  readonly id: number;
  readonly host: string;
  readonly view: string;
  server: ServerSnapshot;
  /** When that was told. */
  at: Instant;
}

/** A change that no frame has carried yet: `put` for a server that is known now. */
type Unseen =
  | { readonly change: 'put'; readonly known: Known; readonly isNew: boolean }
  | { readonly change: 'gone'; readonly id: number; readonly why: 'dropped' | 'flushed' };

export class ServerRows {
  /** By host and view, then by address. */
  readonly #known = new Map<string, Map<string, Known>>();
  #ids = new Map<string, number>();
  #lastId = 0;
  #unseen = new Map<number, Unseen>();

  follow({ host, view, changes, at }: Extract<JournalEntry, { kind: 'servers' }>): void {
    const place = `${host}/${view}`;
    let there = this.#known.get(place);
    if (there === undefined) this.#known.set(place, (there = new Map()));
    for (const change of changes) {
      if ('server' in change) this.#put(there, place, { host, view, server: change.server, at });
      else if (change.gone === 'dropped') this.#remove(there, change.address, 'dropped');
      else for (const address of [...there.keys()]) this.#remove(there, address, 'flushed');
    }
  }

  rows(): ServerRow[] {
    return [...this.#known.values()].flatMap((there) => [...there.values()].map(serverRow));
  }

  /** What changed since the last call, each server once. */
  takeUpdates(): ServerUpdate[] {
    const updates: ServerUpdate[] = [];
    for (const unseen of this.#unseen.values()) {
      if (unseen.change === 'gone') updates.push(unseen);
      else updates.push({ change: 'put', row: serverRow(unseen.known), isNew: unseen.isNew });
    }
    this.#unseen = new Map();
    return updates;
  }

  #remove(there: Map<string, Known>, address: string, why: 'dropped' | 'flushed'): void {
    const known = there.get(address);
    if (known === undefined) return;
    there.delete(address);
    this.#unseen.set(known.id, { change: 'gone', id: known.id, why });
  }

  #put(there: Map<string, Known>, place: string, news: Omit<Known, 'id'>): void {
    const { server } = news;
    let known = there.get(server.address);
    const isNew = known === undefined;
    if (known === undefined) {
      known = { id: this.#idOf(`${place}/${server.address}`), ...news };
      there.set(server.address, known);
    } else {
      known.server = server;
      known.at = news.at;
    }
    const before = this.#unseen.get(known.id);
    this.#unseen.set(known.id, {
      change: 'put',
      known,
      isNew: isNew || (before?.change === 'put' && before.isNew),
    });
  }

  #idOf(key: string): number {
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    if (this.#ids.size >= KEPT_IDS) this.#ids = new Map();
    this.#ids.set(key, ++this.#lastId);
    return this.#lastId;
  }
}

function serverRow({ id, host, view, server, at }: Known): ServerRow {
  return {
    id,
    address: server.address,
    names: server.names.map(String),
    zones: server.zones.map(String),
    srtt: server.srtt / 1000,
    srttBefore: server.srttBefore / 1000,
    moved: server.moved,
    rtt: server.rtt === null ? null : server.rtt / 1000,
    edns: server.edns,
    udpSize: server.udpSize,
    longest: server.longest,
    cookie: server.cookie,
    silences: server.silences,
    lame: server.lame.map(String),
    askedAt: server.askedAt,
    keptUntil: at + KEPT_MS,
    host,
    view,
  };
}
