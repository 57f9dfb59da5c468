/** The answer of a statistics channel in JSON (version 1): all of it, or one of its subtrees. */
import type { GroupId } from '../statistics.ts';
import { counterValue, shown, viewText, type Problems } from './builder.ts';
import type { ChannelParts } from './channel-parts.ts';
import type { FormParser } from './channel-reader.ts';
import { JsonReader } from './json.ts';
import type { Place } from './place.ts';

const OF_SERVER: Readonly<Record<string, GroupId>> = {
  opcodes: 'opcode',
  rcodes: 'rcode',
  qtypes: 'qtype',
  nsstats: 'nsstat',
  zonestats: 'zonestat',
  resstats: 'resstat',
  sockstats: 'sockstat',
  dnstapstats: 'dnstap',
};

const OF_VIEW: Readonly<Record<string, GroupId>> = {
  stats: 'resstat',
  qtypes: 'resqtype',
  cachestats: 'cachestats',
  adb: 'adbstat',
};

const OF_ZONE: Readonly<Record<string, GroupId>> = {
  rcodes: 'zonequery',
  qtypes: 'zoneqtype',
  gluecache: 'gluecache',
  'dnssec-sign': 'dnssec-sign',
  'dnssec-refresh': 'dnssec-refresh',
};

/** `dns-udp-requests-sizes-received-ipv4` */
const TRAFFIC = /^dns-(udp|tcp)-(requests|responses)-sizes-(?:received|sent)-(ipv[46])$/;

type Value = string | number | boolean | null;

/** What reads a channel's JSON into `parts`. */
export function jsonChannel(parts: ChannelParts, problems: Problems): FormParser {
  const channel = new JsonChannel(parts, problems);
  return new JsonReader({
    open: (_, key) => channel.open(key),
    close: () => channel.close(),
    value: (key, value, place) => channel.value(key ?? '', value, place),
  });
}

class JsonChannel {
  readonly #parts: ChannelParts;
  readonly #problems: Problems;
  /** Names of what is open, the document itself left out. */
  readonly #path: string[] = [];
  #depth = 0;

  constructor(parts: ChannelParts, problems: Problems) {
    this.#parts = parts;
    this.#problems = problems;
  }

  open(key: string | null): void {
    if (this.#depth++ > 0) this.#path.push(key ?? '');
    if (this.#isZone) this.#parts.beginZone(viewText(this.#path[1] ?? ''), '');
    else if (this.#isPart) this.#parts.beginPart(this.#path[0] === 'memory' ? 'memory' : 'task');
  }

  close(): void {
    if (this.#isZone) this.#parts.endZone();
    else if (this.#isPart) this.#parts.endPart();
    if (--this.#depth > 0) this.#path.pop();
  }

  /** `views/internal/zones/3` */
  get #isZone(): boolean {
    return this.#path.length === 4 && this.#path[0] === 'views' && this.#path[2] === 'zones';
  }

  /** `memory/contexts/3`, `taskmgr/tasks/3` */
  get #isPart(): boolean {
    const [root, list] = this.#path;
    return (
      this.#path.length === 3 &&
      ((root === 'memory' && list === 'contexts') || (root === 'taskmgr' && list === 'tasks'))
    );
  }

  value(key: string, value: Value, place: Place): void {
    // Before BIND 9.18: each open socket with its addresses, which is nothing that is counted.
    if (this.#path[0] === 'socketmgr') return;
    if (this.#path.length === 0) this.#fact(key, value, place);
    else if (this.#isZone) this.#parts.zoneFact(key, String(value));
    else if (this.#isPart) this.#parts.partFact(key, String(value));
    else if (typeof value === 'number') this.#counter(key, value);
    // `"1234"`: numbers above 2^31 in some versions.
    else if (typeof value === 'string' && counterValue(value) !== null) this.#counter(key, Number(value));
    else if (this.#path[0] !== 'taskmgr') this.#strange(key, value, place);
  }

  #fact(key: string, value: Value, place: Place): void {
    const text = String(value);
    if (this.#parts.serverFact(key, text)) return;
    if (key === 'json-stats-version') {
      if (!text.startsWith('1.'))
        this.#problems.add(
          place.line,
          place.column,
          `version ${shown(text)} of the format: version 1 is known`,
        );
    } else if (typeof value === 'number') this.#parts.loose(null, '', key, value);
    else this.#strange(key, value, place);
  }

  #counter(key: string, value: number): void {
    const [root = '', view = '', third = '', fourth = '', fifth = ''] = this.#path;
    const depth = this.#path.length;
    const traffic = TRAFFIC.exec(view);
    if (depth === 1 && OF_SERVER[root]) this.#parts.counter(OF_SERVER[root], '', undefined, key, value);
    else if (root === 'views' && third === 'zones' && depth === 5) {
      const group = OF_ZONE[fifth];
      this.#parts.zoneCounter(group ?? 'other', group ? '' : fifth, key, value);
    } else if (root === 'views' && third === 'resolver' && depth === 4)
      this.#ofView(viewText(view), fourth, key, value);
    else if (root === 'traffic' && traffic)
      this.#parts.traffic(
        traffic[3] ?? '',
        traffic[1] ?? '',
        traffic[2] === 'requests' ? 'request-size' : '',
        key,
        value,
      );
    else this.#parts.loose(root, this.#path.join('/'), key, value);
  }

  #ofView(view: string, kind: string, key: string, value: number): void {
    // BIND: which cache the view has is not told here.
    if (kind === 'cache') this.#parts.counter('cachedb', '', view, key, value);
    else this.#parts.counter(OF_VIEW[kind] ?? null, kind, view, key, value);
  }

  #strange(key: string, value: Value, place: Place): void {
    const where = [...this.#path, key].join('/');
    this.#problems.add(place.line, place.column, `${where} is not known: ${shown(String(value))}`);
  }
}
