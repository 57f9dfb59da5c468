/**
 * What a change makes of a zone: records that go and come, another TTL, the next serial; or the whole zone anew.
 *
 * A change is a function from the zones of a plan to other zones, so that several can be made one after another, and
 * one can be taken back by making the others again.
 */
import { TYPE, typeNumber } from '../protocol/codes.ts';
import type { ResourceRecord } from '../protocol/message.ts';
import { Name } from '../protocol/name.ts';
import { recordText } from '../protocol/record-text.ts';
import { parseZone } from '../zone/parse-zone.ts';
import { loadedFrom, type PlannedZone } from './planned-zone.ts';

/** A zone's change, checked: its texts are read, its names are names. */
export interface PlannedZoneChange {
  readonly kind: 'zone';
  readonly origin: Name;
  /** Host names; null: all that have the zone. */
  readonly servers: readonly string[] | null;
  /** The whole zone anew. */
  readonly file: { readonly path: string; readonly text: string } | null;
  readonly remove: readonly RecordChoice[];
  readonly add: readonly ResourceRecord[];
  /** Seconds. */
  readonly ttl: number | null;
  readonly bumpsSerial: boolean;
  readonly state: 'missing' | 'unloaded' | null;
}

export interface RecordChoice {
  readonly name: Name;
  /** Null: all types. */
  readonly type: number | null;
}

/** `www A`, `www`, `@ MX`; null where it is none of these. */
export function readRecordChoice(text: string, origin: Name): RecordChoice | null {
  const [owner = '', typeText, ...rest] = text.trim().split(/\s+/);
  if (owner === '' || rest.length > 0) return null;
  const name =
    owner === '@'
      ? origin
      : Name.parse(owner.endsWith('.') || origin.isRoot ? owner : `${owner}.${origin.toString()}`);
  if (!(name instanceof Name) || !name.isAtOrBelow(origin)) return null;
  const type = typeText === undefined ? null : typeNumber(typeText);
  return typeText !== undefined && type === null ? null : { name, type };
}

/** The zones of a network after a change; those that it does not touch are the same objects. */
export function withZoneChange(
  zones: readonly PlannedZone[],
  change: PlannedZoneChange,
): readonly PlannedZone[] {
  return zones.flatMap((zone): readonly PlannedZone[] => {
    if (!zone.origin.equals(change.origin)) return [zone];
    const touched = zone.servers.filter((server) => change.servers?.includes(server) ?? true);
    if (touched.length === 0) return [zone];
    const others = zone.servers.filter((server) => !touched.includes(server));
    const rest = others.length === 0 ? [] : [{ ...zone, servers: others }];
    return change.state === 'missing' ? rest : [...rest, { ...changed(zone, change), servers: touched }];
  });
}

function changed(zone: PlannedZone, change: PlannedZoneChange): PlannedZone {
  const { file, state } = change;
  const base =
    file === null
      ? zone
      : { ...zone, file: file.path, text: file.text, ...loadedFrom(zone.origin, file.path, file.text) };
  const text = isPatch(change) ? patchedText(base, change) : base.text;
  if (state === 'unloaded') {
    const broken = `${text}this line has a mistake\n`;
    return {
      ...base,
      text: broken,
      ...loadedFrom(zone.origin, base.file, broken),
      broken: 'as the change says',
    };
  }
  return text === base.text ? base : { ...base, text, ...loadedFrom(zone.origin, base.file, text) };
}

function isPatch({ remove, add, ttl, file, bumpsSerial, state }: PlannedZoneChange): boolean {
  if (remove.length > 0 || add.length > 0 || ttl !== null) return true;
  // A file has a serial of its own.
  return file === null && state === null && bumpsSerial;
}

function patchedText({ origin, file, text }: PlannedZone, change: PlannedZoneChange): string {
  const { records } = parseZone(text, { origin, fileName: file });
  const kept = records.filter((record) => !change.remove.some((choice) => fits(choice, record)));
  const newSoa = change.add.some(({ type }) => type === TYPE.SOA);
  const old = newSoa ? kept.filter(({ type }) => type !== TYPE.SOA) : kept;
  const bumps = change.bumpsSerial && !newSoa;
  const all = [...old, ...change.add].map((record) => {
    const { ttl = record.ttl } = change.ttl === null ? {} : { ttl: change.ttl };
    const rdata = bumps && record.type === TYPE.SOA ? nextSerial(record.rdata) : record.rdata;
    return { ...record, ttl, rdata };
  });
  const soa = all.filter(({ type }) => type === TYPE.SOA);
  const rest = all.filter(({ type }) => type !== TYPE.SOA);
  return `${[...soa, ...rest].map((record) => recordText(record)).join('\n')}\n`;
}

function fits({ name, type }: RecordChoice, record: ResourceRecord): boolean {
  return record.name.equals(name) && (type === null || record.type === type);
}

/** RFC 1982 §3.1: one more. The serial stands 20 octets before the end of the RDATA (RFC 1035 §3.3.13). */
function nextSerial(rdata: Uint8Array): Uint8Array {
  const next = Uint8Array.from(rdata);
  const view = new DataView(next.buffer);
  const at = next.length - 20;
  view.setUint32(at, (view.getUint32(at) + 1) >>> 0);
  return next;
}
