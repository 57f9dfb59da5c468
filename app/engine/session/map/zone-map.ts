/**
 * The tree of zones, as far as responses have told of it: each zone cut with the servers that its parent delegates to
 * and those that the zone itself names. Begins with the root hints and knows nothing that was not on a link, so that a
 * map drawn from it grows as a walk goes on, and gives nothing away.
 *
 * A response's way: delivered packets are only collected; when somebody looks, each is decoded, its NS records are
 * taken where the sender may speak of that zone, and the addresses beside them.
 */
import type { MapServer, MapZone } from '../../../contract.ts';
import type { Packet } from '../../network/journal.ts';
import { OPCODE, RCODE, TYPE } from '../../protocol/codes.ts';
import type { Message, ResourceRecord } from '../../protocol/message.ts';
import { Name } from '../../protocol/name.ts';
import { addressesOf, serversOf } from '../../protocol/server-records.ts';
import { meaningOf } from '../../protocol/summary.ts';
import { decodeMessage, readHeader, type Header } from '../../protocol/wire.ts';
import { messageOctets } from '../packet-rows.ts';

/** Zones that are kept, and servers of one: a flood of referrals must not grow the map for ever. */
export const MAX_ZONES = 500;
const MAX_SERVERS = 20;
/** Addresses of one server. */
const MAX_ADDRESSES = 6;
/** Responses that wait to be looked at; the newest. More in one frame nobody could follow. */
const MAX_WAITING = 500;

interface Zone {
  readonly name: Name;
  delegated: readonly Name[];
  /** As the zone's own NS RRset has them; null before it was seen. */
  own: readonly Name[] | null;
  /** The packet that said so last; null: the hints. */
  packet: number | null;
}

/** Who said it, and in which packet. */
interface Teller {
  readonly address: string;
  readonly packet: number;
}

export class ZoneMap {
  readonly #zones = new Map<string, Zone>();
  /** Of the servers of all zones, by the name's key. */
  readonly #addresses = new Map<string, readonly string[]>();
  #waiting: Packet[] = [];
  #changed = new Set<string>();

  /** `hints`: NS, A and AAAA records of the root servers. */
  constructor(hints: readonly ResourceRecord[]) {
    const delegated = distinctServers(hints, Name.root);
    this.#zones.set(Name.root.key, { name: Name.root, delegated, own: null, packet: null });
    for (const server of delegated) this.#learnAddresses(hints, server);
    this.#changed.clear();
  }

  /** A packet that came to its destination. */
  follow(packet: Packet): void {
    if (packet.protocol === 'icmp' || packet.source.port !== 53) return;
    this.#waiting.push(packet);
    if (this.#waiting.length > 2 * MAX_WAITING) this.#waiting = this.#waiting.slice(-MAX_WAITING);
  }

  zones(): MapZone[] {
    this.#read();
    return [...this.#zones.values()].map((zone) => this.#shown(zone));
  }

  /** The zones that were found or changed since the last call, each once. */
  takeUpdates(): MapZone[] {
    this.#read();
    const changed = [...this.#changed].flatMap((key) => this.#zones.get(key) ?? []);
    this.#changed = new Set();
    return changed.map((zone) => this.#shown(zone));
  }

  #read(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const packet of waiting) {
      const octets = messageOctets(packet);
      // Most answers are of a cache and tell nothing of zones: those are not decoded.
      const decoded = octets && mayTell(readHeader(octets)) ? decodeMessage(octets) : null;
      if (decoded?.kind === 'message')
        this.#hear(decoded.message, { address: packet.source.address, packet: packet.id });
    }
  }

  #hear(message: Message, from: Teller): void {
    const question = message.questions[0];
    if (!question) return;
    const records = [...message.answers, ...message.authority];
    for (const zone of ownersOfServers(records)) {
      if (!question.name.isAtOrBelow(zone)) continue;
      const servers = distinctServers(records, zone);
      if (meaningOf(message) === 'referral') this.#learnDelegation(zone, servers, from, message.ra);
      else if (message.aa) this.#learnOwn(zone, servers, from);
      for (const server of servers)
        if (this.#addresses.has(server.key)) this.#learnAddresses(message.additional, server);
    }
    // A server's name whose address was asked for by itself.
    if (this.#addresses.has(question.name.key)) this.#learnAddresses(message.answers, question.name);
  }

  /** RFC 1034 §4.3.2: a server refers to what lies below one of its own zones; who refers upward or aside is lame. */
  #learnDelegation(zone: Name, servers: readonly Name[], from: Teller, recursive: boolean): void {
    const serves = this.#zonesServedBy(from.address);
    const mayRefer = serves.some((parent) => zone.isBelow(parent));
    // A walk that began in the middle: the map has not heard of this server, and it does not answer out of a cache.
    if (!mayRefer && (serves.length > 0 || recursive || zone.isRoot)) return;
    const known = this.#zone(zone);
    if (known === null || sameNames(known.delegated, servers)) return;
    known.delegated = servers;
    this.#change(known, from);
  }

  #learnOwn(zone: Name, servers: readonly Name[], from: Teller): void {
    const serves = this.#zonesServedBy(from.address);
    if (serves.length > 0 && !serves.some((one) => zone.isAtOrBelow(one))) return;
    const known = this.#zone(zone);
    if (known === null || (known.own !== null && sameNames(known.own, servers))) return;
    known.own = servers;
    this.#change(known, from);
  }

  /** The zone of that name; made where there is room for it. */
  #zone(name: Name): Zone | null {
    const known = this.#zones.get(name.key);
    if (known !== undefined || this.#zones.size >= MAX_ZONES) return known ?? null;
    const zone: Zone = { name, delegated: [], own: null, packet: null };
    this.#zones.set(name.key, zone);
    return zone;
  }

  #change(zone: Zone, { packet }: Teller): void {
    zone.packet = packet;
    this.#changed.add(zone.name.key);
    for (const { key } of [...zone.delegated, ...(zone.own ?? [])])
      if (!this.#addresses.has(key)) this.#addresses.set(key, []);
  }

  #learnAddresses(records: readonly ResourceRecord[], server: Name): void {
    const found = addressesOf(records, server);
    const before = this.#addresses.get(server.key) ?? [];
    const news = found.filter((address) => !before.includes(address));
    if (news.length === 0) return;
    // The newest last: a server that was moved keeps the place where it was asked before.
    this.#addresses.set(server.key, [...before, ...news].slice(-MAX_ADDRESSES));
    for (const zone of this.#zones.values())
      if (serverNames(zone).some((name) => name.equals(server))) this.#changed.add(zone.name.key);
  }

  #zonesServedBy(address: string): Name[] {
    const serves = (server: Name): boolean => this.#addresses.get(server.key)?.includes(address) ?? false;
    return [...this.#zones.values()].filter((zone) => serverNames(zone).some(serves)).map(({ name }) => name);
  }

  #shown(zone: Zone): MapZone {
    const has = (names: readonly Name[], name: Name): boolean => names.some((one) => one.equals(name));
    const servers = serverNames(zone)
      .slice(0, MAX_SERVERS)
      .map((name): MapServer => ({
        name: name.toString().toLowerCase(),
        addresses: this.#addresses.get(name.key) ?? [],
        delegated: has(zone.delegated, name),
        own: zone.own === null ? null : has(zone.own, name),
      }));
    return { name: zone.name.toString().toLowerCase(), servers, packet: zone.packet };
  }
}

/** A response with data of its server's own, or with an authority section. */
function mayTell(header: Header | null): boolean {
  if (header === null || !header.qr || header.opcode !== OPCODE.QUERY) return false;
  const sound = header.rcode === RCODE.NOERROR || header.rcode === RCODE.NXDOMAIN;
  return sound && (header.aa || header.counts[2] > 0);
}

/** Those of the delegation first. */
function serverNames({ delegated, own }: Zone): Name[] {
  const more = (own ?? []).filter((name) => !delegated.some((one) => one.equals(name)));
  return [...delegated, ...more];
}

function ownersOfServers(records: readonly ResourceRecord[]): Name[] {
  const owners = new Map<string, Name>();
  for (const { type, name } of records) if (type === TYPE.NS) owners.set(name.key, name);
  return [...owners.values()];
}

/** Each server once, and not more of them than a map has room for. */
function distinctServers(records: readonly ResourceRecord[], zone: Name): Name[] {
  const targets = serversOf(records, zone);
  return [...new Map(targets.map((target) => [target.key, target])).values()].slice(0, MAX_SERVERS);
}

function sameNames(some: readonly Name[], others: readonly Name[]): boolean {
  return some.length === others.length && some.every((name) => others.some((other) => other.equals(name)));
}
