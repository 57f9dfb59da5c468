/**
 * A small population of clients that look a name up, each at one of some caches: who still goes to an old address, and what
 * a TTL costs and brings. All follows from a seed; no packet is sent.
 *
 * Simplified: caches forget nothing before its time, and a fetch takes none.
 */
import type { Random } from '../random.ts';

export interface Population {
  readonly clients: number;
  readonly caches: number;
  /** Milliseconds between two questions of a client, in the mean. */
  readonly every: number;
}

/** What the zone's servers said from a moment on. */
export interface Said {
  readonly at: number;
  /** Null: nothing. */
  readonly data: string | null;
  /** Seconds. */
  readonly ttl: number;
}

interface Slice {
  readonly at: number;
  readonly right: number;
  readonly astray: number;
}

const MAX_QUESTIONS = 250_000;
/** So long before the beginning the caches are warmed up, at most. */
const WARM_MS = 2 * 86_400_000;

/**
 * How many clients went right and how many astray in each slice from `from` to `to`. `servers` has for each of the zone's
 * servers what it said, in the order of time; a cache asks any of them. Right is what the first says at that moment.
 */
export function astrayOf(
  population: Population,
  servers: readonly (readonly Said[])[],
  [from, to]: readonly [number, number],
  slices: number,
  random: Random,
): Slice[] {
  const width = Math.max(1, (to - from) / slices);
  const counted = Array.from({ length: slices }, (_, i) => ({ at: from + i * width, right: 0, astray: 0 }));
  for (const { at, astray } of lookups(population, servers, [from, to], random)) {
    const slice = counted[Math.min(slices - 1, Math.floor((at - from) / width))];
    if (slice !== undefined) slice[astray ? 'astray' : 'right']++;
  }
  return counted;
}

/** How many lookups went astray after each of these moments, which are in order, until the next; of the last, until `to`. */
export function astrayAfter(
  population: Population,
  servers: readonly (readonly Said[])[],
  [from, to]: readonly [number, number],
  moments: readonly number[],
  random: Random,
): number[] {
  const counted = moments.map(() => 0);
  for (const { at, astray } of lookups(population, servers, [from, to], random)) {
    const index = moments.findLastIndex((moment) => moment <= at);
    if (astray && index !== -1) counted[index] = (counted[index] ?? 0) + 1;
  }
  return counted;
}

/** Each lookup from `from` to `to`, cache after cache. */
function* lookups(
  population: Population,
  servers: readonly (readonly Said[])[],
  [from, to]: readonly [number, number],
  random: Random,
): Iterable<{ readonly at: number; readonly astray: boolean }> {
  const [first] = servers;
  if (first === undefined || to <= from) return;
  const warm = Math.min(WARM_MS, 2000 * Math.max(0, ...servers.map((said) => said[0]?.ttl ?? 0)));
  const every = everyFor(population, to - from + warm);
  for (let cache = 0; cache < population.caches; cache++) {
    const own = random.fork(`cache ${cache}`);
    const clients = Math.ceil((population.clients - cache) / population.caches);
    // Each cache has fetched it at a moment of its own.
    const begun = saidAt(first, from - warm);
    let held: { readonly data: string | null; readonly until: number } | null = begun
      ? { data: begun.data, until: from - warm + own.real() * 1000 * begun.ttl }
      : null;
    for (const at of askingTimes(clients, every, from - warm, to, own)) {
      if (held === null || held.until <= at) {
        const said = saidAt(servers[own.below(servers.length)] ?? first, at);
        held = { data: said?.data ?? null, until: at + 1000 * (said?.ttl ?? 0) };
      }
      if (at < from) continue;
      const truth = saidAt(first, at)?.data ?? null;
      yield { at, astray: held.data === null || held.data !== truth };
    }
  }
}

/** Of very long times fewer questions are looked at: the shares stay the same. */
function everyFor({ clients, every }: Population, length: number): number {
  return Math.max(every, (clients * length) / MAX_QUESTIONS);
}

/** When a cache is asked: its clients together, each at its own moment of each interval. */
function* askingTimes(
  clients: number,
  every: number,
  from: number,
  to: number,
  random: Random,
): Iterable<number> {
  const gap = every / Math.max(1, clients);
  for (let at = from + random.real() * gap; at < to; at += gap * (0.5 + random.real())) yield at;
}

function saidAt(said: readonly Said[], at: number): Said | undefined {
  return said.findLast((one) => one.at <= at) ?? said[0];
}

export interface LoadPoint {
  /** Seconds. */
  readonly ttl: number;
  readonly questions: number;
  readonly stale: number;
  readonly age: number;
}

const CYCLES = 400;

/**
 * What a TTL costs and brings: questions an hour at the zone's servers, the share of answers that are no longer true, and
 * how long an answer that is no longer true goes on, in seconds, where the record changes each `changes` milliseconds.
 */
export function loadOf(population: Population, ttl: number, changes: number, random: Random): LoadPoint {
  const gap = (population.every * population.caches) / population.clients;
  let [time, fetches, answers, stale, ended, lasted] = [0, 0, 0, 0, 0, 0];
  for (let cache = 0; cache < population.caches; cache++) {
    let at = random.real() * (changes + 1000 * ttl);
    const start = at;
    for (let cycle = 0; cycle < CYCLES; cycle++) {
      const end = at + 1000 * ttl;
      const nextChange = (Math.floor(at / changes) + 1) * changes;
      fetches++;
      answers += 1 + (1000 * ttl) / gap;
      if (nextChange < end) {
        stale += (end - nextChange) / gap;
        lasted += end - nextChange;
        ended++;
      }
      // The first client that asks after the end makes the cache fetch anew.
      at = end - gap * Math.log(1 - random.real());
    }
    time += at - start;
  }
  return {
    ttl,
    questions: (fetches / time) * population.caches * 3_600_000,
    stale: stale / answers,
    age: ended === 0 ? 0 : lasted / ended / 1000,
  };
}
