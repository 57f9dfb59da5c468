/** Values that a lab reckons from what happened, and from how it stands, to hold predictions and answers against. */
import { rcodeText, TYPE } from '../protocol/codes.ts';
import { readSoa } from '../protocol/rdata.ts';
import { rdataText } from '../protocol/rdata-text.ts';
import type { CacheEntrySnapshot } from '../network/journal.ts';
import type { SeenMessage } from './evidence.ts';
import { clauseText, fileText } from './file-evidence.ts';
import { FLAGS } from './forms.ts';
import type { LabEvidence } from './lab-evidence.ts';
import { dataOf, fitsEntry, fitsServed, isMessage, nameIn, secondsLeft, typeOf } from './match.ts';
import type { News } from './checks.ts';
import type { CacheFilter } from './schema/filters.ts';
import type { LabValue, ValueOf } from './schema/values.ts';
import { zoneRRset } from './server-evidence.ts';
import { lastGroup } from './text-patterns.ts';

export interface RunningValue {
  hear(news: News): void;
  /** The value now, as text; null while there is nothing to reckon it from. */
  read(lab: LabEvidence): string | null;
}

export function startValue(value: LabValue): RunningValue {
  switch (value.of) {
    case 'packet-count':
      return counter(value);
    case 'packet-field':
      return lastField(value);
    case 'packet-hosts':
      return hosts(value);
    case 'seconds-between':
      return secondsBetween(value);
    case 'served-upstream':
      return upstream(value);
    case 'output-text':
    case 'log-text':
      return said(value);
    case 'cache-count':
      return looked((lab) => cacheCount(value, lab));
    case 'cache-field':
      return looked((lab) => cacheField(value, lab));
    case 'zone-field':
      return looked((lab) => zoneField(value, lab));
    case 'file-text':
      return looked((lab) => textOfFile(value, lab));
    case 'graph':
      return looked((lab) => graphField(value, lab));
    case 'load':
      return looked((lab) => loadField(value, lab));
    case 'check-holds':
      return looked((lab) => (lab.held(value.check) ? 'yes' : 'no'));
    case 'difference':
    case 'sum':
    case 'smaller':
    case 'larger':
      return ofTwo(value);
  }
}

function counter({ packet }: ValueOf<'packet-count'>): RunningValue {
  let count = 0;
  return {
    hear({ evidence }) {
      if (evidence && isMessage(packet, evidence)) count++;
    },
    read: () => String(count),
  };
}

function lastField({ packet, field }: ValueOf<'packet-field'>): RunningValue {
  let last: SeenMessage | null = null;
  return {
    hear({ evidence }) {
      if (evidence && isMessage(packet, evidence)) last = evidence.seen;
    },
    read: () => last && fieldOf(last, field),
  };
}

function hosts({ packet, side }: ValueOf<'packet-hosts'>): RunningValue {
  const names = new Set<string>();
  return {
    hear({ evidence }) {
      if (!evidence || !isMessage(packet, evidence)) return;
      const { sourceHost, destinationHost } = evidence.seen.packet;
      names.add(side === 'from' ? sourceHost : destinationHost);
    },
    read: () => (names.size === 0 ? null : [...names].sort().join(', ')),
  };
}

function secondsBetween({ first, then }: ValueOf<'seconds-between'>): RunningValue {
  let start: number | null = null;
  let end: number | null = null;
  return {
    hear({ evidence, entry }) {
      if (!evidence || entry === null || end !== null) return;
      if (start !== null && isMessage(then, evidence)) end = entry.at;
      else if (start === null && isMessage(first, evidence)) start = entry.at;
    },
    read: () => (start === null || end === null ? null : String(Math.round((end - start) / 1000))),
  };
}

function upstream({ served }: ValueOf<'served-upstream'>): RunningValue {
  let last: number | null = null;
  return {
    hear({ evidence }) {
      if (evidence?.kind === 'served' && fitsServed(served, evidence.served)) last = evidence.served.upstream;
    },
    read: () => (last === null ? null : String(last)),
  };
}

function said(value: ValueOf<'output-text'> | ValueOf<'log-text'>): RunningValue {
  let last: string | null = null;
  return {
    hear({ evidence }) {
      if (value.of === 'output-text' && evidence?.kind === 'output') {
        if (value.host !== undefined && value.host !== evidence.host) return;
        last = lastGroup(evidence.output, value.matches) ?? last;
      }
      if (value.of === 'log-text' && evidence?.kind === 'log' && evidence.line.host === value.host)
        last = lastGroup(evidence.line.text, value.matches) ?? last;
    },
    read: () => last,
  };
}

function looked(read: (lab: LabEvidence) => string | null): RunningValue {
  return { hear: () => undefined, read };
}

function ofTwo({ of, values }: ValueOf<'difference' | 'sum' | 'smaller' | 'larger'>): RunningValue {
  const parts = values.map((value) => startValue(value));
  return {
    hear(news) {
      for (const part of parts) part.hear(news);
    },
    read(lab) {
      const [a, b] = parts.map((part) => Number(part.read(lab) ?? NaN)) as [number, number];
      if (Number.isNaN(a) || Number.isNaN(b)) return null;
      if (of === 'smaller') return String(Math.min(a, b));
      if (of === 'larger') return String(Math.max(a, b));
      return String(of === 'sum' ? a + b : Math.abs(a - b));
    },
  };
}

function fieldOf(
  { message, packet, length }: SeenMessage,
  field: ValueOf<'packet-field'>['field'],
): string | null {
  const [first] = message.answers;
  switch (field) {
    case 'rcode':
      return rcodeText(message.rcode);
    case 'flags':
      return FLAGS.filter((flag) => message[flag]).join(' ') || 'none';
    case 'aa':
    case 'ra':
    case 'tc':
    case 'ad':
      return message[field] ? 'yes' : 'no';
    case 'ttl':
      return first ? String(first.ttl) : null;
    case 'authority-ttl':
      return message.authority[0] ? String(message.authority[0].ttl) : null;
    case 'data':
      return first ? rdataText(first.type, first.rdata) : null;
    case 'answers':
      return String(message.answers.length);
    case 'authority':
      return String(message.authority.length);
    case 'additional':
      return String(message.additional.length);
    case 'referral-zone':
      return message.authority.find((record) => record.type === TYPE.NS)?.name.toString() ?? null;
    case 'name-servers': {
      const named = [...message.answers, ...message.authority].filter(({ type }) => type === TYPE.NS);
      return named.length === 0 ? null : named.map(({ type, rdata }) => rdataText(type, rdata)).join(', ');
    }
    case 'from':
      return packet.sourceHost;
    case 'to':
      return packet.destinationHost;
    case 'from-port':
      return String(packet.source.port);
    case 'to-port':
      return String(packet.destination.port);
    case 'length':
      return String(length);
  }
}

function* entriesOf(filter: CacheFilter, lab: LabEvidence): Iterable<CacheEntrySnapshot> {
  for (const entry of lab.cacheOf(filter.host, filter.view) ?? [])
    if (fitsEntry(filter, entry, lab.now())) yield entry;
}

function cacheCount({ host, entry }: ValueOf<'cache-count'>, lab: LabEvidence): string | null {
  const all = entry ? entriesOf(entry, lab) : lab.cacheOf(host);
  return all && String([...all].length);
}

function cacheField({ entry: filter, field }: ValueOf<'cache-field'>, lab: LabEvidence): string | null {
  const [entry] = entriesOf(filter, lab);
  if (entry === undefined) return null;
  switch (field) {
    case 'ttl':
      return String(secondsLeft(entry, lab.now()));
    case 'original-ttl':
      return String(entry.originalTtl);
    case 'trust':
      return entry.trust;
    case 'data':
      return dataOf(entry)[0] ?? null;
    case 'from':
      return entry.from && (lab.hostAt(entry.from.server.address) ?? entry.from.serverName);
    case 'kind':
      return entry.content.kind;
  }
}

function zoneField(value: ValueOf<'zone-field'>, lab: LabEvidence): string | null {
  const [name, type] = [nameIn(value.name), typeOf(value.type)];
  if (name === null || type === null) return null;
  const server = lab.serverOf(value.host);
  const rrset = zoneRRset(server, name, type);
  if (rrset === null) return null;
  const texts = rrset.rdatas.map((rdata) => rdataText(type, rdata));
  switch (value.field) {
    case 'ttl':
      return String(rrset.ttl);
    case 'data':
      return texts[0] ?? null;
    case 'all-data':
      return texts.join(', ');
    case 'count':
      return String(texts.length);
    default: {
      const soa = type === TYPE.SOA && rrset.rdatas[0] ? readSoa(rrset.rdatas[0]) : null;
      if (soa === null) return null;
      // RFC 2308 §5: the smaller of the SOA's own TTL and its last field.
      return String(value.field === 'negative-ttl' ? Math.min(rrset.ttl, soa.minimum) : soa[value.field]);
    }
  }
}

function graphField({ name, field }: ValueOf<'graph'>, lab: LabEvidence): string | null {
  const graph = lab.graph(name);
  if (graph?.of !== 'astray') return null;
  if (field === 'astray') return String(graph.astrayInAll);
  // A change of the TTL alone is no move.
  const move = graph.changes.findLastIndex(({ data }, i) => i > 0 && data !== graph.changes[i - 1]?.data);
  return move === -1 ? null : String(graph.changes.slice(move).reduce((sum, { astray }) => sum + astray, 0));
}

function loadField({ name, ttl, field }: ValueOf<'load'>, lab: LabEvidence): string | null {
  const graph = lab.graph(name);
  if (graph?.of !== 'load') return null;
  const point = graph.points.find((one) => one.ttl === (ttl ?? graph.now));
  if (point === undefined) return null;
  if (field === 'age') return String(Math.round(point.age));
  if (field === 'stale') return (point.stale * 100).toFixed(1);
  return point.questions < 10 ? point.questions.toFixed(1) : String(Math.round(point.questions));
}

function textOfFile({ host, path, matches, option }: ValueOf<'file-text'>, lab: LabEvidence): string | null {
  const disk = lab.diskOf(host);
  if (disk === null) return null;
  if (option !== undefined) return clauseText(disk, path, option);
  const text = fileText(disk, path);
  return text === null || matches === undefined ? null : lastGroup(text, matches);
}
