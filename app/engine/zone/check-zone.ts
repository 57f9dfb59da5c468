/**
 * Makes a zone of records, or says why they are none: what named checks when it loads a zone (RFC 1034 §4.2.1,
 * §3.6.2; RFC 2181 §5.2, §6.1, §10.3), in the same words.
 */
import { CLASS, TYPE, classText, typeText } from '../protocol/codes.ts';
import type { ResourceRecord } from '../protocol/message.ts';
import type { Name } from '../protocol/name.ts';
import { rdataEquals, targetName } from '../protocol/rdata.ts';
import { badNameIn, isExemptOwner, isHostName, needsHostName } from './check-names.ts';
import { ZoneDiagnostics, type ZoneDiagnostic } from './diagnostic.ts';
import type { SourceFile, ZoneFileRecord } from './parse-zone.ts';
import { nodesOf, rrsetOf, Zone, type ZoneNode, type ZoneRRset } from './zone.ts';

export interface MadeZone {
  /** Null when there was an error. */
  readonly zone: Zone | null;
  readonly diagnostics: readonly ZoneDiagnostic[];
  readonly errors: number;
}

export interface MakeZoneOptions {
  readonly class?: number;
  /** Names of hosts that are no host names. BIND: `check-names primary`, by default `fail`. */
  readonly checkNames?: 'fail' | 'warn' | 'ignore';
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
  const check = new ZoneCheck(origin, rrClass, nodes);
  check.records(records, options.checkNames ?? 'fail');
  const apex = nodes.get(origin.key) as ZoneNode;
  const soa = rrsetOf(apex, TYPE.SOA);
  if (!soa) check.zoneError('has 0 SOA records');
  if (!rrsetOf(apex, TYPE.NS)) check.zoneError('has no NS records');
  if (!soa) return check.result(null);
  const zone = new Zone(origin, rrClass, nodes, soa);
  check.targets(zone, records);
  return check.result(zone);
}

class ZoneCheck {
  readonly #said = new ZoneDiagnostics();
  readonly #origin: Name;
  readonly #label: string;
  readonly #nodes: ReadonlyMap<string, ZoneNode>;
  /** The first type of each name that has an alias and more. */
  readonly #firstTypes = new Map<ZoneNode, number>();
  /** What was told of already. */
  readonly #told = new Set<ZoneNode | ZoneRRset>();

  constructor(origin: Name, rrClass: number, nodes: ReadonlyMap<string, ZoneNode>) {
    this.#origin = origin;
    this.#label = `zone ${origin.toRelaxedString()}/${classText(rrClass)}: `;
    this.#nodes = nodes;
  }

  result(zone: Zone | null): MadeZone {
    const { errors, list } = this.#said;
    return { zone: errors === 0 ? zone : null, diagnostics: list, errors };
  }

  zoneError(what: string): void {
    this.#said.add(NO_FILE, { line: 0, column: 0 }, 'error', this.#label + what, 'zone');
  }

  /** What can be said of each record by itself and of its neighbours, in the order of the file. */
  records(
    records: readonly (ResourceRecord | ZoneFileRecord)[],
    checkNames: 'fail' | 'warn' | 'ignore',
  ): void {
    for (const record of records) {
      const node = this.#nodes.get(record.name.key);
      if (!node) continue;
      this.#besideAlias(record, node);
      this.#alone(record, node);
      if (record.type === TYPE.NS && record.name.isWildcard) {
        // RFC 4592 §4.2: what that would mean is not defined.
        this.#addAbout(record, 'invalid NS owner name (wildcard)');
      }
      if (checkNames !== 'ignore') this.#hostNames(record, checkNames === 'fail' ? 'error' : 'warning');
    }
  }

  /** RFC 1034 §3.6.2, RFC 2181 §10.1: a name is an alias, or it has data. Told once, where the second one stands. */
  #besideAlias(record: ResourceRecord | ZoneFileRecord, node: ZoneNode): void {
    if (node.rrsets.length < 2 || besidesCname(record.type) || !rrsetOf(node, TYPE.CNAME)) return;
    const first = this.#firstTypes.get(node);
    if (first === undefined) this.#firstTypes.set(node, record.type);
    if (first === undefined || first === record.type || this.#told.has(node)) return;
    if (first !== TYPE.CNAME && record.type !== TYPE.CNAME) return;
    this.#told.add(node);
    this.#addAbout(record, 'CNAME and other data');
  }

  /** RFC 1034 §3.6.2, RFC 1035 §5.2, RFC 6672 §2.4: of some types a name has one record. */
  #alone(record: ResourceRecord | ZoneFileRecord, node: ZoneNode): void {
    if (record.type !== TYPE.CNAME && record.type !== TYPE.SOA && record.type !== TYPE.DNAME) return;
    const rrset = rrsetOf(node, record.type);
    if (!rrset || rrset.rdatas.length < 2 || this.#told.has(rrset)) return;
    // The same record once more is no second one.
    if (rdataEquals(record.type, record.rdata, rrset.rdatas[0] as Uint8Array)) return;
    this.#told.add(rrset);
    this.#addAbout(record, 'multiple RRs of singleton type');
  }

  #hostNames(record: ResourceRecord | ZoneFileRecord, severity: 'error' | 'warning'): void {
    if (needsHostName(record.type) && !isHostName(record.name, true) && !isExemptOwner(record.name)) {
      this.#add(record, severity, `${record.name.toRelaxedString()}: bad owner name (check-names)`, '');
    }
    const bad = badNameIn(record);
    if (bad) this.#add(record, severity, `${bad.toRelaxedString()}: bad name (check-names)`, '');
  }

  /** RFC 1912 §2.4, RFC 2181 §10.3: what NS, MX and SRV name has addresses and is no alias. */
  targets(zone: Zone, records: readonly (ResourceRecord | ZoneFileRecord)[]): void {
    for (const record of records) {
      if (record.type !== TYPE.NS && record.type !== TYPE.MX && record.type !== TYPE.SRV) continue;
      const target = targetName(record.type, record.rdata);
      if (!target || target.isRoot || !target.isAtOrBelow(this.#origin)) continue;
      if (!this.#nodes.has(record.name.key)) continue;
      const ownNs = record.type === TYPE.NS && record.name.equals(this.#origin);
      const what = targetProblem(zone, record, target);
      if (!what) continue;
      const type = typeText(record.type);
      const subject = ownNs ? type : `${record.name.toRelaxedString()}/${type}`;
      const message = `${this.#label}${subject} '${target.toRelaxedString()}' ${what}`;
      // BIND: a zone whose own servers cannot be found is not loaded; the rest is told and let be.
      this.#add(record, ownNs ? 'error' : 'warning', message, 'zone');
    }
  }

  #addAbout(record: ResourceRecord | ZoneFileRecord, what: string): void {
    this.#add(record, 'error', `${record.name.toRelaxedString()}: ${what}`, 'dns_master_load');
  }

  #add(
    record: ResourceRecord | ZoneFileRecord,
    severity: 'error' | 'warning',
    message: string,
    reporter: ZoneDiagnostic['reporter'],
  ): void {
    const place = 'file' in record ? record : { file: NO_FILE, line: 0, column: 0 };
    this.#said.add(place.file, place, severity, message, reporter);
  }
}

/** DNSSEC's own records stand beside a CNAME (RFC 4034 §3, RFC 2181 §10.1). */
function besidesCname(type: number): boolean {
  return (
    type === TYPE.RRSIG || type === TYPE.NSEC || type === TYPE.KEY || type === TYPE.SIG || type === TYPE.NXT
  );
}

function targetProblem(zone: Zone, record: ResourceRecord, target: Name): string | null {
  const delegates = record.type === TYPE.NS && !record.name.equals(zone.origin);
  const found = zone.walk(target);
  if (found.kind === 'dname') return `is below a DNAME '${found.node.name.toRelaxedString()}' (illegal)`;
  if (found.kind === 'cut') {
    // Only an NS record must bring addresses along for a name below a cut (RFC 1034 §4.2.1).
    if (!delegates) return null;
    const glue = zone.walk(target, { throughCut: true });
    if (glue.kind === 'node' && hasAddress(glue.node)) return null;
    const kind = target.isAtOrBelow(record.name) ? 'REQUIRED' : 'SIBLING';
    return `has no ${kind} GLUE address records (A or AAAA)`;
  }
  const node = found.kind === 'node' ? found.node : found.wildcard;
  if (node && rrsetOf(node, TYPE.CNAME)) return 'is a CNAME (illegal)';
  return node && hasAddress(node) ? null : 'has no address records (A or AAAA)';
}

function hasAddress(node: ZoneNode): boolean {
  return rrsetOf(node, TYPE.A) !== null || rrsetOf(node, TYPE.AAAA) !== null;
}
