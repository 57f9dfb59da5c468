/**
 * `rndc dumpdb` of `rootwalk named` and of BIND's named, which were asked the same over the course's Internet: the same
 * parts in the same order, the same lines for what both know; and named's own dump, read and written anew, is named's.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cachePieces } from '../engine/dump/cache-dump.ts';
import { differencesOf, type OpenDump } from '../engine/dump/read/difference.ts';
import { readEntry } from '../engine/dump/read/dump-entry.ts';
import { indexDump } from '../engine/dump/read/read-dump.ts';
import { totalsOf } from '../engine/dump/read/totals.ts';
import { controlKeys } from './controlled-named.ts';
import { compareDumps } from './differential-compare.ts';
import { readDump } from './differential-dump.ts';
import { dumpedEntries } from './dump-entries.ts';
import { freePort } from './free-port.ts';
import { openLab, type OpenLab } from './lab-gateway.ts';
import { NamedPrograms } from './named-program.ts';
import { findProgram, runProgram } from './programs.ts';

const missing = ['named', 'rndc', 'dig'].filter((program) => findProgram(program) === null);
const why = missing.length === 0 ? '' : ` (not here: ${missing.join(', ')})`;

const ZONE =
  '$TTL 1h\n@ SOA ns hostmaster 7 1d 2h 4w 1h\n@ NS ns\nns A 127.0.0.1\nwww A 192.0.2.80\nwww TXT "x;y" "z"\na.b MX 10 www\n';
const QUESTIONS = [
  'www.tiscali.co.uk A',
  'smtp.tiscali.co.uk A',
  'tiscali.co.uk MX',
  'tiscali.co.uk SOA',
  'tiscali.co.uk NS',
  'nothing.tiscali.co.uk A',
  'www.tiscali.co.uk TXT',
  'www.tiscali.com A',
  '212.in-addr.arpa NS',
  'www.nosuchtld A',
  'www.example.test TXT +norec',
  'www.example.test MX +noedns',
  'nothing.example.test A +tcp',
  'www.tiscali.co.uk A +norec +nocookie',
];

let lab: OpenLab;
let programs: NamedPrograms;
const dumps = { ours: '', real: '' };
const statistics = { ours: '', real: '' };

beforeAll(async () => {
  if (missing.length > 0) return;
  lab = await openLab('dumps');
  programs = await NamedPrograms.make();
  writeFileSync(join(programs.folder, 'rndc.conf'), `${controlKeys()}options { default-key "k"; };`);
  for (const name of ['ours', 'real'] as const) dumps[name] = await dumpOf(name);
}, 60_000);

afterAll(async () => {
  if (missing.length > 0) return;
  await programs.remove();
  await lab.close();
});

async function dumpOf(name: 'ours' | 'real'): Promise<string> {
  const folder = join(programs.folder, `${name}.files`);
  mkdirSync(folder);
  writeFileSync(join(folder, 'example.zone'), ZONE);
  const [port, controlPort] = [await freePort(), await freePort()];
  const program = programs[name](
    `${controlKeys()}controls { inet 127.0.0.1 port ${controlPort} allow { any; } keys { k; }; };
     server fd53::/16 { bogus yes; };
     options { directory "${folder}"; port ${lab.port}; listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };
       dnssec-validation no; pid-file none; session-keyfile none; empty-zones-enable no; qname-minimization off;
       servfail-ttl 30; rrset-order { order none; }; };
     zone "." { type hint; file "../named.root"; };
     zone "example.test" { type primary; file "example.zone"; };\n`,
    '-g',
    '-4',
  );
  await program.says('command channel listening');
  await program.says('running\n');
  for (const question of QUESTIONS)
    await runProgram('dig', ['@127.0.0.1', '-p', String(port), '-r', ...question.split(' ')]);
  const where = ['-c', join(programs.folder, 'rndc.conf'), '-s', '127.0.0.1', '-p', String(controlPort)];
  await runProgram('rndc', [...where, 'dumpdb', '-all']);
  await program.says('dumpdb complete');
  await runProgram('rndc', [...where, 'stats']);
  await program.says('dumpstats complete');
  statistics[name] = readFileSync(join(folder, 'named.stats'), 'latin1');
  const text = readFileSync(join(folder, 'named_dump.db'), 'latin1');
  await programs.stopAll();
  return text;
}

function opened(dump: string): OpenDump {
  const octets = Uint8Array.from(dump, (c) => c.charCodeAt(0));
  return { index: indexDump(octets), text: { octets: (from, to) => octets.subarray(from, to) } };
}

/** `trust glue -> authanswer c.in-addr-servers.arpa. A`: in what ours differs from named's, TTLs aside. */
function differencesBetween(real: OpenDump, ours: OpenDump): string[] {
  return [...differencesOf(real, ours)].flatMap((change) => {
    const is = change.kind === 'gone' ? null : readEntry(ours.index, ours.text, change.after);
    const was = change.kind === 'appeared' ? null : readEntry(real.index, real.text, change.before);
    const what = `${(is ?? was)?.owner ?? ''} ${(is ?? was)?.type ?? ''}`;
    if (change.kind !== 'changed') return [`${change.kind} ${what}`];
    // Both were asked the same, but not in the same second.
    const changes = change.changes.filter((each) => each !== 'refreshed');
    if (changes.length === 0) return [];
    return [
      changes[0] === 'trust'
        ? `trust ${[was?.trust, is?.trust].sort().join(' ')} ${what}`
        : `${changes.join(' ')} ${what}`,
    ];
  });
}

/** The lines that begin a part. */
function headings(text: string): string[] {
  return text
    .split('\n')
    .filter((line) =>
      /^; (Start view|Cache|Address database|Unassociated|Bad cache|SERVFAIL|Zone dump|Dump)/.test(line),
    );
}

function zonePart(text: string): string {
  return /^; Zone dump of 'example\.test\/IN'\n;\n([^;]*(?:"x;y"[^;]*)*)^;/m.exec(text)?.[1] ?? '';
}

describe.skipIf(missing.length > 0)(`beside named${why}`, () => {
  test('named’s cache, read and written anew, is the same text', () => {
    const { text, now, entries } = dumpedEntries(dumps.real, '_default');
    expect(entries.length).toBeGreaterThan(30);
    const [, ...pieces] = cachePieces({ entries, stale: null }, now);
    expect(pieces.join('')).toBe(text);
  });

  test('so is ours', () => {
    const { text, now, entries } = dumpedEntries(dumps.ours, '_default');
    expect(entries.length).toBeGreaterThan(15);
    const [, ...pieces] = cachePieces({ entries, stale: null }, now);
    expect(pieces.join('')).toBe(text);
  });

  test('the parts and their order are the same', () => {
    expect(headings(dumps.ours)).toEqual(headings(dumps.real));
    expect(headings(dumps.ours).length).toBeGreaterThan(15);
  });

  test('a zone’s records are the same lines', () => {
    expect(zonePart(dumps.real)).toContain('192.0.2.80');
    expect(zonePart(dumps.ours)).toBe(zonePart(dumps.real));
  });

  test('what was asked for is there with the same data and the same trust', () => {
    const [ours, real] = [readDump(dumps.ours), readDump(dumps.real)];
    const asked = QUESTIONS.map((question) => question.split(' ')[0] ?? '');
    const about = compareDumps(ours, real).filter(({ what }) =>
      asked.some((name) => what.startsWith(`${name}. `)),
    );
    expect(about).toEqual([]);
  });

  test('both caches hold the same, entry for entry', () => {
    const [real, ours] = [opened(dumps.real), opened(dumps.ours)];
    expect([...real.index.problems.list, ...ours.index.problems.list]).toEqual([]);
    expect(totalsOf(ours.index).rrsets).toBeGreaterThan(60);
    expect(totalsOf(ours.index).rrsets).toBe(totalsOf(real.index).rrsets);
    expect(differencesBetween(real, ours)).toEqual([]);
  });

  test('what came in and went out is counted alike', () => {
    const [ours, real] = [sections(statistics.ours), sections(statistics.real)];
    for (const part of ['Incoming Requests', 'Incoming Queries', 'Outgoing Rcodes', 'Name Server Statistics'])
      expect(ours.get(part), part).toBe(real.get(part));
    expect(ours.get('Incoming Requests')).toBe('                  14 QUERY\n');
    // Of single zones too, of which ours counts nothing.
    expect([...ours.keys()]).toEqual([...real.keys()]);
  });

  test('the address database has named’s form, and the same servers as far as they were asked', () => {
    const ours = servers(dumps.ours);
    const real = servers(dumps.real);
    expect(ours.wrong).toEqual([]);
    expect(real.wrong).toEqual([]);
    expect(ours.asked.length).toBeGreaterThan(2);
    expect(real.all).toEqual(expect.arrayContaining(ours.asked));
  });
});

/** The sections of a statistics file by name. */
function sections(text: string): Map<string, string> {
  const parts = text.split(/^\+\+ (.*) \+\+\n/m);
  return new Map(parts.flatMap((part, i) => (i % 2 === 1 ? [[part, parts[i + 1] ?? '']] : [])));
}

/** Lines that have not named's form; the addresses of all servers, and of those that answered. */
function servers(text: string): {
  readonly wrong: string[];
  readonly all: string[];
  readonly asked: string[];
} {
  const part = /^; \[plain success\/timeout\]\n;\n([\s\S]*?)^; SERVFAIL cache/m.exec(text)?.[1] ?? '';
  const wrong: string[] = [];
  const all: string[] = [];
  const asked: string[] = [];
  const state = '(success|failure|nxrrset|nxdomain|not_found|unexpected)';
  const nameLine = new RegExp(
    `^; (\\S+)( \\[v4 TTL -?\\d+\\])?( \\[v6 TTL -?\\d+\\])? \\[v4 ${state}\\] \\[v6 ${state}\\]$`,
  );
  const addressLine =
    /^;\t(\S+) \[srtt \d+\] \[flags [0-9a-f]{8}\] \[edns (\d+)\/\d+\] \[plain (\d+)\/\d+\]( \[udpsize \d+\])?( \[cookie=[0-9a-f]+\])? \[ttl \d+\]$/;
  for (const line of part.split('\n')) {
    if (line === '' || line === ';' || /^; (Unassociated entries|Bad cache)$/.test(line)) continue;
    const [, address, edns, plain] = addressLine.exec(line) ?? [];
    if (nameLine.test(line)) continue;
    if (address === undefined) wrong.push(line);
    else {
      all.push(address);
      if (Number(edns) + Number(plain) > 0) asked.push(address);
    }
  }
  return { wrong, all, asked };
}
