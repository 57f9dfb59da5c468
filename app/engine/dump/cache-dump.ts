/** The cache's part of a dump: each RRset and negative entry, with its trust and the time that is left. */
import type { CacheEntry } from '../cache/entry.ts';
import type { Instant } from '../network/clock.ts';
import { TYPE, typeText } from '../protocol/codes.ts';
import type { RRset } from '../protocol/message.ts';
import type { RdataStyle } from '../protocol/printing.ts';
import { rdataText } from '../protocol/rdata-text.ts';
import { columnLine } from '../protocol/record-text.ts';
import { timeText } from '../protocol/times.ts';
import { SLICE, sortedInSlices } from './slices.ts';

export interface DumpedCache {
  readonly entries: Iterable<CacheEntry>;
  /** Kept beyond their time, and for how many seconds beyond it. Null: none are kept. */
  readonly stale: { readonly entries: Iterable<CacheEntry>; readonly maxTtl: number } | null;
}

interface Dumped {
  readonly entry: CacheEntry;
  readonly stale: boolean;
}

/** BIND: rdata in columns of 40, its lines 36 characters long. */
const STYLE: RdataStyle = { multiline: true, comments: true, split: 36 };

/** A large cache is collected in slices, between which empty pieces come. */
export function* cachePieces(cache: DumpedCache | null, now: Instant): IterableIterator<string> {
  const stale = cache?.stale ?? null;
  yield `; using a ${stale?.maxTtl ?? 0} second stale ttl\n$DATE ${timeText(Math.floor(now / 1000))}\n`;
  const owners = cache === null ? [] : yield* ownersOf(cache, now);
  let isFirst = true;
  for (const { entries } of owners) {
    let text = '';
    entries.sort((a, b) => placeOf(a.entry) - placeOf(b.entry));
    for (const [i, dumped] of entries.entries()) {
      text += entryText(dumped, i === 0, isFirst, stale?.maxTtl ?? 0, now);
      isFirst = false;
    }
    yield text;
  }
}

interface Owner {
  /** Sorts as names do in the canonical order (RFC 4034 §6.1). */
  readonly order: string;
  readonly entries: Dumped[];
}

/** Yields empty pieces, so that whoever writes them can let others in. */
function* ownersOf({ entries, stale }: DumpedCache, now: Instant): Generator<string, readonly Owner[]> {
  const owners = new Map<string, Owner>();
  const put = (entry: CacheEntry, isStale: boolean): void => {
    let owner = owners.get(entry.key);
    if (owner === undefined) owners.set(entry.key, (owner = { order: orderOf(entry.key), entries: [] }));
    // What was learned anew has taken the old one's place.
    if (isStale && owner.entries.some((other) => other.entry.type === entry.type)) return;
    owner.entries.push({ entry, stale: isStale });
  };
  let count = 0;
  for (const entry of entries) {
    put(entry, false);
    if (++count % SLICE === 0) yield '';
  }
  const maxMs = (stale?.maxTtl ?? 0) * 1000;
  for (const entry of stale?.entries ?? []) {
    if (entry.expiresAt + maxMs > now) put(entry, true);
    if (++count % SLICE === 0) yield '';
  }
  const sorting = sortedInSlices([...owners.values()], (a, b) =>
    a.order < b.order ? -1 : a.order > b.order ? 1 : 0,
  );
  for (;;) {
    const step = sorting.next();
    if (step.done === true) return step.value;
    yield '';
  }
}

/** The labels from the last to the first, with a zero between them, which comes before all that is in a name. */
function orderOf(key: string): string {
  const labels: string[] = [];
  for (let at = 0; at < key.length; at += key.charCodeAt(at) + 1)
    labels.push(key.slice(at + 1, at + 1 + key.charCodeAt(at)));
  return labels.reverse().join('\0');
}

/** BIND: SOA, NS, negative entries, then by type; signatures behind what they cover. */
function placeOf({ kind, type, data }: CacheEntry): number {
  if (kind !== 'rrset') return 4 + type / 0x1_0000;
  // An RRSIG's RDATA begins with the type that it covers, behind two octets of length.
  if (type === TYPE.RRSIG) return 1 + placeOfType((data.charCodeAt(2) << 8) | data.charCodeAt(3));
  return placeOfType(type);
}

function placeOfType(type: number): number {
  return 2 * (type === TYPE.SOA ? 0 : type === TYPE.NS ? 1 : type + 2);
}

function entryText(
  { entry, stale }: Dumped,
  withOwner: boolean,
  withClass: boolean,
  maxStale: number,
  now: Instant,
): string {
  let text = `; ${entry.trust}\n`;
  // BIND: 9.18.49 has 19700101000000 there, whenever it was.
  if (stale) text += `; stale since ${timeText(entry.endsAt)}\n`;
  const ttl = entry.remaining(now - (stale ? maxStale * 1000 : 0));
  const owner = withOwner ? entry.owner.toString() : '';
  const line = (name: string, type: string, rdata: string): string => {
    const words: [string, number][] = [[String(ttl), 24]];
    if (withClass) words.push(['IN', 32]);
    return `${columnLine(name, [...words, [type, 32], [rdata, 40]])}\n`;
  };
  if (entry.kind !== 'rrset') {
    const why = entry.kind === 'nxdomain' ? '$NXDOMAIN' : '$NXRRSET';
    text += line(owner, `\\-${typeText(entry.type)}`, `;-${why}`);
    const soa = entry.soa(0);
    return soa === null ? text : text + proofText(soa);
  }
  for (const [i, rdata] of entry.rrset(now).rdatas.entries())
    text += line(i === 0 ? owner : '', typeText(entry.type), indented(rdataText(entry.type, rdata, STYLE)));
  return text;
}

/** What a negative answer was proved with, on a line of its own. */
function proofText({ name, type, rdatas }: RRset): string {
  return rdatas.map((rdata) => `; ${name.toString()} ${typeText(type)} ${rdataText(type, rdata)}\n`).join('');
}

/** RDATA on several lines stands one tab further to the right than dig's. */
function indented(rdata: string): string {
  return rdata.replaceAll('\n\t\t\t\t', '\n\t\t\t\t\t');
}
