/** The cache part of a dump as cache entries, so that it can be written anew and compared with what was read. */
import { CacheEntry, packData, rankOf } from '../engine/cache/entry.ts';
import type { Trust } from '../engine/network/journal.ts';
import { TYPE, typeNumber } from '../engine/protocol/codes.ts';
import type { RRset } from '../engine/protocol/message.ts';
import { Name, nameOf } from '../engine/protocol/name.ts';
import { parseZone } from '../engine/zone/parse-zone.ts';

export interface DumpedEntries {
  /** The text between the lines of `$DATE` and of the address database. */
  readonly text: string;
  /** Milliseconds. */
  readonly now: number;
  readonly entries: readonly CacheEntry[];
}

/** `view` is the view's name. Of what proves a negative entry, the SOA alone is kept. */
export function dumpedEntries(dump: string, view: string): DumpedEntries {
  const part = new RegExp(
    `^; Cache dump of view '${view}'[^\\n]*\\n;\\n[^\\n]*\\n\\$DATE (\\d{14})\\n([\\s\\S]*?)^;\\n; Address database`,
    'm',
  ).exec(dump);
  const [, date = '', text = ''] = part ?? [];
  const now = Date.parse(date.replace(/(....)(..)(..)(..)(..)(..)/, '$1-$2-$3T$4:$5:$6Z'));
  const entries: CacheEntry[] = [];
  let owner = '';
  for (const block of text.split(/^(?=; [a-z-]+\n)/m).filter(Boolean)) {
    const [comment = '', ...lines] = block.trimEnd().split('\n');
    const first = /^(\S*)\s+(\d+)\s+(?:IN )?(\S+)\s/.exec(lines[0] ?? '');
    const [, name = '', ttl = '', type = ''] = first ?? [];
    if (name !== '') owner = name;
    const denied = type.startsWith('\\-');
    const proof = lines.find((line) => / SOA (?!\.\.\.)/.test(line) && line.startsWith('; ')) ?? '';
    const rrset = denied
      ? proofIn(proof.slice(2))
      : rrsetIn(nameOf(owner), withOwner(lines, type === 'SOA' ? '.' : 'x.'));
    const kind = !denied ? 'rrset' : type === '\\-ANY' ? 'nxdomain' : 'nodata';
    entries.push(
      new CacheEntry({
        id: entries.length + 1,
        kind,
        owner: nameOf(owner),
        type: denied ? (typeNumber(type.slice(2)) ?? TYPE.ANY) : (typeNumber(type) ?? 0),
        trust: rankOf(comment.slice(2) as Trust), // a dump's words are trust words
        ttl: Number(ttl),
        storedAt: now,
        endsAt: now / 1000 + Number(ttl),
        from: null,
        data: packData(kind, rrset),
      }),
    );
  }
  return { text, now, entries };
}

/** Each record's first line gets an owner where its type may be; the lines within parentheses stay. */
function withOwner(lines: readonly string[], owner: string): string {
  let open = false;
  return lines
    .map((line) => {
      const whole = open ? line : line.replace(/^\S*\s+(\d+)\s+(?:IN )?/, `${owner} $1 IN `);
      const signs = line.replace(/"(?:[^"\\]|\\.)*"|;.*$/g, '');
      if (signs.includes('(')) open = true;
      if (signs.includes(')')) open = false;
      return whole;
    })
    .join('\n');
}

/** `tiscali.co.uk. SOA ns0.tiscali.co.uk. …` */
function proofIn(text: string): RRset | null {
  const soa = /^(\S+) (SOA .*)$/.exec(text);
  return soa === null ? null : rrsetIn(nameOf(soa[1] ?? ''), `. 0 IN ${soa[2] ?? ''}`);
}

function rrsetIn(name: Name, text: string): RRset {
  const { records, diagnostics } = parseZone(`${text}\n`, { origin: Name.root, fileName: 'dump' });
  const [record] = records;
  if (record === undefined) throw new Error(`${text}: ${diagnostics[0]?.message ?? 'no record'}`);
  const { type, class: rrClass, ttl } = record;
  return { name, type, class: rrClass, ttl, rdatas: records.map(({ rdata }) => rdata) };
}
