/**
 * The walk from the root down to a name, at each zone cut every server at every address.
 *
 * A zone's servers are asked for its SOA, all at once; those that answer, for its NS set, over TCP too. Names that only
 * the zone's own set has are asked as well. Then all of them are asked for the name one label further down, and so on,
 * until they refer to another zone: that is the next cut. At the last one they are asked for the records
 * themselves, and for a name that does not exist.
 */
import { RCODE, TYPE } from '../../protocol/codes.ts';
import { Name, isNameProblem } from '../../protocol/name.ts';
import type { ToolContext } from '../tool.ts';
import type { Asker, Outcome } from './ask.ts';
import {
  dataOf,
  nsSetOf,
  serialOf,
  serves,
  serverText,
  standingOf,
  type Delegation,
  type NameFacts,
  type ServerFacts,
  type ZoneFacts,
} from './facts.ts';
import {
  AddressFinder,
  MOST_NAMES,
  referralBelow,
  serversOf,
  type Found,
  type Servers,
} from './find-addresses.ts';

export interface WalkParts {
  readonly context: ToolContext;
  readonly asker: Asker;
  readonly name: Name;
  readonly type: number;
  /** Hears of each zone, before its servers are asked and when all is known of it. */
  readonly onBegin: (zone: Name, servers: readonly Name[]) => void;
  readonly onZone: (facts: ZoneFacts) => void;
}

/** A zone cut, as it was found in the zone above. */
interface Cut {
  readonly servers: Servers;
  readonly parent: Name | null;
  readonly delegations: readonly Delegation[];
}

/** A server while it is being asked. */
type Row = { -readonly [field in keyof ServerFacts]: ServerFacts[field] };

/** Labels of the name that is asked for and should not exist. */
const NO_NAME = 'check-delegation-';

export class Walk {
  readonly #parts: WalkParts;
  readonly #finder: AddressFinder;

  constructor(parts: WalkParts, root: Servers) {
    this.#parts = parts;
    this.#finder = new AddressFinder(parts.asker, root);
  }

  /** From the root to the last cut; every zone on the way is told as soon as all is known of it. */
  async from(root: Servers): Promise<void> {
    let cut: Cut | null = { servers: root, parent: null, delegations: [] };
    while (cut !== null && !this.#parts.asker.stopped) {
      const { zone, names } = cut.servers;
      this.#parts.onBegin(zone, names);
      this.#finder.learn(cut.servers);
      const rows = await this.#askServers(cut.servers, names);
      const more = childNames(rows).filter((name) => !names.some((known) => known.equals(name)));
      rows.push(...(await this.#askServers(cut.servers, more)));
      const nameFacts = await this.#nameFacts(cut, rows, [...names, ...more]);
      const next = await this.#nextCut(zone, rows);
      if (next === null) await this.#askForData(zone, rows);
      if (this.#parts.asker.stopped) return;
      const { parent, delegations } = cut;
      this.#parts.onZone({ zone, parent, delegations, names: nameFacts, servers: rows, last: next === null });
      cut = next;
    }
  }

  async #askServers({ zone, addresses }: Servers, names: readonly Name[]): Promise<Row[]> {
    const places = names.map(async (server) => {
      const given = addresses.get(server.key) ?? [];
      const all = given.length > 0 ? given : addressesIn(await this.#ownAddresses(server));
      return all.map((address) => ({ server, address }));
    });
    const rows = (await Promise.all(places)).flat();
    return Promise.all(rows.map(({ server, address }) => this.#askServer(zone, server, address)));
  }

  async #askServer(zone: Name, server: Name, address: string): Promise<Row> {
    const { asker } = this.#parts;
    const reply = await asker.ask(address, zone, TYPE.SOA);
    const row: Row = {
      server,
      address,
      reply,
      standing: standingOf(reply, zone),
      serial: serialOf(reply, zone),
      nameServers: null,
      nsTtl: null,
      tcp: null,
      negativeSoa: null,
      data: null,
      denied: [],
    };
    if (reply.kind === 'none') {
      if (reply.why === 'silent') this.#finder.isSilent(address);
      return row;
    }
    const [ns, tcp] = await Promise.all([
      asker.ask(address, zone, TYPE.NS),
      asker.askOverTcp(address, zone, TYPE.SOA),
    ]);
    row.tcp = tcp.kind === 'reply';
    if (ns.kind === 'reply' && serves(row)) {
      const set = nsSetOf(ns.message.answers, zone);
      row.nameServers = set?.texts ?? null;
      row.nsTtl = set?.ttl ?? null;
    }
    return row;
  }

  #nameFacts(cut: Cut, rows: readonly Row[], names: readonly Name[]): Promise<NameFacts[]> {
    const parents = new Set(cut.delegations.flatMap(({ nameServers }) => nameServers));
    const children = new Set(rows.flatMap(({ nameServers }) => nameServers ?? []));
    return Promise.all(
      names.map(async (server) => ({
        server,
        inParent: cut.delegations.length === 0 ? null : parents.has(serverText(server)),
        inChild: children.size === 0 ? null : children.has(serverText(server)),
        glue: cut.delegations.length === 0 ? [] : (cut.servers.addresses.get(server.key) ?? []),
        own: await this.#ownAddresses(server),
      })),
    );
  }

  /** Both kinds of addresses that a name's own zone gives. */
  async #ownAddresses(server: Name): Promise<Found> {
    const [four, six] = await Promise.all([
      this.#finder.find(server, TYPE.A),
      this.#finder.find(server, TYPE.AAAA),
    ]);
    if (four.kind !== 'addresses') return six.kind === 'addresses' && six.addresses.length > 0 ? six : four;
    if (six.kind !== 'addresses') return four;
    return {
      kind: 'addresses',
      addresses: [...four.addresses, ...six.addresses],
      ttls: [...four.ttls, ...six.ttls],
    };
  }

  /** The next cut on the way to the name; null where the servers know of none. */
  async #nextCut(zone: Name, rows: readonly Row[]): Promise<Cut | null> {
    const { name, asker } = this.#parts;
    const awake = rows.filter(({ reply }) => reply.kind === 'reply');
    for (let count = zone.labels.length + 1; count <= name.labels.length; count++) {
      const candidate = name.suffix(count);
      const outcomes = await Promise.all(awake.map((row) => asker.ask(row.address, candidate, TYPE.NS)));
      const cut = cutIn(zone, candidate, awake, outcomes);
      if (cut !== null) return cut;
      if (count === name.labels.length) break;
      for (const [index, row] of awake.entries()) {
        const outcome = outcomes[index];
        if (outcome?.kind === 'reply' && outcome.message.rcode === RCODE.NXDOMAIN)
          row.denied = [...row.denied, candidate];
      }
    }
    return null;
  }

  async #askForData(zone: Name, rows: readonly Row[]): Promise<void> {
    const { name, type, asker, context } = this.#parts;
    const nobody = zone.child(`${NO_NAME}${context.random.below(0x1_0000).toString(16)}`);
    const ask = async (row: Row): Promise<void> => {
      const data = await asker.ask(row.address, name, type);
      if (data.kind === 'reply') row.data = dataOf(data.message, name, type);
      if (isNameProblem(nobody)) return;
      const negative = await asker.ask(row.address, nobody, TYPE.A);
      if (negative.kind === 'none' || negative.message.answers.length > 0) return;
      row.negativeSoa = negative.message.authority.find((record) => record.type === TYPE.SOA)?.name ?? null;
    };
    await Promise.all(rows.filter(serves).map(ask));
  }
}

function addressesIn(found: Found): readonly string[] {
  return found.kind === 'addresses' ? found.addresses : [];
}

/** Every name that any server of the zone has in its NS set, in the order of their texts. */
function childNames(rows: readonly Row[]): Name[] {
  const names = new Map<string, Name>();
  for (const text of rows.flatMap(({ nameServers }) => nameServers ?? [])) {
    const name = Name.parse(`${text}.`);
    if (!isNameProblem(name)) names.set(name.key, name);
  }
  return [...names.values()].slice(0, MOST_NAMES);
}

/** The cut that the answers of a zone's servers show, where any of them shows one. */
function cutIn(zone: Name, candidate: Name, rows: readonly Row[], outcomes: readonly Outcome[]): Cut | null {
  const replies = outcomes.flatMap((outcome, index) =>
    outcome.kind === 'reply' ? [{ message: outcome.message, by: rows[index]?.address ?? '' }] : [],
  );
  const referrals = replies.flatMap(({ message, by }) => {
    const down = referralBelow(message, zone, candidate);
    return down === null ? [] : [{ down, by }];
  });
  const [first] = referrals;
  if (first !== undefined) {
    const same = referrals.filter(({ down }) => down.zone.equals(first.down.zone));
    return {
      parent: zone,
      servers: union(same.map(({ down }) => down)),
      delegations: grouped(same.map(({ down, by }) => ({ by, names: down.names.map(serverText).sort() }))),
    };
  }
  // The zone's servers serve the one below too: what the zone itself says of it cannot be seen.
  const own = replies.flatMap(({ message }) =>
    message.aa && nsSetOf(message.answers, candidate) !== null
      ? [serversOf(candidate, nsOf(message.answers, candidate), message.additional)]
      : [],
  );
  return own.length === 0 ? null : { parent: zone, servers: union(own), delegations: [] };
}

function nsOf<T extends { readonly type: number; readonly name: Name }>(
  records: readonly T[],
  owner: Name,
): T[] {
  return records.filter(({ type, name }) => type === TYPE.NS && name.equals(owner));
}

function union(all: readonly Servers[]): Servers {
  const names = new Map<string, Name>();
  const addresses = new Map<string, readonly string[]>();
  for (const servers of all)
    for (const name of servers.names) {
      names.set(name.key, name);
      const given = servers.addresses.get(name.key) ?? [];
      addresses.set(name.key, [...new Set([...(addresses.get(name.key) ?? []), ...given])]);
    }
  const sorted = [...names.values()].sort((a, b) => a.compare(b)).slice(0, MOST_NAMES);
  return { zone: all[0]?.zone ?? Name.root, names: sorted, addresses };
}

function grouped(given: readonly { readonly by: string; readonly names: readonly string[] }[]): Delegation[] {
  const sets = new Map<string, { by: string[]; nameServers: readonly string[] }>();
  for (const { by, names } of given) {
    const known = sets.get(names.join(' '));
    if (known) known.by.push(by);
    else sets.set(names.join(' '), { by: [by], nameServers: names });
  }
  return [...sets.values()];
}
