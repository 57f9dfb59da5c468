/**
 * Reads a network file (`labs/networks/*.yaml`): the hosts of a lab Internet, who serves which zones, and what can be changed.
 *
 * A way through: the file and those that it extends are read by the schema (network-schema.ts) and laid over one another
 * (network-layers.ts); here hosts, zones, changes and switches are checked, with the zone files, hints and terminals that
 * they name. What is wrong in a network file is an error with its line and column; a zone file that is wrong only
 * leaves its zone not loaded, as it would on a real server.
 */
import type { ResourceRecord } from '../protocol/message.ts';
import { isNameProblem, Name } from '../protocol/name.ts';
import { addressOctets, addressText } from '../protocol/rdata.ts';
import { readAddressNetwork } from '../network/address-match.ts';
import { Hints } from '../resolver/hints.ts';
import type { HostFault } from '../server/fault-text.ts';
import type { BindVersion } from '../server/old-ways.ts';
import { parseZone } from '../zone/parse-zone.ts';
import { resolvePath, type ContentSource } from './content.ts';
import { nearest } from './nearest.ts';
import { readChange, readFaultAt, type PlannedChange } from './network-change.ts';
import {
  diagnosticAt,
  layLayers,
  readLayers,
  type LaidNetwork,
  type NetworkLayer,
  type Said,
} from './network-layers.ts';
import type { DnsmasqSettings, HostChange, HostFile, HostRole, ZoneChange } from './network-schema.ts';
import { loadedFrom, type PlannedZone } from './planned-zone.ts';
import { withZoneChange } from './zone-change.ts';
import type { FileDiagnostic, YamlResult } from './yaml-file.ts';

export type { HostRole } from './network-schema.ts';
export type { PlannedZone } from './planned-zone.ts';

/** A host as the network file has it, checked. */
export interface PlannedHost {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly latencyMs: number;
  readonly loss: number;
  readonly up: boolean;
  readonly faults: readonly HostFault[];
  /** A middlebox: addresses and networks that it stands before; else null. */
  readonly behind: readonly string[] | null;
  readonly mail: 'relay' | 'sink' | null;
  /** Whether its name server logs every question. */
  readonly querylog: boolean;
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
  readonly dnsmasq: DnsmasqSettings | null;
}

export interface PlannedRecursion {
  /** NS, A and AAAA records of the root servers. */
  readonly hints: readonly ResourceRecord[];
  /** The same as the text of a hints file. */
  readonly hintsText: string;
  /** Addresses and networks: `127.53.0.0/24`. */
  readonly allow: readonly string[];
  readonly bind: BindVersion;
  /** Whether its SERVFAIL says why (RFC 8914). */
  readonly extendedErrors: boolean;
  /** Whether the root servers are asked for their own records first, as BIND does; the course's walk has one question a level. */
  readonly priming: boolean;
}

export interface PlannedSwitch {
  /** What it does, in words. */
  readonly title: string;
  readonly changes: readonly PlannedChange[];
}

export interface NetworkPlan {
  readonly title: string;
  readonly hosts: readonly PlannedHost[];
  readonly zones: readonly PlannedZone[];
  /** By name; all are off at the start. */
  readonly switches: ReadonlyMap<string, PlannedSwitch>;
}

/** Reads a network file and all that it names. `path` is below `labs/`: `networks/internet.yaml`. */
export function readNetwork(content: ContentSource, path: string): YamlResult<NetworkPlan> {
  const layers = readLayers(content, path);
  if (!layers.ok) return layers;
  const laid = layLayers(layers.value);
  const reader = new NetworkReader(content, laid);
  const hosts = reader.hosts();
  const zones = reader.zones();
  const start = reader.changes(laid.changes, zones);
  const switches = new Map(
    [...laid.switches].map(([name, { title, changes }]) => [
      name,
      { title, changes: reader.changes(changes, zones) },
    ]),
  );
  const diagnostics = [...laid.problems, ...reader.diagnostics];
  if (diagnostics.length > 0) return { ok: false, diagnostics };
  const begun = startedWith({ title: laid.title, hosts, zones, switches }, start);
  return { ok: true, value: begun };
}

/** The network with the changes that it has from the start. */
function startedWith(plan: NetworkPlan, changes: readonly PlannedChange[]): NetworkPlan {
  let { hosts, zones } = plan;
  for (const change of changes) {
    if (change.kind === 'zone') zones = withZoneChange(zones, change);
    else
      hosts = hosts.map((host) =>
        host.name === change.host ? { ...host, faults: withHostChange(host.faults, change) } : host,
      );
  }
  return { ...plan, hosts, zones };
}

/** A host's faults after a change. */
export function withHostChange(
  faults: readonly HostFault[],
  { faults: more, mends }: Extract<PlannedChange, { kind: 'host' }>,
): readonly HostFault[] {
  const kept = faults.filter(({ text }) => !mends.includes('all') && !mends.includes(text));
  return [...kept, ...more];
}

class NetworkReader {
  readonly diagnostics: FileDiagnostic[] = [];
  readonly #content: ContentSource;
  readonly #laid: LaidNetwork;

  constructor(content: ContentSource, laid: LaidNetwork) {
    this.#content = content;
    this.#laid = laid;
  }

  hosts(): PlannedHost[] {
    const owners = new Map<string, string>();
    return [...this.#laid.hosts].map(([name, { value: host }]) => {
      if (!/^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(name)) {
        const { layer } = this.#laid.hosts.get(name) as Said<HostFile>;
        this.#say(
          layer,
          ['hosts', name],
          `"${name}" is no host name`,
          'Small letters, digits and hyphens, with dots between.',
        );
      }
      for (const key of ['addresses', 'latency', 'role'] as const)
        if (host[key] === undefined) this.#sayOf(name, [key], `"hosts.${name}.${key}" is missing`, '');
      const { role = 'host' } = host;
      return {
        name,
        addresses: (host.addresses ?? []).map((address, i) => this.#address(name, address, i, owners)),
        latencyMs: host.latency ?? 0,
        loss: host.loss ?? 0,
        up: host.up ?? true,
        faults: (host.faults ?? []).flatMap((text, i) => this.#fault(name, text, i) ?? []),
        behind: host.behind ? this.#networks(name, ['behind'], host.behind) : null,
        querylog: host.querylog ?? false,
        transfers: this.#networks(name, ['transfers'], host.transfers ?? []),
        mail: host.mail ?? null,
        role,
        terminal: host.terminal ?? (role === 'client' ? 'student' : null),
        resolvConf: host['resolv-conf'] ?? null,
        hostsFile: host['hosts-file'] ?? null,
        files: this.#files(name, host.files ?? {}),
        recursion: host.recursion ? this.#recursion(name, host.recursion) : null,
        dnsmasq: host.dnsmasq ? this.#dnsmasq(name, host.dnsmasq) : null,
      };
    });
  }

  #address(host: string, text: string, index: number, owners: Map<string, string>): string {
    const at = ['addresses', index] as const;
    const octets = addressOctets(text);
    if (!octets) {
      this.#sayOf(host, at, `"${text}" is no address`, 'For instance 127.53.9.1 or fd53:9::1.');
      return text;
    }
    const address = addressText(octets);
    // The lab never stands for real machines, and the gateway must never bind a real address.
    if (!(octets[0] === 127 && octets[1] === 53) && !(octets[0] === 0xfd && octets[1] === 0x53)) {
      this.#sayOf(
        host,
        at,
        `${address} is not the lab's`,
        'Lab addresses lie in 127.53.0.0/16 and fd53::/16.',
      );
    }
    if (index === 0 && octets.length !== 4) {
      this.#sayOf(host, at, 'the first address must be an IPv4 address', 'Put the 127.53. address first.');
    }
    const owner = owners.get(address);
    if (owner !== undefined)
      this.#sayOf(host, at, `${address} belongs to ${owner} already`, 'Every address has one host.');
    owners.set(address, host);
    return address;
  }

  #fault(host: string, text: string, index: number): HostFault | null {
    const say = (at: readonly (string | number)[], message: string, hint: string): void =>
      this.#sayOf(host, at, message, hint);
    return readFaultAt(text, ['faults', index], say);
  }

  #networks(host: string, at: readonly string[], networks: readonly string[]): readonly string[] {
    for (const [i, network] of networks.entries()) {
      if (readAddressNetwork(network)) continue;
      this.#sayOf(host, [...at, i], `"${network}" is no network`, 'An address or a network: 127.53.0.0/24.');
    }
    return networks;
  }

  #dnsmasq(host: string, settings: DnsmasqSettings): DnsmasqSettings {
    for (const [i, server] of settings.servers.entries()) {
      if (addressOctets(server)) continue;
      this.#sayOf(host, ['dnsmasq', 'servers', i], `"${server}" is no address`, 'For instance 127.53.0.53.');
    }
    return settings;
  }

  #files(host: string, files: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
    const texts = new Map<string, string>();
    for (const [place, name] of Object.entries(files)) {
      const at = ['files', place];
      if (!/^(\/[^/]+)+$/.test(place) || /\/\.\.?(\/|$)/.test(place))
        this.#sayOf(host, at, `"${place}" is no path of a file`, 'For instance /etc/bind/named.conf.local.');
      const found = this.#read(this.#laid.layerOf(host, 'files', place), ['hosts', host, ...at], name);
      if (found !== null) texts.set(place, found.text);
    }
    return texts;
  }

  #recursion(host: string, recursion: NonNullable<HostFile['recursion']>): PlannedRecursion {
    const { allow, bind = '9.18', priming = false, 'extended-errors': extendedErrors = false } = recursion;
    const ways = { allow, bind, extendedErrors, priming };
    this.#networks(host, ['recursion', 'allow'], recursion.allow);
    const layer = this.#laid.layerOf(host, 'recursion');
    const at = ['hosts', host, 'recursion', 'hints'];
    const found = this.#read(layer, at, recursion.hints);
    if (found === null || found.text === '') return { hints: [], hintsText: '', ...ways };
    const { path, text } = found;
    const { records, diagnostics, errors } = parseZone(text, { origin: Name.root, fileName: path });
    for (const { file, line, column, message, hint, severity, sourceLine } of diagnostics) {
      if (severity === 'error') this.diagnostics.push({ file, line, column, message, hint, sourceLine });
    }
    if (errors === 0 && !new Hints(records).usable) {
      const hint = 'It needs NS records of the root, and an address of one of those servers.';
      this.#say(layer, at, `${path} names no root server that could be asked`, hint);
    }
    return { hints: records, hintsText: text, ...ways };
  }

  zones(): PlannedZone[] {
    const served = new Set<string>();
    const hosts = [...this.#laid.hosts.keys()];
    return this.#laid.zones.flatMap(({ value, layer, at }): PlannedZone[] => {
      const { origin: originText, file, servers, broken = null } = value;
      const origin = Name.parse(originText);
      if (isNameProblem(origin)) {
        this.#say(layer, [...at, 'origin'], `"${originText}" is no domain name`, '');
        return [];
      }
      for (const [i, server] of servers.entries()) {
        if (!hosts.includes(server)) {
          const meant = nearest(server, hosts);
          const hint = meant ? `Is "${meant}" meant?` : 'Name a host of this file.';
          this.#say(layer, [...at, 'servers', i], `there is no host "${server}"`, hint);
        }
        const pair = `${server}/${origin.key}`;
        if (served.has(pair))
          this.#say(layer, [...at, 'servers', i], `${server} has the zone ${originText} already`, '');
        served.add(pair);
      }
      const found = this.#read(layer, [...at, 'file'], file);
      if (found === null) return [];
      const loaded = loadedFrom(origin, found.path, found.text, (include, from) => {
        const path = resolvePath(from, include);
        return path && this.#content.read(path);
      });
      return [{ origin, file: found.path, text: found.text, servers, broken, ...loaded }];
    });
  }

  /** What cannot be read is told and left out. */
  changes(changes: readonly Said<HostChange | ZoneChange>[], zones: readonly PlannedZone[]): PlannedChange[] {
    return changes.flatMap(({ value, layer, at }) => {
      const read = readChange(value, {
        content: this.#content,
        path: layer.path,
        hosts: [...this.#laid.hosts.keys()],
        zones,
        switches: [],
        say: (key, message, hint) => this.#say(layer, [...at, ...key], message, hint),
      });
      return read === null || read.kind === 'switch' ? [] : [read];
    });
  }

  /** A file that a layer names; null, and told, where there is none. */
  #read(
    layer: NetworkLayer,
    at: readonly (string | number)[],
    name: string,
  ): { readonly path: string; readonly text: string } | null {
    const path = resolvePath(layer.path, name);
    if (path === null) {
      this.#say(layer, at, `"${name}" names no file of the course`, 'Paths stay below labs/.');
      return null;
    }
    const text = this.#content.read(path);
    if (text !== null) return { path, text };
    this.#say(layer, at, `there is no file ${path}`, 'The path counts from the folder of the network file.');
    return null;
  }

  /** About a key of a host, in the file that has the last word on it. */
  #sayOf(host: string, at: readonly (string | number)[], message: string, hint: string): void {
    const layer = this.#laid.layerOf(host, at[0] as keyof HostFile);
    this.#say(layer, ['hosts', host, ...at], message, hint);
  }

  #say(layer: NetworkLayer, at: readonly (string | number)[], message: string, hint: string): void {
    this.diagnostics.push(diagnosticAt(layer, at, message, hint));
  }
}
