/** What `rootwalk dump` says in words. */
import type { DumpEntry } from '../../dump/read/dump-entry.ts';
import type { DumpIndex } from '../../dump/read/dump-index.ts';
import type { DumpProblem } from '../../dump/read/problems.ts';
import { totalsOf } from '../../dump/read/totals.ts';
import { durationText, timeText } from '../../protocol/times.ts';

const FORMATS = {
  bind: "BIND's named_dump.db",
  unbound: "Unbound's dump_cache",
  unknown: 'no dump',
} as const;

/** Views, figures, the first problems. */
export function* summaryText(index: DumpIndex): Generator<string, void> {
  const totals = totalsOf(index);
  yield `${FORMATS[index.format]}, ${index.lineCount} lines${index.complete ? '' : ', not complete'}\n`;
  for (const section of index.sections) {
    if (section.kind !== 'cache' && section.kind !== 'messages') continue;
    const begun = section.date === null ? '' : ` of ${timeText(section.date / 1000)}`;
    const what = section.kind === 'cache' ? 'sets' : 'negative answers';
    yield `view ${index.viewOf(section) || '-'}: ${section.endEntry - section.firstEntry} ${what}${begun}\n`;
  }
  const { rrsets, records, negative, nxdomain, stale, expired, by_trust, by_type } = totals;
  yield `${rrsets} entries, ${records} records; negative ${negative}, of them NXDOMAIN ${nxdomain}; stale ${stale}, expired ${expired}\n`;
  yield `trust: ${counts(by_trust)}\ntypes: ${counts(by_type)}\n`;
  const { adb_names, adb_address_lines, adb_unassociated, bad, servfail, zones, zone_records, messages } =
    totals;
  yield `address database: ${adb_names} names, ${adb_address_lines} addresses, ${adb_unassociated} without a name\n`;
  yield `bad cache: ${bad}; SERVFAIL cache: ${servfail}; zones: ${zones} with ${zone_records} records\n`;
  if (messages > 0) yield `answers: ${messages}\n`;
  yield `problems: ${totals.problems}\n`;
  for (const problem of index.problems.list.slice(0, 10)) yield problemLine(problem);
}

function counts(of: Readonly<Record<string, number>>): string {
  const parts = Object.entries(of)
    .sort(([, a], [, b]) => b - a)
    .map(([word, count]) => `${word} ${count}`);
  return parts.length === 0 ? '-' : parts.join(', ');
}

export function problemLine({ line, message, hint }: DumpProblem): string {
  return `line ${line}: ${message} (${hint})\n`;
}

/** `www.example.com. 300 A answer 192.0.2.1 | 192.0.2.2` */
export function entryLine(entry: DumpEntry): string {
  const { owner, ttl, type, kind, trust, mark, records } = entry;
  const what = kind === 'rrset' ? records.map(({ text }) => text).join(' | ') : kind.toUpperCase();
  return `${owner}\t${ttl}\t${type}\t${trust || '-'}\t${what}${mark === null ? '' : `\t(${mark})`}\n`;
}

export function spanText(from: number, to: number): string {
  return to === Infinity ? `from ${durationText(from)}` : `below ${durationText(to)}`;
}
