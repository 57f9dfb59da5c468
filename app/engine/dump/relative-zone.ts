/**
 * A zone as people would write it: names below `$ORIGIN`s, TTLs in `$TTL`s, long records on several lines.
 *
 * BIND: `masterfile-style relative`. Origins are the nodes of its tree, in which a name without records stands only
 * where it branches or a wildcard is below it.
 */
import type { ResourceRecord } from '../protocol/message.ts';
import type { Name } from '../protocol/name.ts';
import { recordText } from '../protocol/record-text.ts';
import { durationText } from '../protocol/times.ts';
import { TYPE } from '../protocol/codes.ts';
import type { RawSet } from '../zone/raw-zone.ts';
import type { Zone } from '../zone/zone.ts';
import { zoneSets } from './zone-dump.ts';

const COLUMNS = { ttl: 24, class: 24, type: 24, rdata: 32 } as const;

export function* relativeZone(zone: Zone): IterableIterator<string> {
  const branches = branchesOf(zone);
  const printer = new Printer();
  let proofs = false;
  for (const sets of zoneSets(zone)) {
    const name = sets[0]?.records[0]?.name;
    if (name === undefined) continue;
    // BIND: proofs with hashed names are a tree of their own, whose nodes all stand below the zone's name.
    const isProof = sets.some(({ type, covers }) => type === TYPE.NSEC3 || covers === TYPE.NSEC3);
    const above = isProof ? zone.origin : levelOf(name, zone.origin, branches);
    yield printer.node(above, name, sets, isProof && !proofs);
    proofs ||= isProof;
  }
}

class Printer {
  #origin: Name | null = null;
  #ttl: number | null = null;
  #classSaid = false;

  node(above: Name | null, name: Name, sets: readonly RawSet[], again: boolean): string {
    let text = '';
    const changed = above === null ? this.#origin !== null : this.#origin?.equals(above) !== true;
    if (changed || again || this.#ttl === null) text += `$ORIGIN ${above?.toString() ?? '.'}\n`;
    this.#origin = above;
    // BIND: below the root too, names are relative.
    const owner = above === null || above.isRoot ? name.toRelaxedString() : name.relativeTo(above);
    sets.forEach((set, i) => (text += this.#set(set, i === 0 ? owner : '')));
    return text;
  }

  #set({ records }: RawSet, owner: string): string {
    const { ttl } = records[0] as ResourceRecord;
    const head = ttl === this.#ttl ? '' : `$TTL ${ttl}\t; ${durationText(ttl)}\n`;
    this.#ttl = ttl;
    return head + records.map((record, i) => this.#line(record, i === 0 ? owner : '')).join('');
  }

  #line(record: ResourceRecord, owner: string): string {
    const withClass = !this.#classSaid;
    this.#classSaid = true;
    const style = { multiline: true, comments: true, ttl: false, class: withClass, columns: COLUMNS };
    const origin = this.#origin === null ? {} : { origin: this.#origin };
    return `${recordText(record, { ...style, ...origin, owner })}\n`;
  }
}

/** The node below which a name stands; null: none, for the zone's own. */
function levelOf(name: Name, origin: Name, branches: ReadonlySet<string>): Name | null {
  if (name.equals(origin)) return null;
  let above = name.parent;
  while (!above.equals(origin) && !branches.has(above.key)) above = above.parent;
  return above;
}

/** The keys of the names that are nodes: those with records, those that branch, wildcards and what is above them. */
function branchesOf(zone: Zone): ReadonlySet<string> {
  const found = new Set<string>();
  const children = new Map<string, number>();
  for (const { name, rrsets } of zone.nodes) {
    if (rrsets.length > 0 || name.isWildcard) found.add(name.key);
    if (name.equals(zone.origin)) continue;
    const above = name.parent;
    const count = (children.get(above.key) ?? 0) + 1;
    children.set(above.key, count);
    if (count > 1 || name.isWildcard) found.add(above.key);
  }
  return found;
}
