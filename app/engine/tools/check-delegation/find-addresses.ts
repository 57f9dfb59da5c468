/**
 * The addresses of a server's name, found by a walk of its own from the root: what the name's own zone says, not what
 * glue says. Zone cuts that were passed once are kept.
 */
import { RCODE, TYPE } from '../../protocol/codes.ts';
import type { Message, ResourceRecord } from '../../protocol/message.ts';
import type { Name } from '../../protocol/name.ts';
import { addressText, targetName } from '../../protocol/rdata.ts';
import type { Asker } from './ask.ts';

export type Found =
  | { readonly kind: 'addresses'; readonly addresses: readonly string[]; readonly ttls: readonly number[] }
  /** The name is an alias. */
  | { readonly kind: 'alias'; readonly target: Name }
  | { readonly kind: 'no such name' }
  /** Nobody who could say so was reached. */
  | { readonly kind: 'not found' };

/** The servers of a zone: their names, and the addresses that were given for them. */
export interface Servers {
  readonly zone: Name;
  readonly names: readonly Name[];
  readonly addresses: ReadonlyMap<string, readonly string[]>;
}

const MOST_STEPS = 24;
const AT_ONCE = 3;
/** Servers that can be found only by way of others, which can be found only by way of others … */
const DEEPEST = 6;
const MOST_WITHOUT_GLUE = 4;
/** NS records of one zone that are looked at. */
export const MOST_NAMES = 32;

export class AddressFinder {
  readonly #asker: Asker;
  /** By the zone's name. */
  readonly #cuts = new Map<string, Servers>();
  readonly #found = new Map<string, Promise<Found>>();
  /** Addresses that did not answer. */
  readonly #silent = new Set<string>();

  constructor(asker: Asker, root: Servers) {
    this.#asker = asker;
    this.learn(root);
  }

  learn(servers: Servers): void {
    this.#cuts.set(servers.zone.key, servers);
  }

  isSilent(address: string): void {
    this.#silent.add(address);
  }

  /** `path`: the names that this one is looked up for, from the first one on. */
  find(name: Name, type: number, path: readonly string[] = []): Promise<Found> {
    // Two names that wait for each other would wait for ever.
    if (path.includes(name.key) || path.length > DEEPEST) return Promise.resolve({ kind: 'not found' });
    const key = `${type} ${name.key}`;
    // What is found on the way of another name may be cut off by its circle; only a walk of its own is kept.
    const known = this.#found.get(key) ?? this.#walk(name, type, [...path, name.key]);
    if (path.length === 0) this.#found.set(key, known);
    return known;
  }

  async #walk(name: Name, type: number, path: readonly string[]): Promise<Found> {
    let servers = this.#closest(name);
    for (let step = 0; step < MOST_STEPS && servers !== null; step++) {
      const message = await this.#askAny(servers, name, type, path);
      if (message === null) return { kind: 'not found' };
      const own = message.answers.filter((record) => record.name.equals(name));
      const alias = own.find((record) => record.type === TYPE.CNAME);
      if (alias !== undefined && type !== TYPE.CNAME) {
        const target = targetName(TYPE.CNAME, alias.rdata);
        return target === null ? { kind: 'not found' } : { kind: 'alias', target };
      }
      const matching = own.filter((record) => record.type === type);
      if (matching.length > 0)
        return {
          kind: 'addresses',
          addresses: matching.map(({ rdata }) => addressText(rdata)),
          ttls: matching.map(({ ttl }) => ttl),
        };
      const down: Servers | null = referralBelow(message, servers.zone, name);
      if (down === null)
        return message.rcode === RCODE.NXDOMAIN
          ? { kind: 'no such name' }
          : { kind: 'addresses', addresses: [], ttls: [] };
      this.learn(down);
      servers = down;
    }
    return { kind: 'not found' };
  }

  #closest(name: Name): Servers | null {
    for (let at = name; ; at = at.parent) {
      const servers = this.#cuts.get(at.key);
      if (servers !== undefined) return servers;
      if (at.isRoot) return null;
    }
  }

  /** A useful answer of any of a zone's servers, a few asked at a time. */
  async #askAny(
    servers: Servers,
    name: Name,
    type: number,
    path: readonly string[],
  ): Promise<Message | null> {
    const tried = new Set<string>();
    const askAll = async (addresses: readonly string[]): Promise<Message | null> => {
      const fresh = addresses.filter((address) => !tried.has(address) && !this.#silent.has(address));
      for (let at = 0; at < fresh.length && !this.#asker.stopped; at += AT_ONCE) {
        const some = fresh.slice(at, at + AT_ONCE);
        const replies = await Promise.all(some.map((address) => this.#askOne(address, servers, name, type)));
        some.forEach((address) => tried.add(address));
        const useful = replies.find((message) => message !== null);
        if (useful !== undefined) return useful;
      }
      return null;
    };
    const given = servers.names.flatMap((server) => servers.addresses.get(server.key) ?? []);
    const answer = await askAll(given);
    if (answer !== null) return answer;
    const bare = servers.names.filter((server) => (servers.addresses.get(server.key) ?? []).length === 0);
    for (const server of bare.slice(0, MOST_WITHOUT_GLUE)) {
      const found = await this.find(server, TYPE.A, path);
      const late = found.kind === 'addresses' ? await askAll(found.addresses) : null;
      if (late !== null) return late;
    }
    return null;
  }

  async #askOne(address: string, { zone }: Servers, name: Name, type: number): Promise<Message | null> {
    const outcome = await this.#asker.ask(address, name, type);
    if (outcome.kind === 'none') {
      if (outcome.why === 'silent') this.#silent.add(address);
      return null;
    }
    const { message } = outcome;
    if (message.rcode !== RCODE.NOERROR && message.rcode !== RCODE.NXDOMAIN) return null;
    if (message.answers.length > 0 || message.aa) return message;
    return referralBelow(message, zone, name) === null ? null : message;
  }
}

/** The zone that a message refers down to, on the way to `name`. */
export function referralBelow(message: Message, zone: Name, name: Name): Servers | null {
  if (message.rcode !== RCODE.NOERROR || message.answers.length > 0) return null;
  const records = message.authority.filter(
    (record) => record.type === TYPE.NS && record.name.isBelow(zone) && name.isAtOrBelow(record.name),
  );
  const [first] = records;
  return first === undefined ? null : serversOf(first.name, records, message.additional);
}

/** Servers out of NS records and the addresses that came beside them. */
export function serversOf(
  zone: Name,
  records: readonly ResourceRecord[],
  glue: readonly ResourceRecord[],
): Servers {
  const names = records.slice(0, MOST_NAMES).flatMap((record) => targetName(TYPE.NS, record.rdata) ?? []);
  const addresses = new Map(
    names.map((name) => [
      name.key,
      glue
        .filter((record) => isAddress(record) && record.name.equals(name))
        .map(({ rdata }) => addressText(rdata)),
    ]),
  );
  return { zone, names, addresses };
}

function isAddress({ type }: ResourceRecord): boolean {
  return type === TYPE.A || type === TYPE.AAAA;
}
