/** A lab's graphs: what the zone's servers said over time, watched from outside, and what a population makes of it. */
import type { GraphState } from '../../contract.ts';
import type { Journal } from '../network/journal.ts';
import type { NamedServer } from '../server/named.ts';
import { TYPE } from '../protocol/codes.ts';
import type { Name } from '../protocol/name.ts';
import { rdataText } from '../protocol/rdata-text.ts';
import type { Random } from '../random.ts';
import { durationMs } from './duration.ts';
import type { GraphFile } from './lab-file.ts';
import { nameIn } from './match.ts';
import type { NetworkPlan } from './network-file.ts';
import { astrayAfter, astrayOf, loadOf, type LoadPoint, type Population, type Said } from './population.ts';
import { zoneRRset } from './server-evidence.ts';

interface GraphParts {
  readonly graphs: readonly GraphFile[];
  readonly plan: NetworkPlan;
  readonly journal: Journal;
  readonly random: Random;
  readonly now: () => number;
  readonly serverOf: (host: string) => NamedServer | null;
}

interface Watched {
  readonly name: Name | null;
  /** For each server of the zone, what it said. */
  readonly servers: Map<string, Said[]>;
  /** Of a load graph: what was reckoned already, by TTL. */
  readonly points: Map<number, LoadPoint>;
}

const SLICES = 60;
/** A graph of less than this says nothing yet. */
const LEAST_MS = 60_000;

export class LabGraphs {
  readonly #parts: GraphParts;
  readonly #start: number;
  readonly #said: readonly Watched[];
  readonly #end: () => void;

  constructor(parts: GraphParts) {
    this.#parts = parts;
    this.#start = parts.now();
    this.#said = parts.graphs.map((graph) => {
      const name = nameIn(graph.name);
      const servers = new Map(serversFor(parts.plan, name).map((server) => [server, []]));
      return { name, servers, points: new Map() };
    });
    this.#look();
    // A server that reads its zones anew, or is given others, says so in its log.
    this.#end =
      parts.graphs.length === 0 ? () => undefined : parts.journal.subscribe(() => this.#look(), ['log']);
  }

  close(): void {
    this.#end();
  }

  /** Null where there is no such graph. */
  read(index: number): GraphState | null {
    const graph = this.#parts.graphs[index];
    const said = this.#said[index];
    if (!graph || !said) return null;
    this.#look();
    const { random, now } = this.#parts;
    const population = { ...graph, every: durationMs(graph.every) };
    const own = random.fork(`graph ${index}`);
    const servers = [...said.servers.values()];
    if (graph.of === 'astray') return this.#astray(graph.title, population, servers, own, now());
    const last = servers[0]?.at(-1);
    const present = last === undefined || last.data === null ? null : last.ttl;
    // The TTL that the zone has now is among those that are compared.
    const ttls = [...new Set([...graph.ttls, ...(present === null ? [] : [present])])].sort((a, b) => a - b);
    const point = (ttl: number): LoadPoint => {
      const known = said.points.get(ttl);
      if (known) return known;
      const found = loadOf(population, ttl, durationMs(graph.changes), own.fork(`TTL ${ttl}`));
      said.points.set(ttl, found);
      return found;
    };
    return { of: 'load', title: graph.title, points: ttls.map(point), now: present };
  }

  /** The first graph about this name. */
  about(text: string): GraphState | null {
    const name = nameIn(text);
    return this.read(this.#said.findIndex((one) => name !== null && one.name?.equals(name)));
  }

  #astray(
    title: string,
    population: Population,
    servers: readonly (readonly Said[])[],
    random: Random,
    now: number,
  ): GraphState {
    const to = Math.max(now, this.#start + LEAST_MS);
    const slices = astrayOf(population, servers, [this.#start, to], SLICES, random);
    const first = servers[0] ?? [];
    const moments = first.map(({ at }) => at);
    const after = astrayAfter(population, servers, [this.#start, to], moments, random);
    const changes = first.map(({ at, data, ttl }, i) => ({
      ...{ at, data: data ?? 'no answer', ttl },
      astray: after[i] ?? 0,
    }));
    const astrayInAll = slices.reduce((sum, { astray }) => sum + astray, 0);
    return { of: 'astray', title, from: this.#start, to, slices, changes, astrayInAll };
  }

  #look(): void {
    const { serverOf, now } = this.#parts;
    for (const { name, servers } of this.#said)
      for (const [host, list] of servers) {
        const server = name && serverOf(host);
        const rrset = name && server?.running ? zoneRRset(server, name, TYPE.A) : null;
        const data =
          rrset &&
          rrset.rdatas
            .map((rdata) => rdataText(TYPE.A, rdata))
            .sort()
            .join(', ');
        const ttl = rrset?.ttl ?? 0;
        const last = list.at(-1);
        if (last?.data !== data || last.ttl !== ttl) list.push({ at: now(), data, ttl });
      }
  }
}

/** The hosts that have the zone that the name lies in, by the network's plan. */
function serversFor(plan: NetworkPlan, name: Name | null): readonly string[] {
  const holding = plan.zones.filter(({ origin }) => name?.isAtOrBelow(origin));
  const deepest = Math.max(0, ...holding.map(({ origin }) => origin.toString().length));
  return holding
    .filter(({ origin }) => origin.toString().length === deepest)
    .flatMap(({ servers }) => servers);
}
