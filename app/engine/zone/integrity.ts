/**
 * Whether what a zone's records name is there (RFC 1912 §2.4, RFC 2181 §10.3), in named's words and order: first the
 * zone's own servers, then name by name, as far as each belongs to the zone and not to one below.
 */
import { CLASS, TYPE, typeText } from '../protocol/codes.ts';
import type { Name } from '../protocol/name.ts';
import { targetName } from '../protocol/rdata.ts';
import type { Strictness } from './record-checks.ts';
import { rrsetOf, type Zone, type ZoneNode, type ZoneRRset } from './zone.ts';

export interface IntegrityChecks {
  /** BIND: `check-integrity`. Default: true. Without it only the zone's own servers are looked at. */
  readonly checkIntegrity?: boolean;
  /** BIND: `check-sibling`: addresses of servers that lie below another delegation. Default: true. */
  readonly checkSibling?: boolean;
  /** BIND: `check-mx-cname`, `check-srv-cname`. Default: warn. */
  readonly checkMxCname?: Strictness;
  readonly checkSrvCname?: Strictness;
  /** BIND: `check-mx`: with `fail`, mail exchangers without addresses keep the zone from being loaded. Default: warn. */
  readonly checkMx?: Strictness;
  /** BIND: `check-spf`. Default: true. */
  readonly checkSpf?: boolean;
  /** BIND: `check-dup-records`. Default: warn. */
  readonly checkDuplicates?: Strictness;
}

export interface IntegrityMessage {
  readonly severity: 'error' | 'warning';
  readonly what: string;
  readonly owner: Name;
  readonly type: number;
  /** What the record points to; null where it is about no single record. */
  readonly target: Name | null;
}

/** A host outside the zone, or below one of its delegations: only the network knows whether it is there. */
export interface ElsewhereCheck {
  readonly type: number;
  readonly owner: Name;
  readonly target: Name;
  /** The addresses that the zone has for it below a delegation; null where it has nothing to say. */
  readonly glue: { readonly ipv4: readonly Uint8Array[]; readonly ipv6: readonly Uint8Array[] } | null;
}

export interface Integrity {
  readonly told: readonly IntegrityMessage[];
  readonly elsewhere: readonly ElsewhereCheck[];
}

export function checkIntegrity(zone: Zone, checks: IntegrityChecks = {}): Integrity {
  const check = new IntegrityCheck(zone, checks);
  check.ownServers();
  // BIND: a zone that will not be loaded is looked at no further.
  if (check.told.length > 0) return check;
  if (checks.checkIntegrity !== false) check.names();
  if (check.told.some(({ severity }) => severity === 'error')) return check;
  check.duplicates();
  return check;
}

class IntegrityCheck implements Integrity {
  readonly told: IntegrityMessage[] = [];
  readonly elsewhere: ElsewhereCheck[] = [];
  readonly #zone: Zone;
  readonly #checks: IntegrityChecks;

  constructor(zone: Zone, checks: IntegrityChecks) {
    this.#zone = zone;
    this.#checks = checks;
  }

  /** BIND: a zone whose own servers cannot be found is not loaded. */
  ownServers(): void {
    const { apex, origin } = this.#zone;
    if (this.#zone.class !== CLASS.IN) return;
    for (const target of targetsOf(apex, TYPE.NS)) {
      if (!target.isAtOrBelow(origin)) continue;
      const what = this.#problem(target);
      if (what) this.#tell('error', `NS '${target.toRelaxedString()}' ${what.text}`, origin, TYPE.NS, target);
    }
  }

  names(): void {
    // Only names with something to check are put in order.
    const nodes = [...this.#zone.nodes].filter(({ rrsets }) => rrsets.some(({ type }) => CHECKED.has(type)));
    nodes.sort((one, other) => one.name.compare(other.name));
    let bottom: Name | null = null;
    for (const node of nodes) {
      // RFC 1034 §4.2.1, RFC 6672 §2.4: what lies below a delegation or a DNAME is not the zone's.
      if (bottom !== null && node.name.isAtOrBelow(bottom)) continue;
      if (node.isCut) {
        bottom = node.name;
        for (const target of targetsOf(node, TYPE.NS)) this.#server(node.name, target);
        continue;
      }
      if (node.dname) bottom = node.name;
      const { checkMxCname = 'warn', checkSrvCname = 'warn' } = this.#checks;
      for (const target of targetsOf(node, TYPE.MX)) this.#host(node.name, TYPE.MX, target, checkMxCname);
      if (this.#zone.class !== CLASS.IN) continue;
      for (const target of targetsOf(node, TYPE.SRV)) this.#host(node.name, TYPE.SRV, target, checkSrvCname);
      if (this.#checks.checkSpf !== false) this.#senderPolicy(node);
    }
  }

  /** The host that an MX or SRV record names. */
  #host(owner: Name, type: number, target: Name, aliases: Strictness): void {
    if (target.isRoot) return; // RFC 7505 §3, RFC 2782: there is no such service
    if (!target.isAtOrBelow(this.#zone.origin)) {
      this.elsewhere.push({ type, owner, target, glue: null });
      return;
    }
    const found = this.#zone.walk(target);
    if (found.kind === 'cut') {
      this.elsewhere.push({ type, owner, target, glue: null });
      return;
    }
    const problem = this.#problem(target);
    if (problem === null || (problem.alias && aliases === 'ignore')) return;
    const strictness = problem.alias ? aliases : type === TYPE.MX ? this.#checks.checkMx : 'warn';
    const severity = strictness === 'fail' ? 'error' : 'warning';
    this.#tell(severity, `${subject(owner, type, target)} ${problem.text}`, owner, type, target);
  }

  /** The server that a delegation names (RFC 1034 §4.2.1: one below a cut needs glue). */
  #server(owner: Name, target: Name): void {
    const zone = this.#zone;
    const ask = (glue: ElsewhereCheck['glue']): void =>
      void this.elsewhere.push({ type: TYPE.NS, owner, target, glue });
    if (!target.isAtOrBelow(zone.origin)) return ask(null);
    const found = zone.walk(target);
    if (found.kind !== 'cut') {
      const problem = this.#problem(target);
      if (!problem) return;
      const kind = !problem.alias && target.isAtOrBelow(owner) ? 'has no REQUIRED GLUE' : null;
      const text = kind === null ? problem.text : `${kind} address records (A or AAAA)`;
      return this.#tell('warning', `${subject(owner, TYPE.NS, target)} ${text}`, owner, TYPE.NS, target);
    }
    const below = zone.walk(target, { throughCut: true });
    const node = below.kind === 'node' ? below.node : null;
    const glue = { ipv4: addresses(node, TYPE.A), ipv6: addresses(node, TYPE.AAAA) };
    if (glue.ipv4.length + glue.ipv6.length > 0) return ask(glue);
    const required = target.isAtOrBelow(owner);
    if (!required && this.#checks.checkSibling === false) return;
    const kind = required ? 'REQUIRED' : 'SIBLING';
    const text = `has no ${kind} GLUE address records (A or AAAA)`;
    this.#tell('warning', `${subject(owner, TYPE.NS, target)} ${text}`, owner, TYPE.NS, target);
    ask(glue);
  }

  /** RFC 7208 §3.1: the policy stands in a TXT record; type SPF is of the past. */
  #senderPolicy(node: ZoneNode): void {
    if (rrsetOf(node, TYPE.SPF) === null) return;
    if ((rrsetOf(node, TYPE.TXT)?.rdatas ?? []).some(isSenderPolicy)) return;
    const name = node.name.toRelaxedString();
    const what = `'${name}' found type SPF record but no SPF TXT record found, add matching type TXT record`;
    this.#tell('warning', what, node.name, TYPE.SPF, null);
  }

  /** Records that are one to those who ask, and two to DNSSEC: names in them differ in case. */
  duplicates(): void {
    const { checkDuplicates = 'warn' } = this.#checks;
    if (checkDuplicates === 'ignore') return;
    const severity = checkDuplicates === 'fail' ? 'error' : 'warning';
    for (const { name, rrsets } of this.#zone.nodes) {
      for (const { type, rdatas } of rrsets) {
        if (!KEPT_CASE.has(type) || rdatas.length < 2) continue;
        const folded = new Set(rdatas.map((rdata) => String.fromCharCode(...rdata).toLowerCase()));
        if (folded.size === rdatas.length) continue;
        const what = `${name.toRelaxedString()}/${typeText(type)} has semantically identical records`;
        this.#tell(severity, what, name, type, null);
      }
    }
  }

  /** What is wrong with a name of the zone as the name of a host. */
  #problem(target: Name): { readonly text: string; readonly alias: boolean } | null {
    const found = this.#zone.walk(target);
    if (found.kind === 'dname')
      return { text: `is below a DNAME '${found.node.name.toRelaxedString()}' (illegal)`, alias: true };
    if (found.kind === 'cut') return null;
    const node = found.kind === 'node' ? found.node : found.wildcard;
    if (node && rrsetOf(node, TYPE.CNAME)) return { text: 'is a CNAME (illegal)', alias: true };
    if (node && (rrsetOf(node, TYPE.A) !== null || rrsetOf(node, TYPE.AAAA) !== null)) return null;
    return { text: 'has no address records (A or AAAA)', alias: false };
  }

  #tell(severity: 'error' | 'warning', what: string, owner: Name, type: number, target: Name | null): void {
    this.told.push({ severity, what, owner, type, target });
  }
}

const CHECKED: ReadonlySet<number> = new Set([TYPE.NS, TYPE.DNAME, TYPE.MX, TYPE.SRV, TYPE.SPF]);
/** BIND: types whose records stay apart where names in them differ in case only. */
const KEPT_CASE: ReadonlySet<number> = new Set([TYPE.NSEC, TYPE.HIP, TYPE.IPSECKEY, TYPE.LP, TYPE.AMTRELAY]);

function subject(owner: Name, type: number, target: Name): string {
  return `${owner.toRelaxedString()}/${typeText(type)} '${target.toRelaxedString()}'`;
}

function targetsOf(node: ZoneNode, type: number): Name[] {
  const rdatas = rrsetOf(node, type)?.rdatas ?? [];
  return rdatas.map((rdata) => targetName(type, rdata)).filter((name) => name !== null);
}

function addresses(node: ZoneNode | null, type: number): readonly Uint8Array[] {
  const rrset: ZoneRRset | null = node && rrsetOf(node, type);
  return rrset?.rdatas ?? [];
}

function isSenderPolicy(rdata: Uint8Array): boolean {
  const text = String.fromCharCode(...rdata.subarray(1, 1 + (rdata[0] ?? 0)));
  return /^v=spf1( |$)/.test(text);
}
