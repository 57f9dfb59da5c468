/**
 * What a server knows, as the text of a named_dump.db: `rndc dumpdb` of named 9.18.
 *
 * A way through it: each view begins with its name; after it come, as far as they were asked for, the cache
 * (cache-dump.ts), the address database (address-dump.ts), what failed lately, and the zones (zone-dump.ts). The text
 * comes in pieces, so that a large cache need not be one string, nor be collected at one go: what is learned meanwhile
 * may stand in it too, as with named. Times are those of the first piece.
 */
import type { Instant } from '../network/clock.ts';
import { typeText } from '../protocol/codes.ts';
import type { Name } from '../protocol/name.ts';
import { addressLines, type DumpedAddresses } from './address-dump.ts';
import { cachePieces, type DumpedCache } from './cache-dump.ts';
import { heading, sharedHeading } from './heading.ts';
import { zoneLines, type DumpedZone } from './zone-dump.ts';

/** BIND: the options of rndc dumpdb, without the hyphen. `cache` is the default. */
export type DumpKind = 'all' | 'cache' | 'zones' | 'adb' | 'bad' | 'expired' | 'fail';

export interface DumpedView {
  readonly name: string;
  /** The name of the cache: the view's own, or that of the view whose cache it shares. */
  readonly cacheName: string;
  /** Null where another view's cache is shared, and in a view without recursion: then it is empty. */
  readonly cache: DumpedCache | null;
  readonly addresses: DumpedAddresses;
  /** Questions that came to SERVFAIL a moment ago. */
  readonly failures: readonly DumpedFailure[];
  /** In canonical order. */
  readonly zones: readonly DumpedZone[];
}

export interface DumpedFailure {
  readonly name: Name;
  readonly type: number;
  readonly until: Instant;
}

/** In which kinds of dump a part stands. */
const PARTS = {
  cache: ['all', 'cache', 'expired'],
  addresses: ['all', 'cache', 'expired', 'adb'],
  bad: ['all', 'cache', 'expired', 'bad'],
  failures: ['all', 'cache', 'expired', 'fail'],
  zones: ['all', 'zones'],
} as const satisfies Readonly<Record<string, readonly DumpKind[]>>;

export function* dumpPieces(
  views: readonly DumpedView[],
  kind: DumpKind,
  now: Instant,
): IterableIterator<string> {
  const has = (part: keyof typeof PARTS): boolean => (PARTS[part] as readonly DumpKind[]).includes(kind);
  for (const view of views) {
    yield heading(`Start view ${view.name}`);
    const beside = function* (): IterableIterator<string> {
      if (has('addresses')) yield* addressLines(view.addresses, now);
      // Nothing is validated, so that nothing is bad: the part stays empty.
      if (has('bad')) yield heading('Bad cache');
      if (has('failures')) yield heading('SERVFAIL cache') + failureLines(view.failures, now);
    };
    if (has('cache')) yield* cachePart(view, now);
    yield* beside();
    if (!has('zones')) continue;
    for (const zone of view.zones) {
      yield* zoneLines(zone);
      // BIND: with -all these come again after each zone that has records.
      if (kind === 'all' && typeof zone.content !== 'string') {
        if (has('cache') && view.cacheName !== view.name) yield sharedLine(view);
        yield* beside();
      }
    }
  }
  yield '; Dump complete\n';
}

function* cachePart(view: DumpedView, now: Instant): IterableIterator<string> {
  if (view.cacheName !== view.name) {
    yield sharedLine(view);
    return;
  }
  yield heading(`Cache dump of view '${view.name}' (cache ${view.cacheName})`);
  yield* cachePieces(view.cache, now);
}

function sharedLine({ name, cacheName }: DumpedView): string {
  return sharedHeading(name, cacheName);
}

/** BIND: what is left is told in milliseconds. */
function failureLines(failures: readonly DumpedFailure[], now: Instant): string {
  return failures
    .map(
      ({ name, type, until }) =>
        `; ${name.toRelaxedString()}/${typeText(type)} [ttl ${Math.ceil(until - now)}]\n`,
    )
    .join('');
}
