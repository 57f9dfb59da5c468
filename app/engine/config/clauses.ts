/**
 * The clauses that this server acts on, by BIND's words: how each one's value is read, and where it may stand.
 *
 * What is not given in a zone counts as given in its view, and what is not given there as in `options`. Clauses that
 * named knows and this server does not act on are in known-clauses.ts.
 */
import type { PortRange } from '../network/ports.ts';
import { isNameProblem, Name } from '../protocol/name.ts';
import type { MatchElement } from './match-list.ts';
import type { ServerPlace, StatementReader } from './statement-reader.ts';

export interface ListenOn {
  /** Null: the server's port. */
  readonly port: number | null;
  /** `tls` and `http`, which are not spoken here. */
  readonly over: string | null;
  readonly list: readonly MatchElement[];
}

/** Who may have a zone as a whole, and over what; null: over anything. */
export interface TransferList {
  readonly port: number | null;
  readonly transport: string | null;
  readonly list: readonly MatchElement[];
}

/** Where questions go out from; null: any, and a port drawn at random. */
export interface QuerySource {
  readonly address: string | null;
  readonly port: number | null;
}

/** More questions at a time to one server or zone are dropped, or answered SERVFAIL. 0: any number. */
export interface Quota {
  readonly most: number;
  readonly spill: 'drop' | 'fail';
}

/** Reads a value; null when it could not, and then it has said why. */
type Read<T> = (reader: StatementReader) => T | null;

const boolean: Read<boolean> = (reader) => reader.boolean();
const number: Read<number> = (reader) => reader.number();
const seconds: Read<number> = (reader) => reader.seconds();
const quoted: Read<string> = (reader) => reader.quoted();
const text: Read<string> = (reader) => reader.text();
const matchList: Read<readonly MatchElement[]> = (reader) => reader.listInUse();
const transferList: Read<TransferList> = (reader) => {
  let port: number | null = null;
  let transport: string | null = null;
  for (;;) {
    if (reader.takeWord('port')) {
      port = reader.number(65_535);
      if (port === null) return null;
    } else if (reader.takeWord('transport')) {
      transport = reader.text();
      if (transport === null) return null;
    } else break;
  }
  const list = reader.listInUse();
  return list === null ? null : { port, transport, list };
};
const secondsUpTo =
  (most: number): Read<number> =>
  (reader) => {
    const value = reader.seconds();
    if (value === null || value <= most) return value;
    return reader.failAt(reader.place, `${reader.keyword} '${value}' is out of range (0..${most})`);
  };
const oneOf =
  <const T extends string>(...words: readonly T[]): Read<T> =>
  (reader) =>
    reader.oneOf(words);
/** A string in quotes, or one of these words, which stand for themselves. */
const quotedOr =
  <const T extends string>(...words: readonly T[]): Read<{ readonly text: string } | T> =>
  (reader) => {
    for (const word of words) if (reader.takeWord(word)) return word;
    const value = reader.quoted();
    return value === null ? null : { text: value };
  };

/** `view`: in `options` and in views. `options`: there alone. `zone`: in all three. */
type Place = 'options' | 'view' | 'zone';

interface Clause<T> {
  readonly read: Read<T>;
  readonly place: Place;
  /** It may stand there several times, each adding one value. */
  readonly many?: true;
}

const inOptions = <T>(read: Read<T>): Clause<T> => ({ read, place: 'options' });
const inView = <T>(read: Read<T>): Clause<T> => ({ read, place: 'view' });
const inZone = <T>(read: Read<T>): Clause<T> => ({ read, place: 'zone' });
const several = <T>(read: Read<T>): Clause<T> & { readonly many: true } => ({
  read,
  place: 'options',
  many: true,
});

export const CLAUSES = {
  'allow-query': inZone(matchList),
  'allow-query-cache': inView(matchList),
  'allow-query-cache-on': inView(matchList),
  'allow-query-on': inZone(matchList),
  'allow-recursion': inView(matchList),
  'allow-recursion-on': inView(matchList),
  'allow-transfer': inZone(transferList),
  'answer-cookie': inOptions(boolean),
  'attach-cache': inView(text),
  'avoid-v4-udp-ports': inOptions(portRanges),
  'avoid-v6-udp-ports': inOptions(portRanges),
  blackhole: inOptions(matchList),
  'clients-per-query': inView(number),
  'cookie-algorithm': inOptions(oneOf('aes', 'siphash24')),
  'cookie-secret': several(text),
  directory: inOptions(quoted),
  'disable-empty-zone': { read: text, place: 'view', many: true },
  'dnssec-validation': inView(oneOf('yes', 'no', 'auto')),
  'dump-file': inOptions(quoted),
  'edns-udp-size': inView(number),
  'empty-contact': inView(text),
  'empty-server': inView(text),
  'empty-zones-enable': inView(boolean),
  'fetch-quota-params': inView(quotaParameters),
  'fetches-per-server': inView(quota),
  'fetches-per-zone': inView(quota),
  forward: inZone(oneOf('first', 'only')),
  forwarders: inZone(servers),
  hostname: inOptions(quotedOr('none')),
  'listen-on': several(listenOn),
  'listen-on-v6': several(listenOn),
  'match-clients': { read: matchList, place: 'view', viewAlone: true },
  'match-destinations': { read: matchList, place: 'view', viewAlone: true },
  'match-recursive-only': { read: boolean, place: 'view', viewAlone: true },
  'max-cache-size': inView((reader) => reader.size()),
  'max-cache-ttl': inView(seconds),
  'max-clients-per-query': inView(number),
  'max-ncache-ttl': inView(secondsUpTo(604_800)),
  'max-query-count': inView(number),
  'max-query-restarts': inView(number),
  'max-recursion-depth': inView(number),
  'max-records-per-type': inZone(number),
  'max-recursion-queries': inView(number),
  'max-stale-ttl': inView(seconds),
  'max-types-per-name': inZone(number),
  'max-udp-size': inView(number),
  'min-cache-ttl': inView(secondsUpTo(90)),
  'min-ncache-ttl': inView(secondsUpTo(90)),
  'minimal-any': inView(boolean),
  'minimal-responses': inView(minimalResponses),
  'nocookie-udp-size': inView(number),
  port: inOptions(portNumber),
  prefetch: inView(prefetch),
  'qname-minimization': inView(oneOf('strict', 'relaxed', 'disabled', 'off')),
  'query-source': inView(querySource),
  'query-source-v6': inView(querySource),
  querylog: inOptions(boolean),
  'recursing-file': inOptions(quoted),
  recursion: inView(boolean),
  'recursive-clients': inOptions(number),
  'require-server-cookie': inView(boolean),
  'resolver-query-timeout': inView(number),
  'rrset-order': inView(rrsetOrder),
  'send-cookie': inView(boolean),
  'secroots-file': inOptions(quoted),
  'server-id': inOptions(quotedOr('none', 'hostname')),
  'servfail-ttl': inView(seconds),
  'stale-answer-client-timeout': inView(staleClientTimeout),
  'stale-answer-enable': inView(boolean),
  'stale-answer-ttl': inView(seconds),
  'stale-cache-enable': inView(boolean),
  'stale-refresh-time': inView(seconds),
  'statistics-file': inOptions(quoted),
  'tcp-clients': inOptions(number),
  'use-v4-udp-ports': inOptions(portRanges),
  'use-v6-udp-ports': inOptions(portRanges),
  version: inOptions(quotedOr('none')),
} as const satisfies Readonly<Record<string, Clause<unknown> & { readonly viewAlone?: true }>>;

export type ClauseWord = keyof typeof CLAUSES;
type ValueOf<C> = C extends { readonly read: Read<infer T> } ? T : never;

/** The values that a block gives. */
export type ClauseValues = {
  [W in ClauseWord]?: (typeof CLAUSES)[W] extends { readonly many: true }
    ? readonly ValueOf<(typeof CLAUSES)[W]>[]
    : ValueOf<(typeof CLAUSES)[W]>;
};

export function isClauseWord(word: string): word is ClauseWord {
  return Object.hasOwn(CLAUSES, word);
}

/** Whether a clause may stand in a block of this kind. */
export function mayStandIn(word: ClauseWord, block: Place): boolean {
  const clause: Clause<unknown> & { readonly viewAlone?: true } = CLAUSES[word];
  if (clause.viewAlone) return block === 'view';
  return block === 'options' || clause.place === 'zone' || (block === 'view' && clause.place === 'view');
}

function listenOn(reader: StatementReader): ListenOn | null {
  let port: number | null = null;
  let over: string | null = null;
  for (;;) {
    if (reader.takeWord('port')) {
      const value = reader.port();
      if (value === null) return null;
      port = value;
    } else if (reader.takeWord('tls') || reader.takeWord('http')) {
      const value = reader.text();
      if (value === null) return null;
      over = value;
    } else break;
  }
  const list = reader.listInUse();
  return list && { port, over, list };
}

function servers(reader: StatementReader): readonly ServerPlace[] | null {
  const common = reader.takeWord('port') ? reader.port() : undefined;
  if (common === null) return null;
  const listed = reader.servers();
  return listed && (common === undefined ? listed : listed.map((server) => ({ port: common, ...server })));
}

function minimalResponses(reader: StatementReader): 'no' | 'yes' | 'no-auth' | 'no-auth-recursive' | null {
  for (const word of ['no-auth', 'no-auth-recursive'] as const) if (reader.takeWord(word)) return word;
  const value = reader.boolean();
  return value === null ? null : value ? 'yes' : 'no';
}

function portNumber(reader: StatementReader): number | null {
  const port = reader.number();
  return port !== null && port > 65535 ? reader.failAt(reader.place, `port '${port}' out of range`) : port;
}

function prefetch(
  reader: StatementReader,
): { readonly trigger: number; readonly eligibility?: number } | null {
  const trigger = reader.number();
  if (trigger === null) return null;
  if (reader.peek() === null) return { trigger };
  const eligibility = reader.number();
  return eligibility === null ? null : { trigger, eligibility };
}

function quota(reader: StatementReader): Quota | null {
  const most = reader.number();
  if (most === null) return null;
  // BIND: what is over a server's quota fails, what is over a zone's is dropped, unless it is said otherwise.
  if (reader.peek() === null) return { most, spill: reader.keyword === 'fetches-per-zone' ? 'drop' : 'fail' };
  if (reader.takeWord('drop')) return { most, spill: 'drop' };
  if (reader.takeWord('fail')) return { most, spill: 'fail' };
  // What stands there instead is told as what should not.
  return { most, spill: 'fail' };
}

export interface QuotaParameters {
  readonly every: number;
  readonly low: number;
  readonly high: number;
  readonly discount: number;
}

function quotaParameters(reader: StatementReader): QuotaParameters | null {
  const every = reader.number();
  const [low, high, discount] = [reader.fixedPoint(), reader.fixedPoint(), reader.fixedPoint()];
  if (every === null || low === null || high === null || discount === null) return null;
  return { every, low, high, discount };
}

/** `[ address ] ( 10.0.0.1 | * ) [ port ( 5300 | * ) ]`, in any order. */
function querySource(reader: StatementReader): QuerySource | null {
  let address: string | null = null;
  let port: number | null = null;
  while (reader.peek() !== null) {
    if (reader.takeWord('port')) {
      const value = reader.port();
      if (value === null) return null;
      port = value === 0 ? null : value;
    } else {
      reader.takeWord('address');
      if (reader.takeWord('*')) continue;
      const value = reader.address(reader.keyword.endsWith('-v6') ? 6 : 4);
      if (value === null) return null;
      address = value;
    }
  }
  return { address, port };
}

/** `{ range 1024 5000; 5300; }` */
function portRanges(reader: StatementReader): readonly PortRange[] | null {
  return reader.each((entry) => {
    if (!entry.takeWord('range')) {
      const port = entry.port();
      return port === null ? null : { low: port, high: port };
    }
    const low = entry.port();
    const high = low === null ? null : entry.port();
    if (low === null || high === null) return null;
    return low > high ? entry.fail(`low port '${low}' must not be larger than high port`) : { low, high };
  });
}

export interface OrderRule {
  /** Null: any. */
  readonly type: string | null;
  readonly name: Name | null;
  readonly order: string;
}

/** `{ class IN type A name "www.example.com" order cyclic; … }` */
function rrsetOrder(reader: StatementReader): readonly OrderRule[] | null {
  return reader.each((entry) => {
    let type: string | null = null;
    let name: Name | null = null;
    if (entry.takeWord('class') && entry.text() === null) return null;
    if (entry.takeWord('type')) {
      const word = entry.text();
      if (word === null) return null;
      type = word.toUpperCase() === 'ANY' ? null : word.toUpperCase();
    }
    if (entry.takeWord('name')) {
      const word = entry.quoted();
      const parsed = word === null || word === '*' ? null : Name.parse(word);
      if (word === null) return null;
      name = parsed === null || isNameProblem(parsed) ? null : parsed;
    }
    if (!entry.takeWord('order')) return entry.fail("missing 'order' keyword");
    const order = entry.text();
    return order === null ? null : { type, name, order };
  });
}

/** Milliseconds; null within: clients wait for ever. */
function staleClientTimeout(reader: StatementReader): { readonly ms: number | null } | null {
  if (reader.takeWord('disabled') || reader.takeWord('off')) return { ms: null };
  const ms = reader.number();
  return ms === null ? null : { ms };
}
