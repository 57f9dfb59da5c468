/**
 * The form of a network file (`labs/networks/*.yaml`): the hosts of a lab Internet, and who serves which zones.
 *
 * The schema is the one source: the types are inferred from it; unknown keys are errors. Reading a network file also
 * reads the zone files, hints and terminals that it names. What is wrong in the network file itself is an error
 * with its line and column; a zone file that is wrong only leaves its zone not loaded, as it would on a real server.
 */
import * as v from 'valibot';
import { isNode, LineCounter, parseDocument } from 'yaml';
import type { ResourceRecord } from '../protocol/message.ts';
import { isNameProblem, Name } from '../protocol/name.ts';
import { addressOctets, addressText } from '../protocol/rdata.ts';
import { Hints } from '../resolver/hints.ts';
import { FAULT_WORDS, readFault, type Fault } from '../server/faults.ts';
import type { ZoneDiagnostic } from '../zone/diagnostic.ts';
import { loadZone } from '../zone/load-zone.ts';
import { parseZone } from '../zone/parse-zone.ts';
import type { UnloadedZone } from '../zone/zone-set.ts';
import type { Zone } from '../zone/zone.ts';
import { readAddressNetwork } from './address-match.ts';
import { resolvePath, type ContentSource } from './content.ts';
import { lineOf, readYaml, type FileDiagnostic, type YamlResult } from './yaml-file.ts';

const hostSchema = v.strictObject({
  /** IPv4 first; all in the lab's own networks. */
  addresses: v.pipe(v.array(v.string()), v.minLength(1)),
  /** This host's part of the way, in milliseconds in one direction. */
  latency: v.pipe(v.number(), v.minValue(0), v.maxValue(60_000)),
  /** The share of packets that are lost, 0 to 1. */
  loss: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 0),
  /** A host that is down answers nothing, not even that it is down. */
  up: v.optional(v.boolean(), true),
  /** What is wrong with its name server: `[refuses]`, `[late 20s, no-aa]`; the words are those of server/faults.ts. */
  faults: v.optional(v.array(v.string()), []),
  /** Who may have its zones as a whole (AXFR). Nobody, unless this says so: as operators have it, other than BIND 9.18 by itself. */
  transfers: v.optional(v.array(v.string()), []),
  role: v.picklist([
    'client',
    'caching-server',
    'root-server',
    'tld-server',
    'authoritative-server',
    /** Any machine that others talk about: it has an address, and no name server. */
    'host',
  ]),
  /** Whether mail has to do with it: a `relay` takes messages on its machine and sends them on; a `sink` takes all that come. */
  mail: v.optional(v.picklist(['relay', 'sink'])),
  /** Who sits at its terminal. A client has a student's unless this says otherwise; other machines have none. */
  terminal: v.optional(v.picklist(['student', 'root'])),
  /** Texts of /etc/resolv.conf and /etc/hosts, for machines with a terminal. */
  'resolv-conf': v.optional(v.string()),
  'hosts-file': v.optional(v.string()),
  /** Files of its disk, for machines with a terminal: a path on the machine, and a file beside this one that has the text. */
  files: v.optional(v.record(v.string(), v.string()), {}),
  /** Makes it a caching server: `hints` is a file beside this one, `allow` whom it serves. */
  recursion: v.optional(
    v.strictObject({ hints: v.string(), allow: v.pipe(v.array(v.string()), v.minLength(1)) }),
  ),
});

const zoneSchema = v.strictObject({
  origin: v.string(),
  /** A zone file, beside this one. */
  file: v.string(),
  servers: v.pipe(v.array(v.string()), v.minLength(1)),
  /** What is wrong with the file on purpose, in words. A broken file without this is trouble that people are told of. */
  broken: v.optional(v.string()),
});

const networkSchema = v.strictObject({
  title: v.string(),
  hosts: v.record(v.string(), hostSchema),
  zones: v.optional(v.array(zoneSchema), []),
});

export type NetworkFile = v.InferOutput<typeof networkSchema>;
export type HostRole = v.InferOutput<typeof hostSchema>['role'];

/** A host as the network file has it, checked. */
export interface PlannedHost {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly latencyMs: number;
  readonly loss: number;
  readonly up: boolean;
  readonly faults: readonly Fault[];
  readonly mail: 'relay' | 'sink' | null;
  /** Addresses and networks that may have its zones as a whole. */
  readonly transfers: readonly string[];
  readonly role: HostRole;
  /** The user of its terminal; null where there is none. */
  readonly terminal: 'student' | 'root' | null;
  readonly resolvConf: string | null;
  readonly hostsFile: string | null;
  /** Paths on its disk, and texts. */
  readonly files: ReadonlyMap<string, string>;
  readonly recursion: PlannedRecursion | null;
}

export interface PlannedRecursion {
  /** NS, A and AAAA records of the root servers. */
  readonly hints: readonly ResourceRecord[];
  /** The same as the text of a hints file. */
  readonly hintsText: string;
  /** Addresses and networks: `127.53.0.0/24`. */
  readonly allow: readonly string[];
}

export interface PlannedZone {
  readonly origin: Name;
  /** The zone file's path below `labs/`. */
  readonly file: string;
  /** What the file has. */
  readonly text: string;
  /** Host names. */
  readonly servers: readonly string[];
  /** Loaded once, shared by all its servers and by every session: a zone never changes. */
  readonly zone: Zone | UnloadedZone;
  readonly diagnostics: readonly ZoneDiagnostic[];
  /** What is wrong with it on purpose; null where it should load. */
  readonly broken: string | null;
}

export interface NetworkPlan {
  readonly title: string;
  readonly hosts: readonly PlannedHost[];
  readonly zones: readonly PlannedZone[];
}

/** Reads a network file and all that it names. `path` is below `labs/`: `networks/internet.yaml`. */
export function readNetwork(content: ContentSource, path: string): YamlResult<NetworkPlan> {
  const text = content.read(path);
  if (text === null)
    return problem({ file: path, line: 1, column: 1, message: 'no such file', hint: '', sourceLine: '' });
  const read = readYaml(networkSchema, text, path);
  if (!read.ok) return read;
  const reader = new NetworkReader(content, path, text);
  const hosts = reader.hosts(read.value);
  const zones = reader.zones(read.value);
  if (reader.diagnostics.length > 0) return { ok: false, diagnostics: reader.diagnostics };
  return { ok: true, value: { title: read.value.title, hosts, zones } };
}

class NetworkReader {
  readonly diagnostics: FileDiagnostic[] = [];
  readonly #content: ContentSource;
  readonly #path: string;
  readonly #text: string;

  constructor(content: ContentSource, path: string, text: string) {
    this.#content = content;
    this.#path = path;
    this.#text = text;
  }

  hosts(file: NetworkFile): PlannedHost[] {
    const owners = new Map<string, string>();
    return Object.entries(file.hosts).map(([name, host]) => {
      const at = ['hosts', name];
      if (!/^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(name)) {
        this.#say(at, `"${name}" is no host name`, 'Small letters, digits and hyphens, with dots between.');
      }
      const addresses = host.addresses.map((address, i) => this.#address(name, address, i, owners));
      return {
        name,
        addresses,
        latencyMs: host.latency,
        loss: host.loss,
        up: host.up,
        faults: host.faults.flatMap((text, i) => this.#fault([...at, 'faults', i], text)),
        transfers: this.#networks([...at, 'transfers'], host.transfers),
        mail: host.mail ?? null,
        role: host.role,
        terminal: host.terminal ?? (host.role === 'client' ? 'student' : null),
        resolvConf: host['resolv-conf'] ?? null,
        hostsFile: host['hosts-file'] ?? null,
        files: this.#files([...at, 'files'], host.files),
        recursion: host.recursion ? this.#recursion(at, host.recursion) : null,
      };
    });
  }

  #address(host: string, text: string, index: number, owners: Map<string, string>): string {
    const at = ['hosts', host, 'addresses', index];
    const octets = addressOctets(text);
    if (!octets) {
      this.#say(at, `"${text}" is no address`, 'For instance 127.53.9.1 or fd53:9::1.');
      return text;
    }
    const address = addressText(octets);
    // The lab never stands for real machines, and the gateway must never bind a real address.
    if (!(octets[0] === 127 && octets[1] === 53) && !(octets[0] === 0xfd && octets[1] === 0x53)) {
      this.#say(at, `${address} is not the lab's`, 'Lab addresses lie in 127.53.0.0/16 and fd53::/16.');
    }
    if (index === 0 && octets.length !== 4) {
      this.#say(at, 'the first address must be an IPv4 address', 'Put the 127.53. address first.');
    }
    const owner = owners.get(address);
    if (owner !== undefined)
      this.#say(at, `${address} belongs to ${owner} already`, 'Every address has one host.');
    owners.set(address, host);
    return address;
  }

  #fault(at: readonly (string | number)[], text: string): Fault[] {
    const fault = readFault(text);
    if (fault) return [fault];
    const meant = nearest(text, FAULT_WORDS);
    const known = `Known: ${FAULT_WORDS.join(', ')}, late 20s.`;
    this.#say(at, `"${text}" is no fault`, meant ? `Is "${meant}" meant?` : known);
    return [];
  }

  #networks(at: readonly (string | number)[], networks: readonly string[]): readonly string[] {
    for (const [i, network] of networks.entries()) {
      if (readAddressNetwork(network)) continue;
      this.#say([...at, i], `"${network}" is no network`, 'An address or a network: 127.53.0.0/24.');
    }
    return networks;
  }

  #files(at: readonly string[], files: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
    const texts = new Map<string, string>();
    for (const [place, name] of Object.entries(files)) {
      if (!/^(\/[^/]+)+$/.test(place) || /\/\.\.?(\/|$)/.test(place))
        this.#say(
          [...at, place],
          `"${place}" is no path of a file`,
          'For instance /etc/bind/named.conf.local.',
        );
      const file = this.#resolve([...at, place], name);
      const text = file === null ? null : this.#content.read(file);
      if (text !== null) texts.set(place, text);
      else if (file !== null) this.#missing([...at, place], file);
    }
    return texts;
  }

  #recursion(
    at: readonly string[],
    recursion: { hints: string; allow: readonly string[] },
  ): PlannedRecursion {
    this.#networks([...at, 'recursion', 'allow'], recursion.allow);
    const file = this.#resolve([...at, 'recursion', 'hints'], recursion.hints);
    const text = file && this.#content.read(file);
    if (!file || text === null || text === '') {
      if (file) this.#missing([...at, 'recursion', 'hints'], file);
      return { hints: [], hintsText: '', allow: recursion.allow };
    }
    const { records, diagnostics, errors } = parseZone(text, { origin: Name.root, fileName: file });
    for (const { file: where, line, column, message, hint, severity, sourceLine } of diagnostics) {
      if (severity === 'error')
        this.diagnostics.push({ file: where, line, column, message, hint, sourceLine });
    }
    if (errors === 0 && !new Hints(records).usable) {
      const hint = 'It needs NS records of the root, and an address of one of those servers.';
      this.#say([...at, 'recursion', 'hints'], `${file} names no root server that could be asked`, hint);
    }
    return { hints: records, hintsText: text, allow: recursion.allow };
  }

  zones(file: NetworkFile): PlannedZone[] {
    const served = new Set<string>();
    const zones: PlannedZone[] = [];
    for (const [
      index,
      { origin: originText, file: fileText, servers, broken = null },
    ] of file.zones.entries()) {
      const at = ['zones', index];
      const origin = Name.parse(originText);
      if (isNameProblem(origin)) {
        this.#say([...at, 'origin'], `"${originText}" is no domain name`, '');
        continue;
      }
      for (const [i, server] of servers.entries()) {
        if (!Object.hasOwn(file.hosts, server)) {
          const meant = nearest(server, Object.keys(file.hosts));
          const hint = meant ? `Is "${meant}" meant?` : 'Name a host of this file.';
          this.#say([...at, 'servers', i], `there is no host "${server}"`, hint);
        }
        const pair = `${server}/${origin.key}`;
        if (served.has(pair)) {
          this.#say([...at, 'servers', i], `${server} has the zone ${originText} already`, '');
        }
        served.add(pair);
      }
      const path = this.#resolve([...at, 'file'], fileText);
      const text = path && this.#content.read(path);
      if (!path || text === null) {
        if (path) this.#missing([...at, 'file'], path);
        continue;
      }
      zones.push({ origin, file: path, text, servers, broken, ...this.#load(origin, path, text) });
    }
    return zones;
  }

  #load(origin: Name, fileName: string, text: string): Pick<PlannedZone, 'zone' | 'diagnostics'> {
    const readInclude = (file: string, from: string): string | null => {
      const path = resolvePath(from, file);
      return path && this.#content.read(path);
    };
    const { zone, diagnostics } = loadZone(text, { origin, fileName, readInclude });
    if (zone) return { zone, diagnostics };
    return { zone: { kind: 'unloaded', origin, reason: loadFailure(fileName, diagnostics) }, diagnostics };
  }

  #resolve(at: readonly (string | number)[], path: string): string | null {
    const resolved = resolvePath(this.#path, path);
    if (resolved === null) this.#say(at, `"${path}" names no file of the course`, 'Paths stay below labs/.');
    return resolved;
  }

  #missing(at: readonly (string | number)[], path: string): void {
    this.#say(at, `there is no file ${path}`, 'The path counts from the folder of the network file.');
  }

  /** Parses the file once more for the place: errors are rare, and positions cost time. */
  #say(path: readonly (string | number)[], message: string, hint: string): void {
    const lines = new LineCounter();
    const document = parseDocument(this.#text, { lineCounter: lines });
    const node: unknown = document.getIn(path, true);
    const offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
    const { line, col } = lines.linePos(offset);
    const sourceLine = lineOf(this.#text, line);
    this.diagnostics.push({ file: this.#path, line, column: col, message, hint, sourceLine });
  }
}

/** Why a zone was not loaded, as named's log says it after the zone's name. */
function loadFailure(file: string, diagnostics: readonly ZoneDiagnostic[]): string {
  const first = diagnostics.find(({ severity }) => severity === 'error');
  // BIND: the first error that is about the zone as a whole stands by itself; one in a line fails the file.
  if (!first || first.reporter === 'zone') return first?.message.replace(/^zone \S+: /, '') ?? 'not loaded';
  const why = first.message.slice(first.message.lastIndexOf(': ') + 1).trim();
  return `loading from master file ${file} failed: ${why}`;
}

function problem(diagnostic: FileDiagnostic): YamlResult<never> {
  return { ok: false, diagnostics: [diagnostic] };
}

/** The known word that a wrong one differs from least, if it is near enough to be meant. */
function nearest(word: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let bestDistance = Math.min(4, word.length / 3 + 1);
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) >= bestDistance || word.length > 100) continue;
    const distance = editDistance(word, candidate);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
