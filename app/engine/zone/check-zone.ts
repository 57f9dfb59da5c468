/**
 * Makes a zone of records, or says why they are none: what named checks when it loads a zone (RFC 1034 §4.2.1,
 * §3.6.2; RFC 2181 §5.2, §6.1, §10.3), in the same words.
 */
import { CLASS, TYPE, classText } from '../protocol/codes.ts';
import type { ResourceRecord } from '../protocol/message.ts';
import type { Name } from '../protocol/name.ts';
import { rdataEquals } from '../protocol/rdata.ts';
import { ZoneDiagnostics, type ZoneDiagnostic } from './diagnostic.ts';
import { checkIntegrity, type ElsewhereCheck, type IntegrityChecks } from './integrity.ts';
import type { SourceFile, ZoneFileRecord } from './parse-zone.ts';
import { keyWarnings, unsoundAnnouncements } from './zone-keys.ts';
import { nodesOf, rrsetOf, Zone, type ZoneNode } from './zone.ts';

export interface MadeZone {
  /** Null when there was an error. */
  readonly zone: Zone | null;
  readonly diagnostics: readonly ZoneDiagnostic[];
  /** For each diagnostic, how many records stand before it in the file. */
  readonly positions: readonly number[];
  readonly errors: number;
  /** What can be checked only by asking others. */
  readonly elsewhere: readonly ElsewhereCheck[];
}

export interface MakeZoneOptions extends IntegrityChecks {
  readonly class?: number;
  /** The file had errors: BIND then says nothing of the zone as a whole. */
  readonly incomplete?: boolean;
}

/** Records that come from no file have no place; their diagnostics say line 0. */
const NO_FILE: SourceFile = { name: '', text: '' };

/** Makes a zone. `records` may come from `parseZone` (diagnostics then have places) or from anywhere else. */
export function makeZone(
  origin: Name,
  records: readonly (ResourceRecord | ZoneFileRecord)[],
  options: MakeZoneOptions = {},
): MadeZone {
  const rrClass = options.class ?? CLASS.IN;
  const nodes = nodesOf(origin, rrClass, records);
  const check = new ZoneCheck(origin, rrClass);
  check.records(records);
  if (check.errors > 0 || options.incomplete === true) return check.result(null);
  const apex = nodes.get(origin.key) as ZoneNode;
  const soa = rrsetOf(apex, TYPE.SOA);
  if (!soa) check.zoneError('has 0 SOA records');
  if (!rrsetOf(apex, TYPE.NS)) check.zoneError('has no NS records');
  if (!soa || check.errors > 0) return check.result(null);
  const zone = new Zone(origin, rrClass, nodes, soa);
  check.whole(zone, records, options);
  return check.result(zone);
}

class ZoneCheck {
  readonly #said = new ZoneDiagnostics();
  readonly #label: string;
  #elsewhere: readonly ElsewhereCheck[] = [];

  constructor(origin: Name, rrClass: number) {
    this.#label = `zone ${origin.toRelaxedString()}/${classText(rrClass)}: `;
  }

  get errors(): number {
    return this.#said.errors;
  }

  result(zone: Zone | null): MadeZone {
    const { errors, list, positions } = this.#said;
    return {
      zone: errors === 0 ? zone : null,
      diagnostics: list,
      positions,
      errors,
      elsewhere: this.#elsewhere,
    };
  }

  zoneError(what: string): void {
    this.#said.add(NO_FILE, { line: 0, column: 0 }, 'error', this.#label + what, 'zone');
  }

  /** What can be said of each record and its neighbours. BIND: the records of a name go into the zone together. */
  records(records: readonly (ResourceRecord | ZoneFileRecord)[]): void {
    const kept = new Map<string, KeptName>();
    let from = 0;
    for (let at = 1; at <= records.length; at++) {
      const [first, next] = [records[from] as ResourceRecord, records[at]];
      if (next !== undefined && (next.name === first.name || next.name.equals(first.name))) continue;
      this.#addName(records, from, at, kept);
      from = at;
    }
  }

  #addName(
    records: readonly (ResourceRecord | ZoneFileRecord)[],
    from: number,
    to: number,
    kept: Map<string, KeptName>,
  ): void {
    const { name } = records[from] ?? {};
    if (name === undefined) return;
    let known = kept.get(name.key);
    if (known === undefined) kept.set(name.key, (known = { types: new Set(), single: null }));
    let plain = known.single === null && !known.types.has(TYPE.CNAME);
    for (let at = from; plain && at < to; at++) plain = !SINGLE.has((records[at] as ResourceRecord).type);
    for (let at = from; plain && at < to; at++) plain = !isWildcardDelegation(records[at] as ResourceRecord);
    if (plain) {
      for (let at = from; at < to; at++) known.types.add((records[at] as ResourceRecord).type);
      return;
    }
    // Behind all that was said of the name, before what is said of the next.
    this.#said.position = to + 0.25;
    for (const set of setsOf(records, from, to)) this.#addSet(set, known, records[to - 1] as ResourceRecord);
  }

  /** One type of one name, with what it is told of; the last record of the name gives the line. */
  #addSet(set: readonly ResourceRecord[], known: KeptName, last: ResourceRecord | ZoneFileRecord): void {
    const [first] = set as [ResourceRecord];
    const { type } = first;
    if (SINGLE.has(type)) {
      const before = known.single?.get(type);
      // The same record once more is no second one.
      const one = [...(before ? [before] : []), ...set].every(({ rdata }) =>
        rdataEquals(type, rdata, (before ?? first).rdata),
      );
      if (!one) return this.#addAbout(last, 'multiple RRs of singleton type');
      known.single = new Map(known.single ?? []).set(type, before ?? first);
    }
    // RFC 4592 §4.2: what that would mean is not defined.
    if (isWildcardDelegation(first)) return this.#addAbout(last, 'invalid NS owner name (wildcard)');
    known.types.add(type);
    // RFC 1034 §3.6.2, RFC 2181 §10.1: a name is an alias, or it has data.
    if (!known.types.has(TYPE.CNAME)) return;
    for (const other of known.types) {
      if (other !== TYPE.CNAME && !besidesCname(other)) return this.#addAbout(last, 'CNAME and other data');
    }
  }

  /** What can be said of the zone as a whole. */
  whole(zone: Zone, records: readonly (ResourceRecord | ZoneFileRecord)[], options: MakeZoneOptions): void {
    const found = checkIntegrity(zone, options);
    // Only what is told needs a place, so that it is looked for then.
    for (const { severity, what, owner, type, target } of found.told) {
      const place =
        target === null
          ? undefined
          : records.find(
              (record) =>
                record.type === type && record.name.equals(owner) && endsWith(record.rdata, target.wire),
            );
      this.#add(place, severity, this.#label + what, 'zone');
    }
    this.#elsewhere = found.elsewhere;
    if (this.errors > 0) return;
    if (unsoundAnnouncements(zone)) this.zoneError('CDS/CDNSKEY consistency checks failed');
    for (const what of keyWarnings(zone)) this.#add(undefined, 'warning', this.#label + what, 'zone');
  }

  #addAbout(record: ResourceRecord | ZoneFileRecord, what: string): void {
    this.#add(record, 'error', `${record.name.toRelaxedString()}: ${what}`, 'dns_master_load');
  }

  #add(
    record: ResourceRecord | ZoneFileRecord | undefined,
    severity: 'error' | 'warning',
    message: string,
    reporter: ZoneDiagnostic['reporter'],
  ): void {
    const place = record && 'file' in record ? record : { file: NO_FILE, line: 0, column: 0 };
    this.#said.add(place.file, place, severity, message, reporter);
  }
}

/** What a name has so far. */
interface KeptName {
  readonly types: Set<number>;
  /** The record of each type that may have one only. */
  single: Map<number, ResourceRecord> | null;
}

/** RFC 1034 §3.6.2, RFC 1035 §5.2, RFC 6672 §2.4: of these types a name has one record. */
const SINGLE: ReadonlySet<number> = new Set([TYPE.CNAME, TYPE.SOA, TYPE.DNAME]);

function isWildcardDelegation({ type, name }: ResourceRecord): boolean {
  return type === TYPE.NS && name.isWildcard;
}

/** The records of one name by type. BIND: the type that came last goes first. */
function setsOf(
  records: readonly ResourceRecord[],
  from: number,
  to: number,
): readonly (readonly ResourceRecord[])[] {
  const sets = new Map<number, ResourceRecord[]>();
  for (const record of records.slice(from, to)) {
    const set = sets.get(record.type);
    if (set) set.push(record);
    else sets.set(record.type, [record]);
  }
  return [...sets.values()].reverse();
}

function endsWith(octets: Uint8Array, tail: Uint8Array): boolean {
  const start = octets.length - tail.length;
  return start >= 0 && tail.every((octet, i) => octet === octets[start + i]);
}

/** DNSSEC's own records stand beside a CNAME (RFC 4034 §3, RFC 2181 §10.1). */
function besidesCname(type: number): boolean {
  return (
    type === TYPE.RRSIG || type === TYPE.NSEC || type === TYPE.KEY || type === TYPE.SIG || type === TYPE.NXT
  );
}
