/** A dump in figures. What a dump repeats counts once. */
import { typeText } from '../../protocol/codes.ts';
import { FLAG, LINE_KIND } from './columns.ts';
import type { DumpIndex, DumpSection } from './dump-index.ts';
import { trustText } from './words.ts';

export interface DumpTotals {
  views: number;
  caches: number;
  rrsets: number;
  records: number;
  readonly by_trust: Record<string, number>;
  readonly by_type: Record<string, number>;
  negative: number;
  nxdomain: number;
  nxrrset: number;
  stale: number;
  expired: number;
  adb_names: number;
  adb_address_lines: number;
  adb_unassociated: number;
  adb_lame: number;
  bad: number;
  servfail: number;
  zones: number;
  zones_not_implemented: number;
  zone_records: number;
  /** Unbound's answers that are no negative ones. */
  messages: number;
  /** Parts that came again. */
  repeats: number;
  problems: number;
}

/** Counts all that the index holds. */
export function totalsOf(index: DumpIndex): DumpTotals {
  const totals: DumpTotals = {
    views: index.views.length,
    caches: 0,
    rrsets: 0,
    records: 0,
    by_trust: {},
    by_type: {},
    negative: 0,
    nxdomain: 0,
    nxrrset: 0,
    stale: 0,
    expired: 0,
    adb_names: 0,
    adb_address_lines: 0,
    adb_unassociated: 0,
    adb_lame: 0,
    bad: 0,
    servfail: 0,
    zones: 0,
    zones_not_implemented: 0,
    zone_records: 0,
    messages: 0,
    repeats: 0,
    problems: index.problems.count,
  };
  // Filled over all parts: a spoilt dump may have as many parts as lines.
  const words: WordCounts = { trusts: new Uint32Array(256), types: new Uint32Array(65536) };
  for (const section of index.sections) {
    if (section.repeat) totals.repeats++;
    else countSection(index, section, totals, words);
  }
  for (const [trust, count] of words.trusts.entries()) add(totals.by_trust, trustText(trust), count);
  for (const [type, count] of words.types.entries())
    if (count > 0) add(totals.by_type, typeText(type), count);
  return totals;
}

interface WordCounts {
  readonly trusts: Uint32Array;
  readonly types: Uint32Array;
}

function countSection(index: DumpIndex, section: DumpSection, totals: DumpTotals, words: WordCounts): void {
  if (section.kind === 'zone') {
    totals.zones++;
    if (section.statement === 'not implemented') totals.zones_not_implemented++;
    for (let i = section.firstEntry; i < section.endEntry; i++)
      totals.zone_records += index.entries.records[i] as number;
  } else if (section.kind === 'cache' || section.kind === 'messages') {
    if (section.kind === 'cache') totals.caches++;
    countEntries(index, section, totals, words);
  }
  for (let i = section.firstLine; i < section.endLine; i++) countLine(index, i, section, totals);
}

function countEntries(
  { entries }: DumpIndex,
  section: DumpSection,
  totals: DumpTotals,
  { trusts, types }: WordCounts,
): void {
  for (let i = section.firstEntry; i < section.endEntry; i++) {
    const flags = entries.flags[i] as number;
    totals.rrsets++;
    totals.records += entries.records[i] as number;
    (trusts[entries.trust[i] as number] as number)++;
    if ((flags & FLAG.stale) !== 0) totals.stale++;
    if ((flags & FLAG.expired) !== 0) totals.expired++;
    if ((flags & FLAG.negative) === 0) (types[entries.type[i] as number] as number)++;
    else {
      totals.negative++;
      if ((flags & FLAG.nxdomain) !== 0) totals.nxdomain++;
      else totals.nxrrset++;
    }
  }
}

function add(counts: Record<string, number>, word: string, count: number): void {
  if (count > 0 && word !== '') counts[word] = (counts[word] ?? 0) + count;
}

function countLine({ lines }: DumpIndex, line: number, section: DumpSection, totals: DumpTotals): void {
  switch (LINE_KIND[lines.kind[line] as number]) {
    case 'server':
      totals.adb_names++;
      break;
    case 'address':
      totals.adb_address_lines++;
      break;
    case 'unassociated':
      totals.adb_unassociated++;
      break;
    case 'lame':
      totals.adb_lame++;
      break;
    case 'failure':
      if (section.kind === 'bad') totals.bad++;
      else totals.servfail++;
      break;
    case 'message':
      totals.messages++;
      break;
  }
}
