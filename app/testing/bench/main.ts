/**
 * The bench: every row of "Resolver" in the project's quality page, ours beside its ceiling and beside real named,
 * unbound and dnsmasq in the same run.
 *
 * A walk: `app/hosts/launch/bench.mjs` builds this file and runs it in a network of its own. For the rows with
 * sockets (`socket-rows.ts`) servers are started and asked in turns, so that what else the machine does falls on all
 * of them; their processor time is counted, not the clock's. The rows without (`inside-rows.ts`) run in a process of
 * their own each. What comes out is a table; nothing fails because it is slow.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProgram } from '../programs.ts';
import { echo } from './echo.ts';
import { INSIDE, type Figures } from './inside-rows.ts';
import { runToEnd, stopPrograms } from './programs.ts';
import { COMPARED, type Place } from './servers.ts';
import { cachedRows, coldRows, manyRows, type Extent } from './socket-rows.ts';
import { digits, tableText, type Row } from './table.ts';

const SELF = fileURLToPath(import.meta.url);

interface Group {
  readonly name: string;
  /** Programs without which it cannot be measured. */
  readonly needs: readonly string[];
  rows(place: Place, extent: Extent, quick: boolean): Promise<Row[]>;
}

const GROUPS: readonly Group[] = [
  { name: 'cached', needs: ['dnsperf', 'named'], rows: cachedRows },
  { name: 'many', needs: ['dnsperf', 'named'], rows: manyRows },
  {
    name: 'cold',
    needs: ['dnsperf', 'named'],
    rows: (place, extent, quick) => coldRows(place, extent, quick ? 2000 : 10_000),
  },
  inside('memory', ({ memory }) => [most('memory a cached A record, 100,000 names', memory, 'B', 400)]),
  inside('codec', ({ read, write }) => [
    most('referral with 13 NS and 26 glue, read', read, 'µs', 9),
    most('referral with 13 NS and 26 glue, write', write, 'µs', 12),
  ]),
  inside('path', ({ path }) => [most('cached answer path, octets to octets', path, 'µs', 1.3)]),
  inside('lab', ({ lab }) => [most('in the lab network, a cached answer', lab, 'µs', 15)]),
  inside('walks', ({ walks = Number.NaN }) => [
    {
      what: 'in the lab network, full walks from the root',
      ours: `${Math.round(walks)} a second`,
      beside: '',
      ratio: '',
      target: '≥ 20000',
      reached: walks >= 20_000,
    },
  ]),
  {
    ...inside('zone', ({ ours = Number.NaN, theirs = Number.NaN }) => [
      {
        what: 'zone file of 1,000,000 records, read and checked',
        ours: `${digits(ours)} s`,
        beside: `named-checkzone ${digits(theirs)} s`,
        ratio: digits(ours / theirs),
        target: '≤ 4',
        reached: ours <= 4 * theirs,
      },
    ]),
    needs: ['named-checkzone'],
  },
  inside('jump', ({ jump }) => [most('two-day jump with 100,000 entries', jump, 'ms', 100)]),
  inside('dump', ({ index = Number.NaN, open, rss, scan = Number.NaN, split = Number.NaN }) => [
    {
      what: 'named_dump.db of 100 MB, full index',
      ours: `${digits(index)} MB/s`,
      beside: `${digits(scan)} MB/s byte scan; ${digits(split)} split into lines`,
      ratio: digits(index / scan),
      target: '≥ 0.6 of the scan',
      reached: index >= 0.6 * scan,
    },
    most('the same, 100 MB opened the first time', open, 'ms', 600),
    most('the same, memory of the process', rss, 'MiB', 260),
  ]),
];

function inside(name: string, rowsOf: (figures: Figures) => Row[]): Group {
  return {
    name,
    needs: [],
    rows: async () => {
      const { out, err } = await runToEnd([process.execPath, '--expose-gc', SELF, 'inside', name], 'server');
      if (!out.startsWith('{')) throw new Error(err);
      return rowsOf(JSON.parse(out) as Figures); // It printed them below.
    },
  };
}

function most(what: string, figure = Number.NaN, unit: string, limit: number): Row {
  const target = `≤ ${limit} ${unit}`;
  return { what, ours: `${digits(figure)} ${unit}`, beside: '', ratio: '', target, reached: figure <= limit };
}

const [word, ...words] = process.argv.slice(2);
if (word === 'echo') {
  echo(String(words[0]), Number(words[1]));
} else if (word === 'inside') {
  const figures = await INSIDE[String(words[0])]?.();
  process.stdout.write(JSON.stringify(figures));
} else {
  await bench(process.argv.slice(2));
}

async function bench(args: readonly string[]): Promise<void> {
  const quick = args.includes('--quick');
  const only = args.includes('--only') ? (args[args.indexOf('--only') + 1] ?? '') : null;
  const groups = GROUPS.filter(({ name }) => only === null || only.split(',').includes(name));
  if (groups.length === 0) {
    console.log(`--only takes: ${GROUPS.map(({ name }) => name).join(', ')}`);
    return;
  }
  const present = COMPARED.filter((which) => which === 'rootwalk' || findProgram(which) !== null);
  const extent: Extent = quick ? { rounds: 1, seconds: 1, present } : { rounds: 3, seconds: 2, present };
  for (const which of COMPARED) {
    if (!present.includes(which)) console.log(`${which} is not installed: its column stays empty.`);
  }
  const rows: Row[] = [];
  for (const group of groups) rows.push(...(await measured(group, extent, quick)));
  console.log(`\n${tableText(rows)}\n`);
  console.log(
    'µs: processor time of the server for one answer; ratio: of answers for the same processor time,',
  );
  console.log('or, where the target says ≤, of cost; medians of turns A B A B in one run.');
  console.log(
    'Targets in µs and ms were set on a machine whose Node UDP echo takes 8.6 µs: see the echo row for this one.',
  );
}

async function measured(group: Group, extent: Extent, quick: boolean): Promise<readonly Row[]> {
  const missing = group.needs.filter((program) => findProgram(program) === null);
  if (missing.length > 0) {
    console.log(`${group.name}: not measured, ${missing.join(' and ')} not installed.`);
    return [];
  }
  const folder = mkdtempSync(join(tmpdir(), 'rootwalk-bench-'));
  const rootwalk = [process.execPath, process.env['ROOTWALK_CLI'] ?? ''];
  const began = performance.now();
  try {
    const rows = await group.rows({ folder, rootwalk, self: [process.execPath, SELF] }, extent, quick);
    console.log(`${group.name}: ${digits((performance.now() - began) / 1000)} s`);
    return rows;
  } catch (error) {
    console.log(`${group.name}: not measured, ${error instanceof Error ? error.message : String(error)}`);
    return [];
  } finally {
    stopPrograms();
    rmSync(folder, { recursive: true, force: true });
  }
}
