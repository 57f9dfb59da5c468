/**
 * A whole zone as a transfer carries it (AXFR, RFC 5936 §2.2): the SOA, all other records, glue too, and the SOA again.
 */
import type { Message, ResourceRecord } from '../protocol/message.ts';
import { TYPE } from '../protocol/codes.ts';
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
