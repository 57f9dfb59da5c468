/** What the XML and the JSON of a statistics channel have in common: the server's own times, zones, contexts of memory, tasks. */
import type { GroupId, ZoneFacts } from '../statistics.ts';
import { counterValue, instantOf, type StatisticsBuilder } from './builder.ts';

interface Zone {
  readonly view: string;
  name: string;
  readonly facts: Map<string, string>;
  readonly counters: { group: GroupId; title: string; name: string; value: number }[];
}

interface Part {
  readonly group: 'memory' | 'task';
  readonly facts: Map<string, string>;
}

export class ChannelParts {
  readonly #building: StatisticsBuilder;
  readonly #seen = new Map<string, number>();
  #zone: Zone | null = null;
  #part: Part | null = null;

  constructor(building: StatisticsBuilder) {
    this.#building = building;
  }

  /** False for what is no fact of the server's. */
  serverFact(name: string, text: string): boolean {
    const building = this.#building;
    if (name === 'version') building.version = text;
    else if (name === 'boot-time') building.bootAt = instantOf(text);
    else if (name === 'config-time') building.configuredAt = instantOf(text);
    else if (name === 'current-time') building.at = instantOf(text);
    else return false;
    return true;
  }

  counter(group: GroupId | null, title: string, view: string | undefined, name: string, value: number): void {
    const place = group === null ? { group: 'other' as const, title } : { group };
    this.#building.section({ ...place, ...(view !== undefined && { view }) }).set(name, value);
  }

  cached(view: string, cache: string, type: string, value: number): void {
    this.#building.section({ group: 'cachedb', view, cache }).set(type, value);
  }

  /** @example traffic('ipv4', 'udp', 'request-size', '32-47', 646) */
  traffic(family: string, protocol: string, type: string, name: string, value: number): void {
    const ip = family.replace(/^ipv/i, 'IPv');
    const part = `${protocol.toUpperCase()}/${ip} ${type === 'request-size' ? 'requests' : 'responses'}`;
    this.#building.section({ group: 'traffic', part }).set(name, value);
  }

  beginZone(view: string, name: string): void {
    this.#zone = { view, name, facts: new Map(), counters: [] };
  }

  zoneFact(name: string, text: string): void {
    if (name === 'name' && this.#zone) this.#zone.name = text;
    else this.#zone?.facts.set(name, text);
  }

  zoneCounter(group: GroupId, title: string, name: string, value: number): void {
    // BIND: with zone-statistics every zone has all of them, and nearly all are 0.
    if (value !== 0) this.#zone?.counters.push({ group, title, name, value });
  }

  endZone(inClass?: string): void {
    const zone = this.#zone;
    this.#zone = null;
    if (!zone) return;
    const { name, view, facts } = zone;
    this.#building.zones.push(factsOf(name, view, inClass ?? facts.get('class') ?? 'IN', facts));
    for (const { group, title, name: counter, value } of zone.counters)
      this.#building.section({ group, title, view, zone: name }).set(counter, value);
  }

  beginPart(group: 'memory' | 'task'): void {
    this.#part = { group, facts: new Map() };
  }

  /** False where no part is open. */
  partFact(name: string, text: string): boolean {
    this.#part?.facts.set(name, text);
    return this.#part !== null;
  }

  endPart(): void {
    const part = this.#part;
    this.#part = null;
    if (!part) return;
    const counters = this.#building.section({ group: part.group, part: this.#unique(part) });
    for (const [name, text] of part.facts) {
      const value = name === 'id' ? null : counterValue(text);
      if (value !== null) counters.set(name, value);
    }
  }

  /** A number that stands by itself. */
  loose(root: string | null, title: string, name: string, value: number): void {
    if (root === 'memory') this.#building.section({ group: 'memory', part: 'all' }).set(name, value);
    else if (root === 'taskmgr') this.#building.section({ group: 'task', part: 'all' }).set(name, value);
    else this.#building.section({ group: 'other', title }).set(name, value);
  }

  /** BIND: many contexts and tasks have the same name. */
  #unique({ group, facts }: Part): string {
    const name = facts.get('name') ?? facts.get('id') ?? '';
    const key = `${group} ${name}`;
    const count = (this.#seen.get(key) ?? 0) + 1;
    this.#seen.set(key, count);
    return count === 1 ? name : `${name} #${count}`;
  }
}

function factsOf(name: string, view: string, inClass: string, facts: ReadonlyMap<string, string>): ZoneFacts {
  const serial = facts.get('serial');
  return {
    name,
    view,
    class: inClass,
    type: facts.get('type') ?? null,
    serial: serial === undefined ? null : counterValue(serial),
    loaded: facts.get('loaded') ?? null,
    expires: facts.get('expires') ?? null,
    refresh: facts.get('refresh') ?? null,
  };
}
