/**
 * What a resolver knows of other servers by their addresses: how quick they are, whether they speak EDNS, their
 * cookies. BIND calls it the ADB; the numbers are BIND's where nothing else is said.
 *
 * A server never heard of is given a tiny random round-trip time, so that it is tried before the known ones. An
 * answer moves the smoothed time by three tenths towards the measured one; a silence adds a random time; servers
 * that were passed over seem a little quicker, so that a slow one gets its chance again (`smoothed-time.ts`).
 *
 * Each change is told to the journal (`server-news.ts`): nobody needs to look in here.
 */
import { Recency, type InOrderOfUse } from '../cache/recency.ts';
import type { Instant } from '../network/clock.ts';
import type { ServerSnapshot } from '../network/server-change.ts';
import type { Name } from '../protocol/name.ts';
import type { Random } from '../random.ts';
import { ServerNews, type TellServers } from './server-news.ts';
import type { ServerLoad } from './server-quota.ts';
import { afterAnswer, afterPassingOver, afterSilence, madeUp } from './smoothed-time.ts';

/** How often a server answered and was silent, with EDNS and without. BIND: all are halved when one would pass 255. */
export type Exchanges = Record<'ednsAnswers' | 'ednsSilences' | 'plainAnswers' | 'plainSilences', number>;

export interface ServerRecord extends InOrderOfUse<ServerRecord> {
  readonly address: string;
  /** The host names under which NS records brought it, and the zones it was a server of: the newest few. */
  names: readonly Name[];
  zones: readonly Name[];
  /** Smoothed round-trip time in microseconds; what it was before it last moved, and what moved it. */
  srtt: number;
  srttBefore: number;
  moved: ServerSnapshot['moved'];
  /** The round-trip time measured last, in microseconds; null before any. */
  rtt: number | null;
  /** `no`: it answered plain questions and refused those with EDNS. */
  edns: 'unknown' | 'yes' | 'no';
  /** The longest UDP message that it says it takes (RFC 6891 §6.2.3), in octets; null before it said. */
  udpSize: number | null;
  /** The longest response that came from it over UDP, in octets; 0 before any. */
  longest: number;
  /** Our own half of the cookie for this server (RFC 7873 §4.1). */
  readonly clientCookie: Uint8Array;
  /** The server's half, once it has sent one. */
  serverCookie: Uint8Array | null;
  /** Silences in a row. */
  timeouts: number;
  readonly exchanges: Exchanges;
  /** Kept where fetches-per-server is set; else null. */
  load: ServerLoad | null;
  /** The zones of which it said that it is none of theirs. BIND: noted for showing only, as with lame-ttl 0. */
  lame: readonly Name[];
  /** When that is over for all of them, with a lame-ttl. */
  lameUntil: Instant;
  /** When it was last asked; null before. */
  askedAt: Instant | null;
  usedAt: Instant;
  /** The second in which it was passed over last; null before. */
  agedIn: number | null;
  /** What the journal was told last, and the kinds of change since then. */
  told: ServerSnapshot | null;
  untold: number;
}

/** BIND: an address entry lives for 30 minutes after its last use. */
export const KEPT_MS = 1800_000;
const SWEEP_MS = 60_000;
/** BIND: for so long a server's name is not looked up again when that has failed. */
const IN_VAIN_MS = 10_000;
const MAX_NAMES = 8;

export class AddressDatabase {
  readonly #random: Random;
  /** Of its own, so that a silence does not shift what the next new server gets. */
  readonly #chance: Random;
  readonly #limit: number;
  readonly #servers = new Map<string, ServerRecord>();
  #recency = new Recency<ServerRecord>();
  readonly #news: ServerNews;
  readonly #isKept = (server: ServerRecord): boolean => this.#servers.get(server.address) === server;
  #sweptAt: Instant = 0;
  /** By name and type: until when they need not be looked up. */
  readonly #inVain = new Map<string, Instant>();

  constructor(random: Random, tell: TellServers = () => undefined, limit = 20_000) {
    this.#random = random;
    this.#chance = random.fork('silences');
    this.#news = new ServerNews(tell);
    this.#limit = limit;
  }

  get size(): number {
    return this.#servers.size;
  }

  /** What is known of a server; made up where nothing is. `name`: its host name, where it has one. */
  server(address: string, now: Instant, zone: Name, name: Name | null): ServerRecord {
    const known = this.#servers.get(address);
    if (known !== undefined && now - known.usedAt < KEPT_MS) {
      known.usedAt = now;
      this.#recency.use(known);
      this.#list(known, zone, name);
      return known;
    }
    if (now - this.#sweptAt >= SWEEP_MS) this.#sweep(now);
    else if (known !== undefined) this.#drop(known);
    const clientCookie = new Uint8Array(8);
    for (let i = 0; i < 8; i++) clientCookie[i] = this.#random.below(256);
    const srtt = madeUp(this.#random);
    const fresh: ServerRecord = {
      address,
      names: name === null ? [] : [name],
      zones: [zone],
      srtt,
      srttBefore: srtt,
      moved: 'made-up',
      rtt: null,
      edns: 'unknown',
      udpSize: null,
      longest: 0,
      clientCookie,
      serverCookie: null,
      timeouts: 0,
      exchanges: { ednsAnswers: 0, ednsSilences: 0, plainAnswers: 0, plainSilences: 0 },
      load: null,
      lame: [],
      lameUntil: 0,
      askedAt: null,
      usedAt: now,
      agedIn: null,
      told: null,
      untold: 0,
      newer: null,
      older: null,
    };
    if (this.#servers.size >= this.#limit) this.#dropLongestUnused();
    this.#servers.set(address, fresh);
    this.#recency.add(fresh);
    this.#news.note(fresh, 'heard-of');
    return fresh;
  }

  asks(server: ServerRecord, now: Instant): void {
    server.askedAt = now;
    // A search may still hold one that was dropped.
    if (this.#isKept(server)) this.#recency.use(server);
    this.#news.tell(this.#isKept, now);
  }

  answered(server: ServerRecord, rttMs: number, withEdns: boolean): void {
    count(server.exchanges, withEdns ? 'ednsAnswers' : 'plainAnswers');
    this.answeredOddly(server, rttMs);
  }

  /** It sent something that cannot be read. BIND: that tells its round-trip time like any answer. */
  answeredOddly(server: ServerRecord, rttMs: number): void {
    server.rtt = Math.floor(rttMs * 1000);
    this.#move(server, server.srtt, afterAnswer(server.srtt, server.rtt), 'answer');
    server.timeouts = 0;
    this.#news.note(server, 'answered');
  }

  /**
   * It did not answer, or the network said that it cannot. `known`: its smoothed time as the search that asked took
   * it from here, in microseconds. BIND: what is added is added to that, so that many searches that wait for one
   * server at the same time do not make it slower many times.
   */
  silent(server: ServerRecord, known: number, withEdns: boolean): void {
    count(server.exchanges, withEdns ? 'ednsSilences' : 'plainSilences');
    const perhapsEdns = withEdns && server.edns !== 'yes';
    this.#move(server, known, afterSilence(known, this.#chance, perhapsEdns), 'silence');
    server.timeouts++;
    this.#news.note(server, 'silent');
  }

  /** A server that might have been asked and was not. BIND: it counts once in each second of the clock. */
  passedOver(server: ServerRecord, now: Instant): void {
    const second = Math.floor(now / 1000);
    if (second === server.agedIn) return;
    server.agedIn = second;
    if (server.srtt === 0) return;
    this.#move(server, server.srtt, afterPassingOver(server.srtt), 'age');
    this.#news.note(server, 'aged');
  }

  /** Whether it is lame for `zone`, now that it has said something about it; then it is not asked about that again before `until`. */
  saidOf(zone: Name, server: ServerRecord, lame: boolean, until: Instant): void {
    if (lame) server.lameUntil = until;
    if (server.lame.some((one) => one.equals(zone)) === lame) return;
    const others = server.lame.filter((one) => !one.equals(zone));
    server.lame = lame ? [zone, ...others].slice(0, MAX_NAMES) : others;
    this.#news.note(server, 'lame');
  }

  /** The look-up of a server's address has failed: nobody who knows could be reached. */
  lookedUpInVain(name: Name, type: number, now: Instant): void {
    if (this.#inVain.size >= this.#limit) this.#inVain.clear();
    this.#inVain.set(`${type} ${name.key}`, now + IN_VAIN_MS);
  }

  isInVain(name: Name, type: number, now: Instant): boolean {
    const key = `${type} ${name.key}`;
    const until = this.#inVain.get(key);
    if (until === undefined || until > now) return until !== undefined;
    this.#inVain.delete(key);
    return false;
  }

  /** The end of an exchange: the journal hears what it has changed. */
  tell(now: Instant): void {
    this.#news.tell(this.#isKept, now);
  }

  /** Forgets all. BIND: rndc flush does; flushname and flushtree leave what is known of addresses. */
  flush(): void {
    this.#inVain.clear();
    if (this.#servers.size === 0) return;
    this.#servers.clear();
    this.#recency = new Recency();
    this.#news.flushed();
    this.#news.tell(this.#isKept, 0);
  }

  /** All that is known, for showing. */
  servers(): IterableIterator<ServerRecord> {
    return this.#servers.values();
  }

  #list(server: ServerRecord, zone: Name, name: Name | null): void {
    const names = name === null ? server.names : withFirst(name, server.names);
    const zones = withFirst(zone, server.zones);
    if (names === server.names && zones === server.zones) return;
    server.names = names;
    server.zones = zones;
    this.#news.note(server, 'listed');
  }

  #move(server: ServerRecord, from: number, to: number, by: ServerRecord['moved']): void {
    server.srttBefore = from;
    server.srtt = to;
    server.moved = by;
  }

  /** Drops what was not used for long; looking at all of them is done once a minute at most. */
  #sweep(now: Instant): void {
    this.#sweptAt = now;
    for (const server of this.#servers.values()) {
      if (now - server.usedAt >= KEPT_MS) this.#drop(server);
    }
  }

  #dropLongestUnused(): void {
    const { oldest } = this.#recency;
    if (oldest !== null) this.#drop(oldest);
  }

  #drop(server: ServerRecord): void {
    this.#servers.delete(server.address);
    this.#recency.remove(server);
    this.#news.dropped(server.address);
  }
}

/** The same array where it is in there already. */
function withFirst(name: Name, names: readonly Name[]): readonly Name[] {
  for (const one of names) if (one === name || one.equals(name)) return names;
  return [name, ...names.slice(0, MAX_NAMES - 1)];
}

function count(exchanges: Exchanges, which: keyof Exchanges): void {
  if (exchanges[which] === 255) {
    exchanges.ednsAnswers >>= 1;
    exchanges.ednsSilences >>= 1;
    exchanges.plainAnswers >>= 1;
    exchanges.plainSilences >>= 1;
  }
  exchanges[which]++;
}
