/** The three sections of an authoritative response while it is put together. No RRset goes in twice. */
import { TYPE } from '../protocol/codes.ts';
import type { ResourceRecord } from '../protocol/message.ts';
import type { Name } from '../protocol/name.ts';
import { targetName } from '../protocol/rdata.ts';
import { rrsetOf, type Glue, type Zone, type ZoneNode, type ZoneRRset } from './zone.ts';

/** Types whose data names a host, so that its addresses are worth sending along (RFC 1035 §3.3, RFC 2782). */
const NAMES_HOSTS: ReadonlySet<number> = new Set([
  TYPE.NS,
  TYPE.MD,
  TYPE.MF,
  TYPE.MB,
  TYPE.MX,
  TYPE.AFSDB,
  TYPE.RT,
  TYPE.SRV,
  TYPE.KX,
]);

/** BIND: an RRset with more records than this brings no addresses along, and none does once so many were looked up. */
const MAX_ADDITIONAL_TARGETS = 13;

export class Sections {
  readonly answers: ResourceRecord[] = [];
  readonly authority: ResourceRecord[] = [];
  readonly additional: ResourceRecord[] = [];
  readonly #withAddresses: boolean;
  /** The owners of what stands in some section, and beside them the types; made into a set where there are many. */
  readonly #owners: Name[] = [];
  readonly #types: number[] = [];
  #present: Set<string> | null = null;
  /** RRsets of answer and authority whose hosts' addresses are still to be looked up. */
  readonly #naming: ZoneRRset[] = [];

  constructor(withAddresses: boolean) {
    this.#withAddresses = withAddresses;
  }

  addAnswer(rrset: ZoneRRset, owner: Name): void {
    if (!this.#claim(owner, rrset.type)) return;
    pushAs(this.answers, rrset, owner);
    this.#naming.push(rrset);
  }

  /** The CNAME that stands for a DNAME (RFC 6672 §3.1). */
  addCname(owner: Name, target: Name, dname: ZoneRRset): void {
    if (!this.#claim(owner, TYPE.CNAME)) return;
    this.answers.push({
      name: owner,
      type: TYPE.CNAME,
      class: dname.class,
      ttl: dname.ttl,
      rdata: target.wire,
    });
  }

  /**
   * RFC 2308 §2: the zone's SOA says what there is not, and for how long to believe it; `never` makes that no time
   * at all.
   */
  addSoa(zone: Zone, never = false): void {
    if (!this.#claim(zone.origin, TYPE.SOA)) return;
    this.authority.push(never ? { ...zone.negativeSoa, ttl: 0 } : zone.negativeSoa);
  }

  /** The zone's own NS records beside an answer. */
  addNameServers(zone: Zone): void {
    const servers = rrsetOf(zone.apex, TYPE.NS);
    if (!servers || !this.#claim(zone.origin, TYPE.NS)) return;
    this.authority.push(...servers.records);
    this.#naming.push(servers);
  }

  /**
   * The NS records at a cut, and all addresses of them that this zone holds, on whichever side of whichever cut:
   * in-domain glue, and sibling glue (RFC 9471 §2).
   */
  addReferral(zone: Zone, cut: ZoneNode): void {
    const servers = rrsetOf(cut, TYPE.NS) as ZoneRRset;
    if (!this.#claim(cut.name, TYPE.NS)) return;
    this.authority.push(...servers.records);
    for (const { node, host } of zone.glueOf(cut, glueAt)) this.#addAddressesOf(node, host);
  }

  /**
   * Adds the addresses of all hosts that were named so far. BIND: only such as `zone`, where the question's own name
   * lies, has authority for; what its other zones know of them is left to whoever asks for it.
   */
  addAddresses(zone: Zone, type: number): void {
    if (!this.#withAddresses) return;
    let lookups = 0;
    for (const rrset of this.#naming) {
      if (!NAMES_HOSTS.has(rrset.type) || rrset.rdatas.length > MAX_ADDITIONAL_TARGETS) continue;
      if (lookups >= MAX_ADDITIONAL_TARGETS) break;
      for (const target of targetsOf(rrset)) {
        if (lookups++ > MAX_ADDITIONAL_TARGETS) break;
        if (!target.isAtOrBelow(zone.origin)) continue;
        // BIND: the root's own servers are told even with addresses that are only glue here: resolvers begin with them.
        const throughCut = type === TYPE.NS && rrset.name.isRoot;
        const found = zone.walk(target, { throughCut });
        if (found.kind === 'node') this.#addAddressesOf(found.node, target);
        else if (found.kind === 'missing' && found.wildcard) this.#addAddressesOf(found.wildcard, target);
      }
    }
  }

  #addAddressesOf(node: ZoneNode, owner: Name): void {
    this.#addAddressOf(node, owner, TYPE.A);
    this.#addAddressOf(node, owner, TYPE.AAAA);
  }

  #addAddressOf(node: ZoneNode, owner: Name, type: number): void {
    const rrset = rrsetOf(node, type);
    if (rrset && this.#claim(owner, type)) pushAs(this.additional, rrset, owner);
  }

  /** True the first time; false when the RRset already stands in some section. */
  #claim(owner: Name, type: number): boolean {
    if (this.#present !== null) {
      const before = this.#present.size;
      return this.#present.add(keyOf(owner, type)).size > before;
    }
    const owners = this.#owners;
    for (let i = 0; i < owners.length; i++)
      if (this.#types[i] === type && (owners[i] as Name).equals(owner)) return false;
    owners.push(owner);
    this.#types.push(type);
    if (owners.length > MANY)
      this.#present = new Set(owners.map((one, i) => keyOf(one, this.#types[i] ?? 0)));
    return true;
  }
}

/** So many RRsets are looked through faster than their names' keys are made and found. */
const MANY = 32;

function keyOf(owner: Name, type: number): string {
  return `${type}/${owner.key}`;
}

/** Where the addresses of a cut's servers stand in the zone, in the order in which a referral has them. */
function glueAt(zone: Zone, cut: ZoneNode): Glue[] {
  const [near, far]: [Glue[], Glue[]] = [[], []];
  for (const host of targetsOf(rrsetOf(cut, TYPE.NS) as ZoneRRset)) {
    if (!host.isAtOrBelow(zone.origin)) continue;
    const found = zone.walk(host, { throughCut: true });
    // BIND: only what stands below a cut counts as glue; a name of the zone itself can be asked for.
    if (found.kind !== 'node' || zone.walk(host).kind === 'node') continue;
    // What the delegation cannot work without goes first, so that it is the last to be dropped.
    (host.isAtOrBelow(cut.name) ? near : far).push({ node: found.node, host });
  }
  return [...near, ...far];
}

/** The hosts that an RRset of a zone names, which never changes. */
const targets = new WeakMap<ZoneRRset, readonly Name[]>();

function targetsOf(rrset: ZoneRRset): readonly Name[] {
  let known = targets.get(rrset);
  if (known === undefined) {
    known = rrset.rdatas.flatMap((rdata) => targetName(rrset.type, rdata) ?? []).filter((one) => !one.isRoot);
    targets.set(rrset, known);
  }
  return known;
}

/** Appends an RRset's records under `owner`, which differs from their own name where a wildcard gave them. */
function pushAs(section: ResourceRecord[], rrset: ZoneRRset, owner: Name): void {
  if (rrset.name.equals(owner)) section.push(...rrset.records);
  else for (const record of rrset.records) section.push({ ...record, name: owner });
}
