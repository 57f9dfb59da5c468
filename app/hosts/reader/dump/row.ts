/** One entry of a dump as a row of the window's list. */
import { FLAG } from '../../../engine/dump/read/columns.ts';
import { readEntry, type DumpEntry } from '../../../engine/dump/read/dump-entry.ts';
import type { DumpIndex, DumpText } from '../../../engine/dump/read/dump-index.ts';
import type { DumpRow } from '../../../reader-contract.ts';

const LONGEST_DATA = 300;

export function rowOf(index: DumpIndex, text: DumpText, place: number): DumpRow {
  return rowOfEntry(index, place, readEntry(index, text, place));
}

export function rowOfEntry({ entries }: DumpIndex, place: number, entry: DumpEntry): DumpRow {
  const flags = entries.flags[place] as number;
  const [first] = entry.records;
  return {
    entry: place,
    view: entry.view,
    owner: entry.owner,
    type: entry.type,
    kind: entry.kind,
    trust: entry.trust,
    ttl: entry.ttl,
    written: entry.section.date,
    state: (flags & FLAG.expired) !== 0 ? 'expired' : (flags & FLAG.stale) !== 0 ? 'stale' : 'live',
    data: first?.text.slice(0, LONGEST_DATA) ?? '',
    more: Math.max(0, (entries.records[place] as number) - 1),
  };
}
