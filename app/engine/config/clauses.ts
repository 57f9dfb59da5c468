/**
 * The clauses that this server acts on, by BIND's words: what each one's value, as the language reads it
 * (`language/`), means here. What is not given in a zone counts as given in its view, and what is not given there as in
 * `options`.
 */
import { isNameProblem, Name } from '../protocol/name.ts';
import { portRangesOf, serverPlacesOf, sizeOf, type ServerPlace } from './clause-values.ts';
import {
  booleanOf,
  fieldOf,
  itemsOf,
  numberOf,
  textOf,
  type MapValue,
  type Value,
} from './language/value.ts';
import { matchListOf, type MatchElement } from './match-list.ts';

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

/** The language has seen to it that the value is of the kind that a reader takes. */
type Read<T> = (value: Value) => T;

const boolean: Read<boolean> = (value) => booleanOf(value) === true;
const number: Read<number> = (value) => numberOf(value) ?? 0;
const seconds: Read<number> = (value) => (value.kind === 'duration' ? value.seconds : 0);
const text: Read<string> = textOf;
const oneOf =
  <const T extends string>(first: T, ...words: readonly T[]): Read<T> =>
  (value) =>
    words.find((word) => word === textOf(value).toLowerCase()) ?? first;
/** A string in quotes, or one of these words, which stand for themselves. */
const quotedOr =
  <const T extends string>(...words: readonly T[]): Read<{ readonly text: string } | T> =>
  (value) => {
    const isWord = value.kind === 'text' && value.style === 'word';
    const word = isWord ? words.find((one) => one === value.text.toLowerCase()) : undefined;
    return word ?? { text: textOf(value) };
  };

interface Several<T> {
  /** It may stand there several times, each adding one value. */
  readonly many: Read<T>;
}

const several = <T>(many: Read<T>): Several<T> => ({ many });

export const CLAUSES = {
  'allow-query': matchListOf,
  'allow-query-cache': matchListOf,
  'allow-query-cache-on': matchListOf,
  'allow-query-on': matchListOf,
  'allow-recursion': matchListOf,
  'allow-recursion-on': matchListOf,
  'allow-transfer': transferList,
  'answer-cookie': boolean,
  'attach-cache': text,
  'auth-nxdomain': boolean,
  'avoid-v4-udp-ports': portRangesOf,
  'avoid-v6-udp-ports': portRangesOf,
  blackhole: matchListOf,
  'clients-per-query': number,
  'cookie-algorithm': oneOf('aes', 'siphash24'),
  'cookie-secret': several(text),
  directory: text,
  'disable-empty-zone': several(text),
  'dnssec-validation': validation,
  'dump-file': text,
  'edns-udp-size': number,
  'empty-contact': text,
  'empty-server': text,
  'empty-zones-enable': boolean,
  'fetch-quota-params': quotaParameters,
  'fetches-per-server': quota('fail'),
  'fetches-per-zone': quota('drop'),
  forward: oneOf('first', 'only'),
  forwarders,
  hostname: quotedOr('none'),
  'listen-on': several(listenOn),
  'listen-on-v6': several(listenOn),
  'match-clients': matchListOf,
  'match-destinations': matchListOf,
  'match-recursive-only': boolean,
  'max-cache-size': sizeOf,
  'max-cache-ttl': seconds,
  'max-clients-per-query': number,
  'max-ncache-ttl': seconds,
  'max-query-count': number,
  'max-query-restarts': number,
  'max-recursion-depth': number,
  'max-records-per-type': number,
  'max-recursion-queries': number,
  'max-stale-ttl': seconds,
  'max-types-per-name': number,
  'max-udp-size': number,
  'min-cache-ttl': seconds,
  'min-ncache-ttl': seconds,
  'minimal-any': boolean,
  'minimal-responses': minimalResponses,
  'nocookie-udp-size': number,
  port: number,
  prefetch: prefetch,
  'qname-minimization': oneOf('strict', 'relaxed', 'disabled', 'off'),
  'query-source': querySource,
  'query-source-v6': querySource,
  querylog: boolean,
  'recursing-file': text,
  recursion: boolean,
  'recursive-clients': number,
  'require-server-cookie': boolean,
  'resolver-query-timeout': number,
  'rrset-order': rrsetOrder,
  'send-cookie': boolean,
  'secroots-file': text,
  'server-id': quotedOr('none', 'hostname'),
  'servfail-ttl': seconds,
  'stale-answer-client-timeout': staleClientTimeout,
  'stale-answer-enable': boolean,
  'stale-answer-ttl': seconds,
  'stale-cache-enable': boolean,
  'stale-refresh-time': seconds,
  'statistics-file': text,
  'tcp-clients': number,
  'use-v4-udp-ports': portRangesOf,
  'use-v6-udp-ports': portRangesOf,
  version: quotedOr('none'),
} as const satisfies Readonly<Record<string, Read<unknown> | Several<unknown>>>;

export type ClauseWord = keyof typeof CLAUSES;

/** The values that a block gives. */
export type ClauseValues = {
  [W in ClauseWord]?: (typeof CLAUSES)[W] extends Several<infer T>
    ? readonly T[]
    : (typeof CLAUSES)[W] extends Read<infer T>
      ? T
      : never;
};

export function isClauseWord(word: string): word is ClauseWord {
  return Object.hasOwn(CLAUSES, word);
}

/** What a block of clauses says that this server acts on. */
export function clauseValuesOf(block: MapValue | null): ClauseValues {
  // Which word has which type of value is the table's: both come from it.
  const values: Record<string, unknown> = {};
  for (const [word, given] of block?.clauses ?? []) {
    if (!isClauseWord(word)) continue;
    const clause: Read<unknown> | Several<unknown> = CLAUSES[word];
    values[word] = 'many' in clause ? given.map(clause.many) : clause(given[0] as Value);
  }
  return values as ClauseValues;
}

function listenOn(value: Value): ListenOn {
  const over = fieldOf(value, 'over');
  const secure = fieldOf(over, 'tls') ?? fieldOf(over, 'http');
  return {
    port: numberOf(fieldOf(over, 'port')),
    over: secure === undefined ? null : textOf(secure),
    list: matchListOf(fieldOf(value, 'list')),
  };
}

function transferList(value: Value): TransferList {
  const over = fieldOf(value, 'over');
  const transport = fieldOf(over, 'transport');
  return {
    port: numberOf(fieldOf(over, 'port')),
    transport: transport === undefined ? null : textOf(transport),
    list: matchListOf(fieldOf(value, 'list')),
  };
}

function forwarders(value: Value): readonly ServerPlace[] {
  return serverPlacesOf(fieldOf(value, 'addresses'), numberOf(fieldOf(value, 'port')));
}

function validation(value: Value): 'yes' | 'no' | 'auto' {
  return value.kind === 'boolean' ? (value.value ? 'yes' : 'no') : 'auto';
}

function minimalResponses(value: Value): 'no' | 'yes' | 'no-auth' | 'no-auth-recursive' {
  if (value.kind === 'boolean') return value.value ? 'yes' : 'no';
  return oneOf('no-auth', 'no-auth-recursive')(value);
}

function prefetch(value: Value): { readonly trigger: number; readonly eligibility?: number } {
  const trigger = numberOf(fieldOf(value, 'trigger')) ?? 0;
  const eligibility = numberOf(fieldOf(value, 'eligible'));
  return eligibility === null ? { trigger } : { trigger, eligibility };
}

/** BIND: what is over a server's quota fails, what is over a zone's is dropped, unless it is said otherwise. */
function quota(otherwise: Quota['spill']): Read<Quota> {
  return (value) => {
    const spill = textOf(fieldOf(value, 'spill')).toLowerCase();
    const most = numberOf(fieldOf(value, 'most')) ?? 0;
    return { most, spill: spill === 'drop' || spill === 'fail' ? spill : otherwise };
  };
}

export interface QuotaParameters {
  readonly every: number;
  readonly low: number;
  readonly high: number;
  readonly discount: number;
}

function quotaParameters(value: Value): QuotaParameters {
  const share = (name: string): number => {
    const field = fieldOf(value, name);
    return field?.kind === 'fixed' ? field.value / 100 : 0;
  };
  const every = numberOf(fieldOf(value, 'frequency')) ?? 0;
  return { every, low: share('low'), high: share('high'), discount: share('discount') };
}

/** `[ address ] ( 10.0.0.1 | * ) [ port ( 5300 | * ) ]` */
function querySource(value: Value): QuerySource {
  if (value.kind !== 'address') return { address: null, port: null };
  return { address: value.wildcard ? null : value.address, port: value.port === 0 ? null : value.port };
}

export interface OrderRule {
  /** Null: any. */
  readonly type: string | null;
  readonly name: Name | null;
  readonly order: string;
}

/** `{ class IN type A name "www.example.com" order cyclic; … }` */
function rrsetOrder(value: Value): readonly OrderRule[] {
  return itemsOf(value).map((rule) => {
    const type = textOf(fieldOf(rule, 'type')).toUpperCase();
    const name = Name.parse(textOf(fieldOf(rule, 'name')));
    const isAny = isNameProblem(name) || textOf(fieldOf(rule, 'name')) === '*';
    return {
      type: type === '' || type === 'ANY' ? null : type,
      name: isAny ? null : name,
      order: textOf(fieldOf(rule, 'ordering')),
    };
  });
}

/** Milliseconds; null within: clients wait for ever. */
function staleClientTimeout(value: Value): { readonly ms: number | null } {
  return { ms: numberOf(value) };
}
