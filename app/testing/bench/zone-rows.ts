/** A zone file of a million records, read and checked beside named-checkzone. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { CLASS } from '../../engine/protocol/codes.ts';
import { nameOf } from '../../engine/protocol/name.ts';
import { loadZone } from '../../engine/zone/load-zone.ts';

/** Seconds of processor time for each: ours, and named-checkzone's where it is installed. */
export function zoneFile(records = 1_000_000): { ours: number; theirs: number } {
  const folder = mkdtempSync(join(tmpdir(), 'rootwalk-bench-zone-'));
  const file = join(folder, 'zone');
  try {
    writeFileSync(file, zoneText(records));
    return { ours: oursOn(file), theirs: theirsOn(file) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function oursOn(file: string): number {
  const before = process.cpuUsage();
  const { zone } = loadZone(readFileSync(file, 'utf8'), {
    origin: nameOf('bench.example'),
    fileName: file,
    class: CLASS.IN,
    checkNames: 'warn',
  });
  const { user, system } = process.cpuUsage(before);
  if (zone === null) throw new Error('the zone of the bench was refused');
  return (user + system) / 1e6;
}

/** Children's processor time, as the kernel has counted it (POSIX times()). */
function theirsOn(file: string): number {
  const script = 'named-checkzone -i local -q bench.example "$1" && times';
  const { status, stdout } = spawnSync('bash', ['-c', script, 'bash', file], { encoding: 'utf8' });
  const used = stdout.trim().split('\n').at(-1) ?? '';
  if (status !== 0) return Number.NaN;
  return [...used.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, m, s]) => sum + Number(m) * 60 + Number(s),
    0,
  );
}

/** Hosts with addresses of both kinds, mail exchangers and texts. */
function zoneText(records: number): string {
  const lines = ['$TTL 3600', '@ SOA ns1 hostmaster 1 3600 900 604800 300', '@ NS ns1', 'ns1 A 192.0.2.1'];
  for (let i = 0; lines.length < records; i++) {
    lines.push(`h${i}\tIN A 10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`);
    if (i % 2 === 0) lines.push(`\tIN AAAA 2001:db8::${(i & 0xffff).toString(16)}:${(i >> 16).toString(16)}`);
    if (i % 5 === 0) lines.push(`h${i} 7200 IN MX 10 h${i % 100}`);
    if (i % 7 === 0) lines.push(`h${i} IN TXT "number ${i}" "second string"`);
  }
  return `${lines.join('\n')}\n`;
}
