/**
 * What can be changed of a network while it runs: faults of hosts, data of zones.
 *
 * Changes are kept under names, in the order in which they were made. What a host or a server has now always follows from
 * the plan and from the changes that are on; so one can be taken away without touching the others.
 *
 * A way through: a lab's event calls `turn('www-moves')` → the zones of the plan go through all changes that are on
 * (zone-change.ts) → servers whose zones are others now are given them, and go on with their caches.
 */
import type { LabHost } from '../network/host.ts';
import { addressMatcher } from '../network/address-match.ts';
import type { Middlebox } from '../network/middlebox.ts';
import type { Network } from '../network/network.ts';
import { Translation } from '../network/translation.ts';
import type { Random } from '../random.ts';
import type { HostFault } from '../server/fault-text.ts';
import { HostFaults } from '../server/faulty-host.ts';
import type { ContentSource } from './content.ts';
import { readChange, type PlannedChange, type PlannedSwitchChange } from './network-change.ts';
import { withHostChange, type NetworkPlan, type PlannedHost, type PlannedZone } from './network-file.ts';
import type { NetworkChange } from './network-schema.ts';
import { withZoneChange } from './zone-change.ts';

/** Gives a server other zones. */
export type PutZones = (server: string, zones: readonly PlannedZone[]) => void;

/** A change for `NetworkSwitches.apply`, checked. */
export type CheckedChange = PlannedChange | PlannedSwitchChange;

/**
 * Reads changes that a file of the course has, beside the network's own. `say` is told what is wrong: which change, the
 * path of the key in it, what, and what may be meant. What is wrong is left out.
 */
export function readChanges(
  changes: readonly NetworkChange[],
  plan: NetworkPlan,
  { content, path }: { readonly content: ContentSource; readonly path: string },
  say: (index: number, at: readonly (string | number)[], message: string, hint: string) => void,
): CheckedChange[] {
  return changes.flatMap((change, index) => {
    const read = readChange(change, {
      content,
      path,
      hosts: plan.hosts.map(({ name }) => name),
      zones: plan.zones,
      switches: [...plan.switches.keys()],
      say: (at, message, hint) => say(index, at, message, hint),
    });
    return read === null ? [] : [read];
  });
}

export class NetworkSwitches {
  readonly #plan: NetworkPlan;
  readonly #network: Network;
  readonly #random: Random;
  readonly #putZones: PutZones;
  /** The changes that are on, by name, in the order in which they were made. */
  readonly #on = new Map<string, readonly PlannedChange[]>();
  readonly #faults = new Map<string, HostFaults>();
  readonly #boxes = new Map<string, Middlebox>();
  #zones: readonly PlannedZone[];

  constructor(plan: NetworkPlan, network: Network, random: Random, putZones: PutZones) {
    this.#plan = plan;
    this.#network = network;
    this.#random = random;
    this.#putZones = putZones;
    this.#zones = plan.zones;
    for (const host of plan.hosts) this.#adjust(host, host.faults);
  }

  /** The names of what is on, the oldest first. */
  get on(): readonly string[] {
    return [...this.#on.keys()];
  }

  /** The zones as they are served now, by the plan and the changes. */
  get zones(): readonly PlannedZone[] {
    return this.#zones;
  }

  /** What a host's name server does wrong, now and later. */
  serverFaults(host: string): HostFaults {
    const known = this.#faults.get(host) ?? new HostFaults();
    this.#faults.set(host, known);
    return known;
  }

  /** Turns a switch of the network file on or off. False: there is none of that name. */
  turn(name: string, on = true): boolean {
    const known = this.#plan.switches.get(name);
    if (known === undefined) return false;
    if (on) this.#put(`switch ${name}`, known.changes);
    else this.withdraw(`switch ${name}`);
    return true;
  }

  /** Makes changes, under a name by which they can be taken back. The same name again: these instead of those. */
  apply(name: string, changes: readonly CheckedChange[]): void {
    for (const change of changes) if (change.kind === 'switch') this.turn(change.name, change.on);
    const own = changes.filter((change): change is PlannedChange => change.kind !== 'switch');
    if (own.length > 0) this.#put(name, own);
  }

  /** Takes changes back; switches that they turned stay as they are. */
  withdraw(name: string): void {
    const changes = this.#on.get(name);
    if (changes === undefined) return;
    this.#on.delete(name);
    this.#update(changes);
  }

  #put(name: string, changes: readonly PlannedChange[]): void {
    const before = this.#on.get(name) ?? [];
    this.#on.delete(name);
    this.#on.set(name, changes);
    this.#update([...before, ...changes]);
  }

  /** Brings hosts and servers that the changes speak of to what holds for them now. */
  #update(touched: readonly PlannedChange[]): void {
    const all = [...this.#on.values()].flat();
    for (const host of this.#plan.hosts) {
      if (!touched.some((change) => change.kind === 'host' && change.host === host.name)) continue;
      let { faults } = host;
      for (const change of all)
        if (change.kind === 'host' && change.host === host.name) faults = withHostChange(faults, change);
      this.#adjust(host, faults);
    }
    if (touched.some(({ kind }) => kind === 'zone')) this.#updateZones(all);
  }

  #updateZones(changes: readonly PlannedChange[]): void {
    const before = this.#zones;
    let zones = this.#plan.zones;
    for (const change of changes) if (change.kind === 'zone') zones = withZoneChange(zones, change);
    this.#zones = zones;
    for (const { name } of this.#plan.hosts) {
      const now = zonesOf(zones, name);
      if (textsOf(now) !== textsOf(zonesOf(before, name))) this.#putZones(name, now);
    }
  }

  /** Gives a host exactly these faults. */
  #adjust(planned: PlannedHost, faults: readonly HostFault[]): void {
    const host = this.#network.hostNamed(planned.name);
    if (host === null) return;
    adjustLine(host, planned, faults);
    const server = this.serverFaults(planned.name);
    const said = faults.flatMap((one) => (one.of === 'server' ? [one.fault] : []));
    if (said.length > 0 || server.now.length > 0) server.now = said;
    const isBox = planned.behind !== null;
    const rules = faults.flatMap((one) => (one.of === 'firewall' ? [one.rule] : []));
    if (!isBox && rules.length === 0 && !this.#boxes.has(planned.name)) return;
    const box =
      this.#boxes.get(planned.name) ??
      this.#network.addMiddlebox(host, planned.behind && addressMatcher(planned.behind));
    this.#boxes.set(planned.name, box);
    box.rules = rules;
    const ports = faults.findLast((one) => one.of === 'nat')?.ports ?? null;
    if (ports === null) box.translation = null;
    else if (box.translation) box.translation.ways = ports;
    else
      box.translation = new Translation(
        host.addresses,
        ports,
        this.#random.fork(`translation ${planned.name}`),
      );
  }
}

/** The zones of one server. */
export function zonesOf(zones: readonly PlannedZone[], server: string): readonly PlannedZone[] {
  return zones.filter(({ servers }) => servers.includes(server));
}

/** What tells two lists of zones apart. */
function textsOf(zones: readonly PlannedZone[]): string {
  return zones.map(({ origin, text }) => `${origin.key}\0${text}`).join('\0\0');
}

function adjustLine(host: LabHost, planned: PlannedHost, faults: readonly HostFault[]): void {
  let [up, latency, jitter, clock] = [planned.up, planned.latencyMs, 0, 0];
  // Each loses its share of what the others let through.
  let arrives = 1 - planned.loss;
  for (const one of faults) {
    if (one.of !== 'line') continue;
    const { fault } = one;
    if (fault.kind === 'down') up = false;
    else if (fault.kind === 'slow') latency += fault.milliseconds;
    else if (fault.kind === 'jitter') jitter += fault.milliseconds;
    else if (fault.kind === 'loss') arrives *= 1 - fault.share;
    else clock += fault.milliseconds;
  }
  host.up = up;
  host.latencyMs = latency;
  host.jitterMs = jitter;
  host.loss = 1 - arrives;
  host.clockAheadMs = clock;
}
