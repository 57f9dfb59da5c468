/** What the window says of packets, beside what tshark and tcpdump say of the same packets in a capture. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { content, wall } from '../../testing/free-world.ts';
import type { PacketRow } from '../../contract.ts';
import { needsPrograms, runProgram } from '../../testing/programs.ts';
import { readLab } from '../course/lab-folder.ts';
import { readNetwork } from '../course/network-file.ts';
import { pcapOf } from '../network/capture.ts';
import { packetRow } from './packet-rows.ts';
import { World } from './world.ts';

const folder = mkdtempSync(join(tmpdir(), 'rootwalk-rows-'));
const file = join(folder, 'lab.pcap');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let rows: readonly PacketRow[] = [];

/** Lab 3, played by its own solution. */
beforeAll(async () => {
  const read = readLab(content, '03-walk-from-the-root');
  if (!read.ok) throw new Error('lab 3 cannot be read');
  const plan = readNetwork(content, `networks/${read.lab.network}`);
  if (!plan.ok) throw new Error(JSON.stringify(plan.diagnostics));
  const world = await World.open({ wall, plan: plan.value, lab: read.lab, seed: 'rows', progress: null });
  for (const step of read.lab.steps) {
    for (const action of step.solution) await world.play(action);
    world.runner?.next();
  }
  const entries = world.journal.since();
  world.close();
  writeFileSync(file, pcapOf(entries));
  rows = entries.flatMap((entry) =>
    entry.kind === 'packet-sent' ? [packetRow(entry.packet, 'delivered')] : [],
  );
}, 60_000);

async function linesOf(program: string, words: readonly string[]): Promise<readonly string[]> {
  const { out, err, status } = await runProgram(program, words);
  if (status !== 0) throw new Error(`${program}: ${err}`);
  return out.split('\n').filter((line) => line !== '');
}

test('tshark finds no packet of lab 3 malformed, and reads each as its row says', async (context) => {
  needsPrograms(context, 'tshark');
  expect(await linesOf('tshark', ['-r', file, '-n', '-Y', '_ws.malformed'])).toEqual([]);
  const fields = [
    'ip.src',
    'ip.dst',
    'udp.srcport',
    'udp.dstport',
    'dns.id',
    'dns.qry.name',
    'dns.flags.response',
    'dns.flags.authoritative',
    'dns.flags.rcode',
    'dns.count.answers',
    '_ws.col.Info',
  ];
  const told = await linesOf('tshark', [
    ...['-r', file, '-n', '-T', 'fields', '-E', 'occurrence=f'],
    ...fields.flatMap((field) => ['-e', field]),
  ]);
  expect(told.length).toBe(rows.length);
  expect(rows.length).toBeGreaterThan(10);
  told.forEach((line, i) => {
    const row = rows[i] as PacketRow; // As many as lines.
    const [source, destination, from, to, id, name, response, aa, rcode, answers, info] = line.split('\t');
    expect([source, destination, from, to]).toEqual([
      row.sourceAddress,
      row.destinationAddress,
      String(row.sourcePort),
      String(row.destinationPort),
    ]);
    // tshark calls the root so, and leaves the last dot out.
    const qname = name === '<Root>' ? '.' : `${name ?? ''}.`;
    expect(row.qname).toBe(qname);
    expect(row.summary.split(/[^\d]/)[0]).toBe(String(Number(id)));
    expect(row.meaning === 'query').toBe(response === '0');
    expect(row.aa).toBe(aa === '1');
    expect(row.meaning === 'nxdomain').toBe(response === '1' && rcode === '3');
    expect(row.meaning === 'servfail').toBe(response === '1' && rcode === '2');
    if (response === '1') expect(row.summary).toContain(` ${answers ?? ''}/`);
    const kind = response === '1' ? 'Standard query response' : 'Standard query';
    expect(info).toMatch(new RegExp(`^${kind} 0x[0-9a-f]{4} (No such name |Server failure )?${row.qtype} `));
  });
});

test('tcpdump writes of each packet what its row has', async (context) => {
  needsPrograms(context, 'tcpdump');
  const told = await linesOf('tcpdump', ['-n', '-t', '-r', file]);
  expect(told).toEqual(
    rows.map(
      (row) =>
        `IP ${row.sourceAddress}.${row.sourcePort} > ${row.destinationAddress}.${row.destinationPort}: ${row.summary}`,
    ),
  );
});
