/** The answer of a statistics channel in XML (version 3, BIND 9.10 and later): all of it, or one of its subtrees. */
import type { GroupId } from '../statistics.ts';
import { counterValue, shown, viewText, type Problems } from './builder.ts';
import type { ChannelParts } from './channel-parts.ts';
import type { FormParser } from './channel-reader.ts';
import { FormError, type Place } from './place.ts';
import { XmlReader } from './xml.ts';

/** `<counters type="…">` of the server and of views. */
const COUNTERS: Readonly<Record<string, GroupId>> = {
  opcode: 'opcode',
  rcode: 'rcode',
  qtype: 'qtype',
  nsstat: 'nsstat',
  zonestat: 'zonestat',
  resstat: 'resstat',
  sockstat: 'sockstat',
  dnstap: 'dnstap',
  resqtype: 'resqtype',
  resstats: 'resstat',
  adbstat: 'adbstat',
  cachestats: 'cachestats',
};

/** Within `<zone>`. */
const OF_ZONE: Readonly<Record<string, GroupId>> = {
  rcode: 'zonequery',
  qtype: 'zoneqtype',
  gluecache: 'gluecache',
  'dnssec-sign': 'dnssec-sign',
  'dnssec-refresh': 'dnssec-refresh',
};

interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

/** What reads a channel's XML into `parts`. */
export function xmlChannel(parts: ChannelParts, problems: Problems): FormParser {
  const channel = new XmlChannel(parts, problems);
  return new XmlReader({
    open: (name, attributes, place) => channel.open({ name, attributes }, place),
    close: (name, text, place) => channel.close(name, text, place),
  });
}

class XmlChannel {
  readonly #parts: ChannelParts;
  readonly #problems: Problems;
  readonly #path: Element[] = [];
  #rrset: string | null = null;

  constructor(parts: ChannelParts, problems: Problems) {
    this.#parts = parts;
    this.#problems = problems;
  }

  open(element: Element, place: Place): void {
    const { name, attributes } = element;
    if (this.#path.length === 0) this.#root(element, place);
    this.#path.push(element);
    const [, kind] = this.#path;
    if (name === 'zone')
      this.#parts.beginZone(viewText(this.#attribute('view', 'name')), attributes.get('name') ?? '');
    else if (name === 'context') this.#parts.beginPart('memory');
    else if (name === 'task' && kind?.name === 'taskmgr') this.#parts.beginPart('task');
  }

  #root({ name, attributes }: Element, place: Place): void {
    const version = attributes.get('version') ?? '';
    if (name !== 'statistics') throw new FormError(`<${name}> is no document of statistics`, place);
    if (!version.startsWith('3.'))
      this.#problems.add(
        place.line,
        place.column,
        `version ${shown(version)} of the format: version 3 is known`,
      );
  }

  close(name: string, raw: string, place: Place): void {
    const attributes = this.#path.pop()?.attributes;
    const text = raw.trim();
    if (name === 'counter' && this.#top === 'counters')
      this.#counter(attributes?.get('name') ?? '', text, place);
    else if (this.#top === 'rrset') this.#cached(name, text, place);
    else if (name === 'zone') this.#parts.endZone(attributes?.get('rdataclass'));
    else if (name === 'context' || (name === 'task' && this.#top === 'tasks')) this.#parts.endPart();
    else if (this.#top === 'zone') this.#parts.zoneFact(name, text);
    else if (this.#top === 'server') this.#serverFact(name, text, place);
    else if (text !== '') this.#leaf(name, text, place);
  }

  get #top(): string | undefined {
    return this.#path.at(-1)?.name;
  }

  #attribute(element: string, attribute: string): string {
    return this.#path.findLast(({ name }) => name === element)?.attributes.get(attribute) ?? '';
  }

  #number(text: string, what: string, place: Place): number | null {
    const value = counterValue(text);
    if (value === null) this.#problems.add(place.line, place.column, `${shown(text)} is no number (${what})`);
    return value;
  }

  #counter(name: string, text: string, place: Place): void {
    const value = this.#number(text, name, place);
    if (value === null) return;
    const type = this.#attribute('counters', 'type');
    if (this.#path.some((element) => element.name === 'zone')) {
      const group = OF_ZONE[type];
      this.#parts.zoneCounter(group ?? 'other', group ? '' : type, name, value);
    } else if (this.#path[1]?.name === 'traffic') {
      const [family = '', protocol = ''] = [this.#path[2]?.name, this.#path[3]?.name];
      this.#parts.traffic(family, protocol, type, name, value);
    } else this.#parts.counter(COUNTERS[type] ?? null, type, this.#view, name, value);
  }

  get #view(): string | undefined {
    const name = this.#path.find((element) => element.name === 'view')?.attributes.get('name');
    return name === undefined ? undefined : viewText(name);
  }

  /** `<rrset><name>A</name><counter>2</counter></rrset>` in `<cache name="…">` of a view. */
  #cached(name: string, text: string, place: Place): void {
    if (name === 'name') this.#rrset = text;
    else if (name === 'counter' && this.#rrset !== null) {
      const value = this.#number(text, this.#rrset, place);
      const cache = viewText(this.#attribute('cache', 'name'));
      if (value !== null) this.#parts.cached(this.#view ?? '', cache, this.#rrset, value);
      this.#rrset = null;
    }
  }

  #serverFact(name: string, text: string, place: Place): void {
    if (!this.#parts.serverFact(name, text) && name !== 'counters') this.#leaf(name, text, place);
  }

  /** A value in an element of its own: memory, tasks, and what is not known. */
  #leaf(name: string, text: string, place: Place): void {
    if (this.#parts.partFact(name, text)) return;
    const root = this.#path[1]?.name;
    // Before BIND 9.18: each open socket with its addresses, which is nothing that is counted.
    if (root === 'socketmgr') return;
    const value = counterValue(text);
    if (value !== null)
      this.#parts.loose(root === 'memory' || root === 'taskmgr' ? root : null, this.#pathText(), name, value);
    else if (root !== 'taskmgr')
      this.#problems.add(
        place.line,
        place.column,
        `${this.#pathText()}/${name} is not known: ${shown(text)}`,
      );
  }

  #pathText(): string {
    return this.#path
      .slice(1)
      .map(({ name }) => name)
      .join('/');
  }
}
