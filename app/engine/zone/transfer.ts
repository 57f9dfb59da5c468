/**
 * A zone as a transfer carries it: all of it (AXFR, RFC 5936 §2.2), the SOA, all other records, glue too, and the SOA again;
 * or what has changed since a version (IXFR, RFC 1995 §4).
 */
import type { Message, ResourceRecord } from '../protocol/message.ts';
import { TYPE } from '../protocol/codes.ts';
import { isJournalProblem, journalSince, type JournalRecord } from './journal.ts';
import { readSoa } from '../protocol/rdata.ts';
import type { Zone } from './zone.ts';

/** BIND: transfer-message-size 20480; uncompressed octets after which a message is full. */
const MESSAGE_SIZE = 20_480;
const HEADER_SIZE = 12;

/** BIND: names in canonical order (RFC 4034 §6.1). */
export function* transferRecords(zone: Zone): Generator<ResourceRecord> {
  const soa = zone.soa.records[0] as ResourceRecord;
  yield soa;
  const nodes = [...zone.nodes].sort((one, other) => one.name.compare(other.name));
  for (const { rrsets } of nodes)
    for (const { type, records } of rrsets) if (type !== TYPE.SOA) yield* records;
  yield soa;
}

/** What has changed since a version; or in BIND's words why the whole zone is sent instead. */
export function changesSince(zone: Zone, serial: number): readonly JournalRecord[] | string {
  const changes = zone.journal === null ? null : journalSince(zone.journal, serial);
  const last = changes === null || isJournalProblem(changes) ? undefined : changes.findLast(isSoa)?.record;
  if (
    changes === null ||
    isJournalProblem(changes) ||
    last === undefined ||
    readSoa(last.rdata)?.serial !== zone.serial
  )
    return 'IXFR version not in journal, falling back to AXFR';
  const delta = changes.reduce((sum, { record }) => sum + wireSize(record), 0);
  const whole = zoneSize(zone);
  // BIND: max-ixfr-ratio, 100 %.
  if (delta > whole)
    return `IXFR delta size (${delta} bytes) exceeds the maximum ratio to database size (${whole} bytes), falling back to AXFR`;
  return changes;
}

/** RFC 1995 §4: between the newest SOA and the same again, each change with the SOA before and the SOA after it. */
export function* changeRecords(zone: Zone, changes: readonly JournalRecord[]): Generator<ResourceRecord> {
  const soa = zone.soa.records[0] as ResourceRecord;
  yield soa;
  for (const { record } of changes) yield record;
  yield soa;
}

function isSoa({ record }: JournalRecord): boolean {
  return record.type === TYPE.SOA;
}

function wireSize({ name, rdata }: ResourceRecord): number {
  return name.wire.length + 10 + rdata.length;
}

/** BIND: of each set its name, type, class and TTL count once. */
function zoneSize({ nodes }: Zone): number {
  let size = 0;
  for (const { name, rrsets } of nodes)
    for (const { rdatas } of rrsets)
      size += name.wire.length + 8 + rdatas.reduce((sum, { length }) => sum + length, 0);
  return size;
}

/**
 * The messages that carry these records; only the first repeats the question (RFC 5936 §2.2.1). `first` is the first
 * without its records; `room` the octets that OPT and TSIG records take in each.
 */
export function* transferMessages(
  first: Message,
  records: Iterable<ResourceRecord>,
  room: number,
): Generator<Message> {
  let head = first;
  let answers: ResourceRecord[] = [];
  const start = HEADER_SIZE + room;
  let size = start + (head.questions[0]?.name.wire.length ?? 0) + 4;
  for (const record of records) {
    answers.push(record);
    size += record.name.wire.length + 10 + record.rdata.length;
    if (size < MESSAGE_SIZE) continue;
    yield { ...head, answers };
    head = { ...first, questions: [] };
    answers = [];
    size = start;
  }
  if (answers.length > 0) yield { ...head, answers };
}
