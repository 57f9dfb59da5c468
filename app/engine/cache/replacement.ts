/**
 * What happens when the cache is told something about a name of which it knows something already.
 *
 * RFC 2181 §5.4.1: data of lower trust never takes the place of live data of higher trust. The rest is BIND's:
 * what it keeps, what it lets in, and how it keeps a withdrawn delegation from living on (a "ghost domain").
 */
import type { Instant } from '../network/clock.ts';
import { TYPE } from '../protocol/codes.ts';
import type { CacheEntry, EntryKind } from './entry.ts';

export interface Incoming {
  readonly kind: EntryKind;
  readonly type: number;
  readonly rank: number;
  readonly expiresAt: Instant;
  /** Packed; compared with the old entry's. */
  readonly data: string;
}

export type Decision =
  /** The old entry stays as it is. */
  | { readonly do: 'keep' }
  /** The old entry's data stay, its time is cut. */
  | { readonly do: 'shorten'; readonly expiresAt: Instant }
  /** The new data take the old entry's place. */
  | { readonly do: 'replace'; readonly expiresAt: Instant };

/** Decides between the incoming data and a live entry for the same name and the same (or no) type. */
export function decide(old: CacheEntry, incoming: Incoming, sameData: boolean): Decision {
  // RFC 2181 §5.4.1: lower trust does not replace higher.
  if (incoming.rank < old.rank) return { do: 'keep' };
  const positive = old.kind === 'rrset' && incoming.kind === 'rrset';
  // BIND: an equal NS, A, AAAA or DS RRset of no more trust is not refreshed, so that no one is kept alive by
  // being asked again and again; only a shorter TTL is taken over. What is prefetched is let in, but for NS.
  const held = HELD_TYPES.has(incoming.type) && !(old.renewable && incoming.type !== TYPE.NS);
  if (positive && sameData && old.rank >= incoming.rank && held) {
    return incoming.expiresAt < old.expiresAt
      ? { do: 'shorten', expiresAt: incoming.expiresAt }
      : { do: 'keep' };
  }
  // BIND: new NS records live no longer than those they replace. A delegation that the parent has withdrawn
  // ends when the parent's own TTL does, whatever the child says.
  if (positive && incoming.type === TYPE.NS) {
    return { do: 'replace', expiresAt: Math.min(incoming.expiresAt, old.expiresAt) };
  }
  return { do: 'replace', expiresAt: incoming.expiresAt };
}

const HELD_TYPES: ReadonlySet<number> = new Set([TYPE.NS, TYPE.A, TYPE.AAAA, TYPE.DS]);

/** Whether two packed RRsets hold the same records, in whatever order; names in NS records without regard to case. */
export function sameRecords(type: number, a: string, b: string): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  const left = splitPacked(type, a);
  const right = splitPacked(type, b);
  return left.length === right.length && left.every((record, i) => record === right[i]);
}

function splitPacked(type: number, packed: string): string[] {
  const records: string[] = [];
  for (let at = 0; at + 2 <= packed.length;) {
    const length = (packed.charCodeAt(at) << 8) | packed.charCodeAt(at + 1);
    const record = packed.slice(at + 2, at + 2 + length);
    records.push(type === TYPE.NS ? foldCase(record) : record);
    at += 2 + length;
  }
  return records.sort();
}

function foldCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
