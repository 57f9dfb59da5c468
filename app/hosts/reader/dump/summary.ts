/** A dump in figures, for the head of its viewer. */
import type { DumpIndex } from '../../../engine/dump/read/dump-index.ts';
import { linesOf } from '../../../engine/dump/read/side-lines.ts';
import { totalsOf } from '../../../engine/dump/read/totals.ts';
import { trustOf } from '../../../engine/dump/read/words.ts';
import type { DumpCount, DumpSummary, DumpViewSummary } from '../../../reader-contract.ts';

export function summaryOf(index: DumpIndex): DumpSummary {
  const totals = totalsOf(index);
  const trusts = counts(totals.by_trust);
  return {
    format: index.format,
    complete: index.complete,
    lines: index.lineCount,
    written: index.sections.find(({ date }) => date !== null)?.date ?? null,
    views: index.views.map((_, view) => viewOf(index, view)),
    entries: totals.rrsets,
    records: totals.records,
    nxdomain: totals.nxdomain,
    nodata: totals.nxrrset,
    stale: totals.stale,
    expired: totals.expired,
    types: counts(totals.by_type).toSorted((a, b) => b.count - a.count),
    trusts: trusts.toSorted((a, b) => (trustOf(a.word) ?? 0) - (trustOf(b.word) ?? 0)),
    servers: linesOf(index, ['server', 'address', 'unassociated'], ['addresses']).length,
    failures: totals.bad + totals.servfail,
    messages: totals.messages,
    zones: totals.zones,
    problems: totals.problems,
  };
}

function viewOf({ views, sections }: DumpIndex, view: number): DumpViewSummary {
  const own = sections.filter((section) => section.view === view);
  const caches = own.filter(({ kind }) => kind === 'cache' || kind === 'messages');
  return {
    name: views[view]?.name ?? '',
    entries:
      caches.length === 0 ? null : caches.reduce((sum, each) => sum + each.endEntry - each.firstEntry, 0),
    sharedAs: own.find(({ kind }) => kind === 'shared')?.name ?? null,
    staleTtl: caches[0]?.staleTtl ?? null,
  };
}

function counts(of: Readonly<Record<string, number>>): DumpCount[] {
  return Object.entries(of).map(([word, count]) => ({ word, count }));
}
