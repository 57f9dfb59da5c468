/** A zone with what its journal says of later changes put into it, as BIND does it when it loads the zone. */
import { classText, TYPE, typeText } from '../protocol/codes.ts';
import type { ResourceRecord } from '../protocol/message.ts';
import { rdataEquals } from '../protocol/rdata.ts';
import { u16 } from '../protocol/rdata-fields.ts';
import { makeZone, type MadeZone, type MakeZoneOptions } from './check-zone.ts';
import {
  isJournalProblem,
  journalSince,
  problem,
  type JournalProblem,
  type JournalRecord,
} from './journal.ts';
import type { Zone } from './zone.ts';

/** The zone as the journal leaves it, checked anew; null where that has nothing newer. */
export function zoneWithJournal(
  zone: Zone,
  journal: Uint8Array,
  options: MakeZoneOptions,
): MadeZone | JournalProblem | null {
  const changes = journalSince(journal, zone.serial);
  if (changes === null || isJournalProblem(changes)) return changes;
  const records = rollForward(recordsOf(zone), changes);
  return isJournalProblem(records)
    ? records
    : makeZone(zone.origin, records, { ...options, class: zone.class });
}

function* recordsOf({ nodes }: Zone): Generator<ResourceRecord> {
  for (const { rrsets } of nodes) for (const { records } of rrsets) yield* records;
}

/** Gives all records anew. BIND: what goes must be there with that TTL, and what comes must have that of its set. */
export function rollForward(
  records: Iterable<ResourceRecord>,
  changes: readonly JournalRecord[],
): ResourceRecord[] | JournalProblem {
  const sets = new Map<string, ResourceRecord[]>();
  for (const record of records) setOf(sets, record).push(record);
  for (const { op, record } of changes) {
    const set = setOf(sets, record);
    const at = set.findIndex(({ rdata }) => rdataEquals(record.type, rdata, record.rdata));
    const hasOtherTtl = set.some(({ ttl }) => ttl !== record.ttl);
    if (op === 'del' ? at < 0 || hasOtherTtl : hasOtherTtl) return notExact(op, record);
    if (op === 'del') set.splice(at, 1);
    else if (at < 0) set.push(record);
  }
  return [...sets.values()].flat();
}

function setOf(sets: Map<string, ResourceRecord[]>, { name, type, rdata }: ResourceRecord): ResourceRecord[] {
  // Signatures of different types are sets of their own (RFC 4034 §3).
  const covered = type === TYPE.RRSIG && rdata.length > 1 ? u16(rdata, 0) : 0;
  const key = `${type} ${covered} ${name.key}`;
  const known = sets.get(key);
  if (known !== undefined) return known;
  const set: ResourceRecord[] = [];
  sets.set(key, set);
  return set;
}

function notExact(op: JournalRecord['op'], { name, type, class: rrClass }: ResourceRecord): JournalProblem {
  const what = `${name.toRelaxedString()}/${typeText(type)}/${classText(rrClass)}`;
  return problem('read', 'not exact', `dns_diff_apply: ${what}: ${op} not exact`);
}
