import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nameOf } from '../protocol/name.ts';
import { recordText } from '../protocol/record-text.ts';
import { seededRandom } from '../random.ts';
import { isJournalProblem, journalSince, type JournalProblem, type JournalRecord } from './journal.ts';
import { parseZone } from './parse-zone.ts';
import { rollForward } from './roll-forward.ts';

const SAMPLES = join(import.meta.dirname, 'samples');
const octets = readFileSync(join(SAMPLES, 'dyn.example.zone.jnl'));
const { records } = parseZone(readFileSync(join(SAMPLES, 'dyn.example.zone'), 'utf8'), {
  origin: nameOf('dyn.example'),
  fileName: 'dyn.example.zone',
});

function lines(found: readonly JournalRecord[] | JournalProblem | null): string[] {
  if (found === null || isJournalProblem(found)) return [];
  return found.map(({ op, record }) => `${op} ${recordText(record)}`.replaceAll(/\s+/g, ' '));
}

describe('a journal of named', () => {
  const printed = readFileSync(join(SAMPLES, 'dyn.example.changes.txt'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.replaceAll(/\s+/g, ' '));

  it('says what named-journalprint says', () => {
    expect(lines(journalSince(octets, 100))).toEqual(printed);
  });

  it('is read from any version that it knows', () => {
    expect(lines(journalSince(octets, 103))).toEqual(printed.slice(-8));
    expect(journalSince(octets, 201)).toBeNull();
  });

  it.each([99, 150, 202])('is out of sync with a zone of serial %d', (serial) => {
    expect(journalSince(octets, serial)).toMatchObject({ why: 'journal out of sync with zone' });
  });

  it('brings the zone up to its last version', () => {
    const changes = journalSince(octets, 100);
    if (changes === null || isJournalProblem(changes)) throw new Error('no changes');
    const rolled = rollForward(records, changes);
    if (isJournalProblem(rolled)) throw new Error(rolled.why);
    const owners = new Set(rolled.map(({ name }) => name.toString()));
    expect(owners).not.toContain('old.dyn.example.');
    expect(owners).toContain('new.dyn.example.');
    const www = rolled.filter(({ name }) => name.toString() === 'www.dyn.example.');
    expect(www.map(({ ttl }) => ttl)).toEqual([7200]);
  });

  it('does not fit a zone that lacks what it takes away, or has it with another TTL', () => {
    const changes = journalSince(octets, 100);
    if (changes === null || isJournalProblem(changes)) throw new Error('no changes');
    const without = records.filter(({ name }) => name.toString() !== 'old.dyn.example.');
    expect(rollForward(without, changes)).toMatchObject({
      why: 'not exact',
      told: 'dns_diff_apply: old.dyn.example/TXT/IN: del not exact',
    });
  });

  it('that is spoilt is read as far as it makes sense, or refused', () => {
    const random = seededRandom('journals');
    const whys = new Set<string>();
    for (let i = 0; i < 5000; i++) {
      const bad = Uint8Array.from(octets).subarray(0, octets.length - random.below(2) * random.below(900));
      for (let times = random.below(4); times > 0; times--) bad[random.below(bad.length)] = random.below(256);
      const found = journalSince(bad, 100);
      if (found === null) continue;
      if (isJournalProblem(found)) whys.add(found.why);
      else rollForward(records, found);
    }
    expect(whys).toContain('unexpected error');
    expect(whys).toContain('FORMERR');
  });
});
