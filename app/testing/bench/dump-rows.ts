/** The rows of a large named_dump.db: reading it into an index, and what that takes of memory and time. */
import {
  mkdtempSync,
  openSync,
  closeSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DumpIndex } from '../../engine/dump/read/dump-index.ts';
import { selectEntries } from '../../engine/dump/read/query.ts';
import { DumpScanner } from '../../engine/dump/read/scanner.ts';
import { totalsOf } from '../../engine/dump/read/totals.ts';

/** Names whose sets take 110 octets each, near enough. */
const NAMES = 900_000;
const CHUNK = 1 << 20;

/** MB a second of processor time: `index`, `scan` the ceiling, `split` naive lines; `open`: milliseconds for 100 MB; `rss`: MiB. */
export function dumpFigures(): Readonly<Record<string, number>> {
  const folder = mkdtempSync(join(tmpdir(), 'rootwalk-dump-'));
  try {
    const path = join(folder, 'named_dump.db');
    writeLarge(path);
    const megabytes = statSync(path).size / 1e6;
    // The first is the one that a user waits for: nothing is compiled yet.
    const first = measured(path);
    const rss = process.resourceUsage().maxRSS / 1024;
    const turns = [1, 2, 3].map(() => [measured(path), scanned(path)] as const);
    const rate = (which: 0 | 1): number =>
      megabytes / ((turns.map((turn) => turn[which]).sort((a, b) => a - b)[1] as number) / 1e3);
    const began = process.cpuUsage();
    const lines = readFileSync(path, 'latin1').split('\n').length;
    const split = megabytes / (cpuMs(began) / 1e3);
    if (lines < NAMES) throw new Error('lines are missing');
    return { index: rate(0), scan: rate(1), open: (first * 100) / megabytes, rss, split };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds of processor time to read, count and filter the file. */
function measured(path: string): number {
  const began = process.cpuUsage();
  const file = openSync(path, 'r');
  const index = new DumpIndex(statSync(path).size);
  const scanner = new DumpScanner(index);
  const chunk = new Uint8Array(CHUNK);
  for (let length = readSync(file, chunk); length > 0; length = readSync(file, chunk))
    scanner.feed(chunk.subarray(0, length));
  scanner.finish();
  closeSync(file);
  const used = cpuMs(began);
  const { rrsets, problems } = totalsOf(index);
  if (rrsets !== NAMES + NAMES / 10 || problems > 0) throw new Error('the dump was not understood');
  if (selectEntries(index, { name: 'zone7.example.com' }).length === 0) throw new Error('nothing was found');
  return used;
}

/** The ceiling: every octet is looked at once, and where lines and their words begin is put down. Milliseconds. */
function scanned(path: string): number {
  const began = process.cpuUsage();
  const file = openSync(path, 'r');
  const chunk = new Uint8Array(CHUNK);
  const places = new Uint32Array(statSync(path).size >> 2);
  let count = 0;
  let isInWord = false;
  for (
    let length = readSync(file, chunk), base = 0;
    length > 0;
    base += length, length = readSync(file, chunk)
  )
    for (let i = 0; i < length; i++) {
      const isWord = (chunk[i] as number) > 32;
      if (isWord && !isInWord) places[count++] = base + i;
      isInWord = isWord;
    }
  closeSync(file);
  if (count < NAMES) throw new Error('words are missing');
  return cpuMs(began);
}

function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

function writeLarge(path: string): void {
  const file = openSync(path, 'w');
  let text = `;\n; Start view _default\n;\n;\n; Cache dump of view '_default' (cache _default)\n;\n; using a 0 second stale ttl\n$DATE 20261121071604\n`;
  for (let i = 0; i < NAMES; i++) {
    text += setsOf(i);
    if (text.length < CHUNK) continue;
    writeSync(file, text);
    text = '';
  }
  writeSync(file, `${text};\n; Address database dump\n;\n; Dump complete\n`);
  closeSync(file);
}

/** Sets as named writes them: addresses, delegations, denials, signatures, texts. */
function setsOf(i: number): string {
  const name = `host${i}.zone${i % 5000}.example.com.`;
  const serial = `hostmaster.example.com. 2026010110 7200 900 1209600 600`;
  switch (i % 10) {
    case 5:
    case 6:
      return `; glue\n${name} 172800\tNS\tns1.${name}\n\t\t\t172800\tNS\tns2.${name}\n`;
    case 7:
      return `; answer\n${name} 3600\t\\-AAAA\t;-$NXRRSET\n; example.com. SOA ns1.example.com. ${serial}\n`;
    case 8:
      return (
        `; secure\n${name} 300\tAAAA\t2001:db8::${(i & 0xffff).toString(16)}\n; secure\n\t\t\t300\tRRSIG\tAAAA 13 3 300 (\n` +
        `\t\t\t\t\t20261221061539 20261121061539 30459 example.com.\n\t\t\t\t\taA8rB413u5W/m20yrui/SxcUWYzL5m8A1YEi\n` +
        `\t\t\t\t\tGMzH3WjCEzxEx//aZb2vPCYqJx4Vrnlr2oKD\n\t\t\t\t\t+/34G9rX1bmCzQ== )\n`
      );
    case 9:
      return `; authanswer\n${name} 60\tTXT\t"v=spf1 ip4:192.0.2.${i & 255} -all"\n`;
    default:
      return `; authanswer\n${name} ${3600 - (i % 3600)}\tA\t192.0.2.${i & 255}\n`;
  }
}
