import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { explainEntry, explainFailure, explainServer, shortWords } from './explain.ts';
import type { OpenDump } from './read/difference.ts';
import { readEntry } from './read/dump-entry.ts';
import { selectEntries } from './read/query.ts';
import { indexDump } from './read/read-dump.ts';
import { addressLine, failureLine, linesOf, messageLine, serverLine, sideLine } from './read/side-lines.ts';

function sample(name: string): OpenDump {
  const octets = new Uint8Array(readFileSync(new URL(`read/samples/${name}`, import.meta.url)));
  return { index: indexDump(octets), text: { octets: (from, to) => octets.subarray(from, to) } };
}

function explained({ index, text }: OpenDump, entry: number, now: number | null = null): string {
  return explainEntry(readEntry(index, text, entry), index.format, now)
    .map(({ about, text: words, reference }) => `${about} | ${words} | ${reference}`)
    .join('\n');
}

/** The first entry whose own lines have this. */
function entryWith(dump: OpenDump, words: RegExp): number {
  for (const entry of selectEntries(dump.index, { parts: ['cache', 'messages', 'zone'] })) {
    const { start, length } = dump.index.entries;
    const from = start[entry] ?? 0;
    if (words.test(Buffer.from(dump.text.octets(from, from + (length[entry] ?? 0))).toString('latin1')))
      return entry;
  }
  throw new Error(`nothing like ${String(words)}`);
}

test('a delegation, a denial, a stale set and a signature are explained', () => {
  const one = sample('02-one-query-cache.db');
  expect(explained(one, entryWith(one, /glue\n\S+\s+\d+\s+NS/))).toContain(
    'A delegation: the parent’s NS, from a referral, not asked of the zone itself',
  );
  expect(explained(one, entryWith(one, /glue\n\S+\s+\d+\s+A\s/))).toContain(
    'Glue: from the parent, not asked of the zone itself',
  );
  expect(explained(one, entryWith(one, /NXRRSET/))).toMatch(/NODATA: .* no \S+ record\. The SOA of \S+ came/);
  const stale = sample('17-secure-stale-all.db');
  const words = explained(stale, entryWith(stale, /stale since/));
  expect(words).toContain('RFC 8767 §4');
  expect(words).not.toContain('1970');
  expect(explained(stale, entryWith(stale, /RRSIG\tNS/))).toContain(
    'A signature over the NS set of this name, good until 2026-12-21 06:15:39 UTC. Its original TTL is 518400 s.',
  );
  const expired = sample('07-aged-expired.db');
  expect(explained(expired, entryWith(expired, /; expired/))).toContain('waits to be cleaned away');
  const pending = sample('13-pending-cache.db');
  expect(explained(pending, entryWith(pending, /pending-answer/))).toContain('waits for DNSSEC validation');
});

test('a TTL is told in words, with where it counts from and what has passed', () => {
  const one = sample('02-one-query-cache.db');
  const entry = entryWith(one, /glue\n\S+\s+172\d\d\d\s/);
  const date = one.index.sections[0]?.date ?? 0;
  expect(explained(one, entry)).toMatch(
    /TTL \| 172\d\d\d seconds = (1 d 23 h|2 d): what was left, counted from 2026-/,
  );
  expect(explained(one, entry, date + 3_600_000)).toMatch(
    /Since then 1 h have passed: 16\d\d\d\d seconds = 1 d \d+ h are left/,
  );
  expect(explained(one, entry, date + 864_000_000)).toContain('it is over');
  expect([172_669, 59, 0, 3_600, 86_401].map(shortWords)).toEqual(['1 d 23 h', '59 s', '0 s', '1 h', '1 d']);
});

test('every entry of every sample has an explanation of its trust and its TTL', () => {
  for (const name of [
    '02-one-query-cache.db',
    '11-secure-all.db',
    '22-shared-cache-all.db',
    '25-authoritative-zones.db',
    'unbound-1.17.txt',
  ]) {
    const dump = sample(name);
    for (const entry of selectEntries(dump.index, { parts: ['cache', 'messages', 'zone'] })) {
      const explanations = explainEntry(readEntry(dump.index, dump.text, entry), dump.index.format, null);
      expect(explanations.length).toBeGreaterThan(1);
      for (const { about, text } of explanations) expect(`${about}${text}`).not.toMatch(/undefined|NaN/);
    }
  }
});

test('servers, failures and whole answers are read from their lines', () => {
  const adb = sample('08-adb.db');
  const rows = linesOf(adb.index, ['server', 'address'], ['addresses']);
  const lines = [...rows].map((row) => sideLine(adb.index, adb.text, row));
  expect(lines.every((line) => (serverLine(line) ?? addressLine(line)) !== null)).toBe(true);
  const server = lines.findIndex((line) => line.startsWith('; a.gtld-servers.net [v4'));
  expect(serverLine(lines[server] ?? '')).toEqual({
    name: 'a.gtld-servers.net',
    alias: null,
    v4Ttl: 1789,
    v6Ttl: 889,
    v4: 'success',
    v6: 'nxrrset',
  });
  const address = addressLine(lines[server + 1] ?? '');
  expect(address).toMatchObject({
    address: '127.53.0.11',
    srtt: 406,
    flags: 4,
    edns: [41, 0],
    udpSize: 519,
    ttl: 1789,
  });
  const words = explainServer(serverLine(lines[server] ?? ''), address)
    .map(({ text }) => text)
    .join('\n');
  expect(words).toContain('IPv6: there are none, for 14 min 49 s more.');
  expect(words).toContain('it has answered with EDNS');
  expect(words).toContain('406 µs = 0.4 ms');

  // Of BIND 9.18.49, and the same of releases before.
  const notes = (flags: number): string | undefined =>
    explainServer(null, address && { ...address, flags }).find(({ about }) => about.startsWith('Flags'))
      ?.text;
  expect(notes(0x8)).toBe('BIND’s own notes: it is asked without a cookie.');
  expect(notes(0x8000)).toBe(notes(0x8));
  expect(notes(0x42)).toBe('BIND’s own notes: it is a forwarder; it is asked without EDNS.');

  const failed = sample('05-servfail-fail.db');
  const [row = 0] = linesOf(failed.index, ['failure'], ['failures']);
  const failure = failureLine(sideLine(failed.index, failed.text, row));
  expect(failure).toEqual({ name: 'www.lame.com', type: 'A', left: 26655 });
  expect(explainFailure('failures', 26655).text).toContain('26.7 s');

  const unbound = sample('unbound-1.17.txt');
  const answers = linesOf(unbound.index, ['message'], ['messages']);
  expect(messageLine(sideLine(unbound.index, unbound.text, answers[0] ?? 0).split('\n')[0] ?? '')).toEqual({
    name: 'old.example.org.',
    type: 'TYPE65400',
    rcode: 0,
    ttl: 3599,
    counts: [1, 0, 0],
  });
});
