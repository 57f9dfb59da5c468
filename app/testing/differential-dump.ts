/** What a cache holds, in one form for BIND's dump and for our cache: each RRset and negative entry as a line. */
import type { Cache } from '../engine/cache/cache.ts';
import { typeText } from '../engine/protocol/codes.ts';
import type { ResourceRecord } from '../engine/protocol/message.ts';
import { Name } from '../engine/protocol/name.ts';
import { rdataText } from '../engine/protocol/rdata.ts';
import { recordsOf } from '../engine/protocol/rrset.ts';
import { parseZone } from '../engine/zone/parse-zone.ts';

export interface DumpEntry {
  /** BIND's word. */
  readonly trust: string;
  readonly ttl: number;
  /** The RDATA in order; the SOA's owner for a negative entry. */
  readonly data: string;
}

/** By owner and type as a dump has them: `www.tiscali.co.uk. A`, `x.example. \-AAAA`, `y.example. \-ANY`. */
export type Dump = ReadonlyMap<string, DumpEntry>;

export function dumpOf(cache: Cache, now: number): Dump {
  const dump = new Map<string, DumpEntry>();
  for (const entry of cache.entries()) {
    const type = entry.kind === 'rrset' ? typeText(entry.type) : `\\-${typeText(entry.type)}`;
    const soa = entry.soa(0);
    const data =
      entry.kind === 'rrset' ? dataOf(recordsOf(entry.rrset(now))) : String(soa?.name ?? '').toLowerCase();
    dump.set(keyOf(entry.owner, type), { trust: entry.trust, ttl: entry.remaining(now), data });
  }
  return dump;
}

/** Reads the cache part of what `rndc dumpdb` writes, of the view `_default`. */
export function readDump(text: string): Dump {
  const dump = new Map<string, DumpEntry>();
  const part =
    /^; Cache dump of view '_default'[^\n]*\n;\n([\s\S]*?)^; (?:Address database|Start view|Dump complete)/m;
  const body = part.exec(text)?.[1] ?? '';
  let trust = '';
  let owner = '';
  for (const block of recordsIn(body)) {
    const comment = /^; ([a-z-]+)$/.exec(block)?.[1];
    if (comment !== undefined) trust = comment;
    // A negative entry's proof: `; ZONE SOA …`
    const proof = /^; (\S+) SOA /.exec(block)?.[1];
    if (proof !== undefined) {
      const last = [...dump.keys()].at(-1) ?? '';
      const entry = dump.get(last);
      if (entry) dump.set(last, { ...entry, data: proof.toLowerCase() });
    }
    if (block === '' || /^[;$]/.test(block)) continue;
    const fields = /^(\S*)\s+(\d+)\s+(?:IN\s+)?(\S+)\s*([\s\S]*)$/.exec(block);
    if (!fields) throw new Error(`no record: ${block}`);
    const [, name = '', ttl = '', type = '', rest = ''] = fields;
    if (name !== '') owner = name;
    const found = Name.parse(owner);
    if ('kind' in found) throw new Error(`no name: ${owner}`);
    const key = keyOf(found, type);
    if (type.startsWith('\\-')) {
      dump.set(key, { trust, ttl: Number(ttl), data: '' });
      continue;
    }
    const { records } = parseZone(`. 0 IN ${type} ${rest}\n`, { origin: Name.root, fileName: 'dump' });
    const before = dump.get(key)?.data;
    const data = [...(before === undefined ? [] : before.split(' | ')), dataOf(records)].sort().join(' | ');
    dump.set(key, { trust, ttl: Number(ttl), data });
  }
  return dump;
}

/** Lines, with records in parentheses on one line and without their comments; comment lines as they are. */
function recordsIn(body: string): string[] {
  const blocks: string[] = [];
  let open = false;
  for (const line of body.split('\n')) {
    if (line.startsWith(';')) {
      blocks.push(line);
      continue;
    }
    // Quoted text first: in it, a semicolon or a parenthesis is only text. `;-$NXRRSET` is a comment too.
    const bare = line.replace(/("(?:[^"\\]|\\.)*")|;.*$/g, '$1');
    const signs = bare.replace(/"(?:[^"\\]|\\.)*"/g, '');
    if (open) blocks.push(`${blocks.pop() ?? ''} ${bare}`);
    else blocks.push(bare);
    open = open ? !signs.includes(')') : signs.includes('(') && !signs.includes(')');
  }
  return blocks;
}

function keyOf(owner: Name, type: string): string {
  return `${String(owner).toLowerCase()} ${type}`;
}

function dataOf(records: readonly ResourceRecord[]): string {
  return records
    .map((record) => rdataText(record.type, record.rdata).toLowerCase())
    .sort()
    .join(' | ');
}
