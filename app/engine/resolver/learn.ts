/** What a scrubbed response leaves in the cache, and what it means for the fetch that asked. */
import type { Cache } from '../cache/cache.ts';
import type { CacheEntry, Origin } from '../cache/entry.ts';
import type { Instant, LabClock } from '../network/clock.ts';
import { TYPE, typeText } from '../protocol/codes.ts';
import type { Question, ResourceRecord, RRset } from '../protocol/message.ts';
import type { Name } from '../protocol/name.ts';
import { readSoa } from '../protocol/rdata.ts';
import type { FetchResult } from './fetch-result.ts';
import type { ResponseType } from './response-type.ts';
import type { Scrubbed } from './scrub.ts';
import type { ServerList } from './server-list.ts';

export type Learned =
  FetchResult | { readonly kind: 'referral'; readonly ns: RRset; readonly glue: readonly RRset[] };

/** The zone as a server of which somebody was asked, and the zone that delegates to it; undefined where that is not known. */
export interface ZoneCut {
  readonly zone: Name;
  readonly via: Name | undefined;
  /** The configuration names its servers, so that it never expires. */
  readonly configured: boolean;
}

/**
 * Stores what is believed. What the cache then holds is the result: it may know better than the response. `log` is told
 * of an RRset that is too long, in named's words; then nothing is believed (CVE-2024-1737).
 */
export function learn(
  cache: Cache,
  clock: LabClock,
  question: Question,
  type: ResponseType,
  scrubbed: Scrubbed,
  from: Origin,
  cut: ZoneCut,
  log: (text: string) => void,
): Learned {
  const tooLong = [...scrubbed.main, ...scrubbed.beside].find(
    ({ rrset }) => rrset.rdatas.length > cache.maxRecordsPerType,
  );
  if (tooLong !== undefined) {
    log(tooManyLine(tooLong.rrset, cache.maxRecordsPerType));
    return { kind: 'failed', why: 'too many records' };
  }
  const now = clock.now();
  const kept: { readonly entry: CacheEntry | null; readonly rrset: RRset }[] = [];
  for (const { rrset, trust } of scrubbed.main) {
    kept.push({ entry: cache.store(rrset, trust, originOf(rrset, from, cut)), rrset });
  }
  for (const { rrset, trust } of scrubbed.beside) cache.store(rrset, trust, originOf(rrset, from, cut));
  if (type.kind === 'referral') {
    const ns = scrubbed.main[0]?.rrset;
    if (ns === undefined) return failed(type);
    return { kind: 'referral', ns, glue: scrubbed.beside.map(({ rrset }) => rrset) };
  }
  const standing = kept.map(({ entry, rrset }) =>
    // An RRset with TTL 0 is used for this one question (RFC 1035 §3.2.1).
    entry !== null && entry.kind === 'rrset' && entry.type === rrset.type ? entry.rrset(now) : rrset,
  );
  switch (type.kind) {
    case 'answer':
      return { kind: 'answer', rrsets: standing, beside: scrubbed.shown };
    case 'cname': {
      const rrset = standing[0];
      return rrset === undefined ? failed(type) : { kind: 'cname', rrset, target: type.target };
    }
    case 'dname': {
      const rrset = standing[0];
      return rrset === undefined ? failed(type) : { kind: 'dname', rrset };
    }
    case 'nodata':
    case 'nxdomain': {
      const soa = soaRRset(type.soa);
      const { denial } = scrubbed;
      const entry =
        type.kind === 'nodata'
          ? cache.storeNodata(question.name, question.type, soa, denial, from)
          : cache.storeNxdomain(question.name, soa, denial, from);
      // BIND: who asked first hears of the capped time too.
      const asKept = entry !== null && entry.kind === type.kind ? entry.soa(entry.remaining(now)) : soa;
      return { kind: type.kind, soa: asKept };
    }
    default:
      return failed(type);
  }
}

/** Addresses that a side fetch left in the cache for a server, though it found no answer: glue, for instance. */
export function learnAddresses(cache: Cache, servers: ServerList, serverName: Name, now: Instant): void {
  for (const type of [TYPE.A, TYPE.AAAA]) {
    const found = cache.lookup(serverName, type, true);
    if (found?.kind === 'rrset') servers.addAddresses(serverName, found.entry.rrset(now), now);
  }
}

/** The SOA as it is handed on: with the time for which the denial holds (RFC 2308 §3). */
function soaRRset(soa: ResourceRecord | null): RRset | null {
  if (soa === null) return null;
  const minimum = readSoa(soa.rdata)?.minimum ?? 0;
  return {
    name: soa.name,
    type: TYPE.SOA,
    class: soa.class,
    ttl: Math.min(soa.ttl, minimum),
    rdatas: [soa.rdata],
  };
}

/** NS records bear the zone that delegates: the one asked, or for its own NS records the one above. */
function originOf(rrset: RRset, from: Origin, { zone, via, configured }: ZoneCut): Origin {
  if (rrset.type !== TYPE.NS || from === null) return from;
  const above = rrset.name.equals(zone) ? via : configured ? undefined : zone;
  if (above === undefined) return from;
  const { server, serverName, packet } = from;
  return { server, serverName, packet, via: above };
}

function tooManyLine({ name, type }: RRset, most: number): string {
  const what = `${name.toRelaxedString()}/${typeText(type)}`;
  return `error adding '${what}' in './IN' (cache): too many records (must not exceed ${most})`;
}

function failed(type: ResponseType): FetchResult {
  return { kind: 'failed', why: type.kind };
}
