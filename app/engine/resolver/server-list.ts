/**
 * The servers of the zone that a fetch has come to: which addresses are known, which of them to ask next, and
 * which server names still lack an address.
 */
import type { Cache } from '../cache/cache.ts';
import type { Instant } from '../network/clock.ts';
import type { RRset } from '../protocol/message.ts';
import { TYPE } from '../protocol/codes.ts';
import type { Name } from '../protocol/name.ts';
import { addressText } from '../protocol/rdata.ts';
import type { AddressDatabase, ServerRecord } from './address-database.ts';
import type { ConfiguredZone } from './configured-zones.ts';
import { serversOf, type Hints } from './hints.ts';
import type { OwnZones } from './own-zones.ts';
import type { ParentSide } from './parent-side.ts';
import type { Peers } from './peers.ts';
import type { ServerQuota } from './server-quota.ts';

export interface Candidate {
  readonly serverName: Name;
  readonly server: ServerRecord;
  readonly port: number;
  /** The server's name in words, once somebody wanted it. */
  text: string | null;
  /**
   * Its smoothed round-trip time in microseconds, as this search knows it. BIND: what other searches learn meanwhile
   * counts from the next round on.
   */
  srtt: number;
  /** Asked in this round already. */
  tried: boolean;
  /** It said something that makes it useless for this question; it is not asked again. */
  bad: boolean;
  /** Whether to ask without EDNS, or over TCP, from now on. */
  plain: boolean;
  /** The UDP payload size that is offered to it; null: what is offered to all. */
  readonly udpSize: number | null;
  tcp: boolean;
  retriedCookie: boolean;
  /** Whether it stumbled over the cookie. */
  noCookie: boolean;
  /** How often it was silent. */
  silences: number;
}

/** A server name that has no known address yet. */
export interface Nameless {
  readonly name: Name;
  /** `found`: it has an address by now, or is an alias and never gets one. */
  state: 'unasked' | 'asked' | 'found';
}

/** BIND: no more NS names of one zone than this are looked at, however many a referral lists. */
const MAX_SERVER_NAMES = 20;
const MAX_ADDRESSES = 60;

/** What of the resolver counts here. */
export interface Surroundings {
  readonly addresses: AddressDatabase;
  readonly limits: { readonly servers: ServerQuota };
  readonly useIPv6: boolean;
  /** Where servers listen, unless they are given with another port. */
  readonly port: number;
  /** Who is not asked at all. */
  refused(address: string): boolean;
  /** What is settled of single servers. */
  readonly peers: Peers;
  readonly own: OwnZones | null;
}

export class ServerList {
  readonly zone: Name;
  readonly candidates: Candidate[] = [];
  readonly unknown: Nameless[] = [];
  /** Of how many names the zone's NS set consists, as far as they are looked at. */
  nameCount = 0;
  readonly #database: AddressDatabase;
  readonly #quota: ServerQuota;
  readonly #refused: (address: string) => boolean;
  readonly #peers: Peers;
  readonly #own: OwnZones | null;
  readonly #useIPv6: boolean;
  readonly #port: number;

  constructor(zone: Name, { addresses, limits, useIPv6, port, refused, peers, own }: Surroundings) {
    this.zone = zone;
    this.#port = port;
    this.#database = addresses;
    this.#quota = limits.servers;
    this.#refused = refused;
    this.#peers = peers;
    this.#own = own;
    this.#useIPv6 = useIPv6;
  }

  /** Adds the zone's servers with the addresses that cache, hints, or the referral itself (`glue`) have for them. */
  addServers(names: readonly Name[], cache: Cache, hints: Hints, glue: readonly RRset[], now: Instant): void {
    const looked = names.slice(0, MAX_SERVER_NAMES);
    this.nameCount += looked.length;
    for (const name of looked) {
      const before = this.candidates.length;
      let inOwnZone = false;
      for (const type of this.#useIPv6 ? [TYPE.A, TYPE.AAAA] : [TYPE.A]) {
        const own = this.#own?.address(name, type) ?? null;
        if (own !== null && own.kind !== 'glue') {
          inOwnZone = true;
          if (own.kind === 'known') this.addAddresses(name, own.rrset, now);
          continue;
        }
        const found = cache.lookup(name, type, true);
        if (found?.kind === 'rrset') this.#addAll(name, found.entry.rdatas, now);
        // BIND: the glue of one's own zones, where the cache has nothing better.
        else if (found === null && own !== null) this.addAddresses(name, own.rrset, now);
        for (const rrset of glue) {
          if (found === null && rrset.type === type && rrset.name.equals(name))
            this.addAddresses(name, rrset, now);
        }
      }
      // What a zone of one's own does not have, nobody else is asked for.
      if (inOwnZone) continue;
      if (this.candidates.length === before) {
        for (const address of hints.addressesOf(name)) this.#add(name, address, now);
      }
      if (this.candidates.length === before) this.unknown.push({ name, state: 'unasked' });
    }
  }

  /** Adds servers that the configuration gives by address, and those that it gives by name. */
  addConfigured(zone: ConfiguredZone, cache: Cache, hints: Hints, now: Instant): void {
    const tcp = zone.tcp ?? false;
    for (const { address, port } of zone.servers)
      this.#add(zone.name, address, now, port ?? this.#port, tcp, null);
    this.addServers(zone.hosts ?? [], cache, hints, [], now);
  }

  /** Adds what the parent said of the zone's servers, where the child says otherwise. True where there is more to ask now. */
  addParentSide(parentSide: ParentSide, cache: Cache, hints: Hints, now: Instant): boolean {
    // Above the root there are the hints.
    const ns = this.zone.isRoot ? hints.rootServers : parentSide.servers(this.zone);
    const named = ns === null ? [] : serversOf(ns);
    const known = new Map<string, Name>();
    for (const { serverName } of this.candidates) known.set(serverName.key, serverName);
    for (const { name } of this.unknown) known.set(name.key, name);
    const fresh = named.filter((name) => !known.has(name.key));
    this.addServers(fresh, cache, hints, [], now);
    for (const name of [...known.values(), ...fresh]) {
      for (const rrset of parentSide.addresses(name)) this.addAddresses(name, rrset, now);
    }
    return this.next() !== null || this.unknown.some(({ state }) => state === 'unasked');
  }

  addAddresses(name: Name, rrset: RRset, now: Instant): void {
    this.#addAll(name, rrset.rdatas, now);
  }

  #addAll(name: Name, rdatas: readonly Uint8Array[], now: Instant): void {
    for (const rdata of rdatas) this.#add(name, addressText(rdata), now);
  }

  /** The quickest server not asked in this round; null when there is none left. */
  next(): Candidate | null {
    let best: Candidate | null = null;
    for (const candidate of this.candidates) {
      if (candidate.tried || candidate.bad || this.#quota.isFull(candidate.server)) continue;
      if (best === null || candidate.srtt < best.srtt) best = candidate;
    }
    return best;
  }

  /** Whether all servers that could be asked have as many questions as they may (BIND: fetches-per-server). */
  get full(): boolean {
    let any = false;
    for (const { bad, server } of this.candidates) {
      if (bad) continue;
      if (!this.#quota.isFull(server)) return false;
      any = true;
    }
    return any;
  }

  /** Whether none is left that may be asked again. */
  get allBad(): boolean {
    return this.candidates.every(({ bad }) => bad);
  }

  /** All may be asked again: it is another question. */
  forgive(): void {
    for (const candidate of this.candidates) {
      candidate.tried = candidate.bad = false;
      candidate.srtt = candidate.server.srtt;
    }
  }

  /** One of them has answered: those that might have been asked instead were passed over. */
  passOthersOver(now: Instant): void {
    for (const candidate of this.candidates) {
      if (candidate.tried || candidate.bad) continue;
      this.#database.passedOver(candidate.server, now);
      candidate.srtt = candidate.server.srtt;
    }
  }

  /** Begins another round with those that were merely silent. False when there are none. */
  startOver(): boolean {
    let any = false;
    for (const candidate of this.candidates) {
      if (candidate.bad) continue;
      candidate.tried = false;
      candidate.srtt = candidate.server.srtt;
      any ||= !this.#quota.isFull(candidate.server);
    }
    return any;
  }

  /** `host`: the server's own name; null where only its address is known. */
  #add(
    serverName: Name,
    address: string,
    now: Instant,
    port = this.#port,
    tcp = false,
    host: Name | null = serverName,
  ): void {
    if (address.includes(':') && !this.#useIPv6) return;
    if (this.candidates.length >= MAX_ADDRESSES) return;
    if (this.candidates.some((known) => known.server.address === address && known.port === port)) return;
    const server = this.#database.server(address, now, this.zone, host);
    const { bogus, edns, udpSize = null, tcpOnly, cookie } = this.#peers(address);
    this.candidates.push({
      serverName,
      server,
      port,
      text: null,
      srtt: server.srtt,
      tried: false,
      // BIND: blackhole; and lame servers, with a lame-ttl.
      bad:
        bogus === true ||
        this.#refused(address) ||
        (server.lameUntil > now && server.lame.some((zone) => zone.equals(this.zone))),
      // BIND: what was learned of EDNS is for this question; the next one tries again.
      plain: edns === false,
      udpSize,
      tcp: tcp || tcpOnly === true,
      retriedCookie: false,
      noCookie: cookie === false,
      silences: 0,
    });
  }
}
