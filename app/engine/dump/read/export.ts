/** Entries as CSV (RFC 4180) and as JSON. */
import type { DumpEntry } from './dump-entry.ts';

export const CSV_HEAD = 'view,owner,ttl,class,type,kind,trust,state,records,comments,line\r\n';

/** One line for each entry; its records stand in one field, a line each. */
export function csvLine(entry: DumpEntry): string {
  const fields = [
    entry.view,
    entry.owner,
    String(entry.ttl),
    entry.class,
    entry.type,
    entry.kind,
    entry.trust,
    entry.mark ?? '',
    entry.records.map(({ text }) => text).join('\n'),
    entry.comments.join('\n'),
    String(entry.line),
  ];
  return `${fields.map(csvField).join(',')}\r\n`;
}

/** What a spreadsheet would take for a formula is text: it gets an apostrophe before it. */
function csvField(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** What JSON says of an entry. */
export function jsonValue(entry: DumpEntry): Readonly<Record<string, unknown>> {
  return {
    view: entry.view,
    owner: entry.owner,
    ttl: entry.ttl,
    class: entry.class,
    type: entry.type,
    kind: entry.kind,
    trust: entry.trust,
    state: entry.mark,
    records: entry.records.map(({ text }) => text),
    comments: entry.comments,
    line: entry.line,
  };
}
