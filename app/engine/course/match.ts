/** Whether what was seen fits what a lab file says. */
import type { CacheEntrySnapshot, Packet } from '../network/journal.ts';
import { rcodeText, typeNumber, typeText } from '../protocol/codes.ts';
import type { ResourceRecord } from '../protocol/message.ts';
import { isNameProblem, Name } from '../protocol/name.ts';
import { rdataText } from '../protocol/rdata-text.ts';
import { recordsOf } from '../protocol/rrset.ts';
import { meaningOf } from '../protocol/summary.ts';
import type { Evidence, Fate, SeenMessage, ServedQuestion } from './evidence.ts';
import { fitsHost } from './host-pattern.ts';
import type {
  CacheFilter,
  IcmpFilter,
  LogFilter,
  OutputFilter,
  PacketFilter,
  Range,
  RecordFilter,
  SectionFilter,
  SegmentFilter,
  ServedFilter,
} from './schema/filters.ts';
import { hasLine } from './text-patterns.ts';

/** Whether this evidence is such a message, at the moment at which it counts. */
export function isMessage(
  filter: PacketFilter,
  evidence: Evidence,
): evidence is Extract<Evidence, { kind: 'message' }> {
  return evidence.kind === 'message' && counts(filter, evidence) && fits(filter, evidence.seen);
}

/** A query may never arrive: it counts when it is sent. A response counts when it arrives. */
function counts({ fate, kind }: PacketFilter, { fate: is }: { readonly fate: Fate }): boolean {
  if (fate === undefined) return is === (kind === 'query' ? 'sent' : 'delivered');
  if (fate === 'dropped') return is !== 'sent' && is !== 'delivered';
  return fate === is;
}

/** Whether a message fits, whatever became of it. */
export function fits(filter: PacketFilter, { packet, message, length }: SeenMessage): boolean {
  const question = message.questions[0];
  return (
    (filter.kind === 'response') === message.qr &&
    fitsPath(filter, packet) &&
    same(filter.protocol, packet.protocol) &&
    inRange(filter['from-port'], packet.source.port) &&
    inRange(filter['to-port'], packet.destination.port) &&
    inRange(filter.length, length) &&
    FLAGS.every((flag) => same(filter[flag], message[flag])) &&
    same(filter.edns, message.edns !== null) &&
    same(filter.do, message.edns?.dnssecOk ?? false) &&
    (filter.rcode === undefined || rcodeText(message.rcode) === filter.rcode.toUpperCase()) &&
    (filter.qname === undefined || (question !== undefined && sameName(filter.qname, question.name))) &&
    (filter.below === undefined || (question !== undefined && isBelow(filter.below, question.name))) &&
    (filter.qtype === undefined || question?.type === typeOf(filter.qtype)) &&
    (filter.meaning === undefined || meaningOf(message) === filter.meaning) &&
    fitsSection(filter.answer, message.answers) &&
    fitsSection(filter.authority, message.authority) &&
    fitsSection(filter.additional, message.additional)
  );
}

const FLAGS = ['aa', 'tc', 'rd', 'ra', 'ad', 'cd'] as const;

function fitsPath(
  filter: Pick<PacketFilter, 'from' | 'to' | 'not-from' | 'not-to'>,
  packet: { readonly sourceHost: string; readonly destinationHost: string },
): boolean {
  const { from, to, 'not-from': notFrom, 'not-to': notTo } = filter;
  return (
    (from === undefined || fitsHost(from, packet.sourceHost)) &&
    (to === undefined || fitsHost(to, packet.destinationHost)) &&
    (notFrom === undefined || !fitsHost(notFrom, packet.sourceHost)) &&
    (notTo === undefined || !fitsHost(notTo, packet.destinationHost))
  );
}

export function fitsSection(filter: SectionFilter | undefined, records: readonly ResourceRecord[]): boolean {
  if (filter === undefined) return true;
  const { has, lacks, count } = filter;
  return (
    (has === undefined || records.some((record) => fitsRecord(has, record))) &&
    (lacks === undefined || !records.some((record) => fitsRecord(lacks, record))) &&
    inRange(count, records.length)
  );
}

export function fitsRecord(filter: RecordFilter, record: ResourceRecord): boolean {
  return (
    (filter.name === undefined || sameName(filter.name, record.name)) &&
    (filter.type === undefined || record.type === typeOf(filter.type)) &&
    inRange(filter.ttl, record.ttl) &&
    (filter.data === undefined || holdsText(rdataText(record.type, record.rdata), filter.data))
  );
}

export function fitsIcmp(filter: IcmpFilter, evidence: Evidence): boolean {
  return (
    evidence.kind === 'icmp' &&
    fitsPath(filter, evidence.packet) &&
    (filter.kind === undefined || evidence.packet.icmp?.kind === filter.kind)
  );
}

const DNS_PORT = 53;

/** A segment that opens a connection, or refuses or ends one. */
export function fitsSegment(filter: SegmentFilter, packet: Packet): boolean {
  const flags = packet.tcp?.flags;
  return (
    flags !== undefined &&
    (packet.source.port === DNS_PORT || packet.destination.port === DNS_PORT) &&
    fitsPath(filter, packet) &&
    (filter.flag === 'rst' ? flags.rst === true : flags.syn === true && flags.ack !== true)
  );
}

export function fitsServed(filter: ServedFilter, served: ServedQuestion): boolean {
  return (
    filter.host === served.host &&
    sameName(filter.name, served.name) &&
    (filter.type === undefined || served.type === typeOf(filter.type)) &&
    (filter.rcode === undefined || rcodeText(served.rcode) === filter.rcode.toUpperCase()) &&
    same(filter['from-cache'], served.fromCache) &&
    same(filter.upstream, served.upstream)
  );
}

/** `now`: milliseconds of the lab clock, for what is left of its TTL. */
export function fitsEntry(filter: CacheFilter, entry: CacheEntrySnapshot, now: number): boolean {
  const { content, trust } = entry;
  const name = nameOfEntry(entry);
  const type =
    content.kind === 'rrset' ? content.rrset.type : content.kind === 'nodata' ? content.type : null;
  return (
    (filter.below ? isBelow(filter.name, name) : sameName(filter.name, name)) &&
    (filter.kind === undefined ||
      (filter.kind === 'negative' ? content.kind !== 'rrset' : content.kind === filter.kind)) &&
    (filter.type === undefined || type === typeOf(filter.type)) &&
    (filter.trust === undefined || trust === filter.trust) &&
    inRange(filter.ttl, secondsLeft(entry, now)) &&
    (filter.data === undefined ||
      (content.kind === 'rrset' && dataOf(entry).some((text) => holdsText(text, filter.data as string))))
  );
}

export function nameOfEntry({ content }: Pick<CacheEntrySnapshot, 'content'>): Name {
  return content.kind === 'rrset' ? content.rrset.name : content.name;
}

/** The data of an entry's records, in zone-file form. */
export function dataOf({ content }: Pick<CacheEntrySnapshot, 'content'>): string[] {
  if (content.kind !== 'rrset') return [];
  return recordsOf(content.rrset).map(({ type, rdata }) => rdataText(type, rdata));
}

export function secondsLeft({ expiresAt }: Pick<CacheEntrySnapshot, 'expiresAt'>, now: number): number {
  return Math.max(0, Math.ceil((expiresAt - now) / 1000));
}

export function fitsLog(filter: LogFilter, evidence: Evidence): boolean {
  if (evidence.kind !== 'log') return false;
  const { host, program, category, severity, text } = evidence.line;
  return (
    fitsHost(filter.host, host) &&
    same(filter.program, program) &&
    same(filter.category, category) &&
    same(filter.severity, severity) &&
    (filter.contains === undefined || holdsText(text, filter.contains)) &&
    (filter.matches === undefined || hasLine(text, filter.matches))
  );
}

export function fitsOutput(filter: OutputFilter, evidence: Evidence): boolean {
  return (
    evidence.kind === 'output' &&
    (filter.host === undefined || fitsHost(filter.host, evidence.host)) &&
    (filter.contains === undefined || holdsText(evidence.output, filter.contains)) &&
    (filter.matches === undefined || hasLine(evidence.output, filter.matches)) &&
    same(filter.exit, evidence.exitCode)
  );
}

export function inRange(range: Range | undefined, value: number): boolean {
  if (range === undefined) return true;
  return value >= (range.least ?? -Infinity) && value <= (range.most ?? Infinity);
}

/** Compares a name as a lab file writes it (the closing dot may be left out) with one from the wire. */
export function sameName(text: string, name: Name): boolean {
  return nameIn(text)?.equals(name) ?? false;
}

/** At the name or below it. */
export function isBelow(text: string, name: Name): boolean {
  const above = nameIn(text);
  return above !== null && name.isAtOrBelow(above);
}

/** A name of a lab file; null for what is none. */
export function nameIn(text: string): Name | null {
  const name = Name.parse(text);
  return isNameProblem(name) ? null : name;
}

export function typeOf(text: string): number | null {
  return typeNumber(text.toUpperCase());
}

/** `www.example.org. A`, for what students read. */
export function entryText(name: string, type: string | undefined): string {
  const number = type === undefined ? null : typeOf(type);
  return number === null ? name : `${name} ${typeText(number)}`;
}

function holdsText(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}

function same<T>(wanted: T | undefined, is: T): boolean {
  return wanted === undefined || wanted === is;
}
