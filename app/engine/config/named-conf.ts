/**
 * From the text of a named.conf to what a server is told.
 *
 * A file's way: the language (`language/`) makes a tree of the text, includes where they stand; the check (`check/`) says
 * what named-checkconf would; here the tree becomes what the server goes by, clauses by their table (`clauses.ts`). What
 * named 9.18 knows and this server does not act on is told with a warning (`unacted-clauses.ts`, `limits.ts`).
 */
import { isNameProblem, Name } from '../protocol/name.ts';
import { checkNamedConf, type CheckOptions } from './checked-configuration.ts';
import { remoteServersOf, serverPlacesOf, type RemoteServer, type ServerPlace } from './clause-values.ts';
import { clauseValuesOf, type ClauseValues } from './clauses.ts';
import { controlPlacesOf, type ControlPlace } from './controls-clause.ts';
import { statisticsPlacesOf, type StatisticsPlace } from './statistics-clause.ts';
import { keyClauseOf, type KeyClause } from './key-clause.ts';
import {
  clauseOf,
  clausesOf,
  fieldOf,
  itemsOf,
  mapOf,
  textOf,
  type MapValue,
  type Value,
} from './language/value.ts';
import { tellLimits } from './limits.ts';
import { loggingOf, type LoggingClause } from './logging-clause.ts';
import { matchListOf, type Acls, type MatchElement } from './match-list.ts';
import { SERVER_WORDS, serverClauseOf, type ServerClause } from './server-clause.ts';
import type { ConfigDiagnostic, ConfigPlace } from './syntax.ts';
import { tellUnacted, type Told } from './unacted-clauses.ts';

const ZONE_TYPES = [
  'primary',
  'secondary',
  'mirror',
  'redirect',
  'static-stub',
  'stub',
  'hint',
  'forward',
  'delegation-only',
] as const;
export type ZoneType = (typeof ZONE_TYPES)[number];

export type { RemoteServer };

export interface ZoneClause {
  readonly name: Name;
  readonly place: ConfigPlace;
  readonly rrClass: string;
  readonly type: ZoneType | null;
  /** The zone of this name of another view is meant. */
  readonly inView?: string;
  readonly file?: string;
  readonly primaries?: readonly RemoteServer[];
  readonly serverAddresses?: readonly ServerPlace[];
  readonly serverNames?: readonly Name[];
  /** What it has of the clauses that views have too. */
  readonly values: ClauseValues;
  /** The keywords of all its clauses, and where they stand. */
  readonly has: ReadonlyMap<string, GivenClause>;
}

/** Where a clause's keyword stands. */
export type GivenClause = ConfigPlace;

export interface ViewClause {
  readonly name: string;
  readonly place: ConfigPlace;
  readonly rrClass: string;
  readonly values: ClauseValues;
  readonly has: ReadonlyMap<string, GivenClause>;
  readonly zones: readonly ZoneClause[];
  readonly keys: ReadonlyMap<string, NamedKey>;
  /** BIND: with any of its own, those of the top level do not count. */
  readonly peers: readonly ServerClause[];
}

/** A key that has all it needs. */
export interface NamedKey extends KeyClause {
  readonly algorithm: string;
  readonly secret: string;
}

export interface NamedConfiguration {
  readonly options: ClauseValues;
  /** The keywords of all options. */
  readonly hasOptions: ReadonlyMap<string, GivenClause>;
  /** Empty: the one view `_default`, with the zones here. */
  readonly views: readonly ViewClause[];
  readonly zones: readonly ZoneClause[];
  readonly acls: Acls;
  readonly keys: ReadonlyMap<string, NamedKey>;
  /** Lists of servers by name. BIND: primaries, masters, parental-agents. */
  readonly servers: ReadonlyMap<string, readonly RemoteServer[]>;
  /** What is settled of single servers. BIND: server. */
  readonly peers: readonly ServerClause[];
  /** Null where there is no `controls`: then the usual place. Empty: no control channel. */
  readonly controls: readonly ControlPlace[] | null;
  readonly statisticsChannels: readonly StatisticsPlace[];
  /** Null: none. */
  readonly logging: LoggingClause | null;
  readonly diagnostics: readonly ConfigDiagnostic[];
  /** With one, the configuration is not to be used. */
  readonly errors: number;
}

const MAX_DIAGNOSTICS = 200;

/** @example readNamedConf('options { recursion yes; };', { fileName: 'named.conf' }).options.recursion === true */
export function readNamedConf(text: string, files: CheckOptions): NamedConfiguration {
  const { top, diagnostics: said, errors } = checkNamedConf(text, files);
  const model = modelOf(top);
  // What BIND would not take is told in its words alone; else also what this server makes of it.
  if (top === null || errors > 0) return { ...model, diagnostics: said, errors: Math.max(1, errors) };
  const told: ConfigDiagnostic[] = [];
  const tell: Told = ({ file, line, column }, message, severity = 'warning') =>
    void (told.length < MAX_DIAGNOSTICS && told.push({ file, line, column, severity, message }));
  tellAllUnacted(top, tell);
  tellLimits(model, files.fileName, tell);
  return { ...model, diagnostics: [...said, ...inFileOrder(told)], errors: 0 };
}

type Model = Omit<NamedConfiguration, 'diagnostics' | 'errors'>;

function modelOf(top: MapValue | null): Model {
  const acls = new Map<string, readonly MatchElement[]>();
  // BIND: a second one of the name is a mistake, which the check has told.
  for (const acl of [...clausesOf(top, 'acl')].reverse())
    acls.set(textOf(fieldOf(acl, 'name')).toLowerCase(), matchListOf(fieldOf(acl, 'value')));
  const servers = new Map<string, readonly RemoteServer[]>();
  for (const word of ['primaries', 'masters', 'parental-agents'])
    for (const list of clausesOf(top, word))
      servers.set(textOf(fieldOf(list, 'name')), remoteServersOf(list));
  const logging = mapOf(clauseOf(top, 'logging'));
  const controls = clausesOf(top, 'controls').flatMap((value) => mapOf(value) ?? []);
  return {
    options: clauseValuesOf(mapOf(clauseOf(top, 'options'))),
    hasOptions: placesOf(mapOf(clauseOf(top, 'options'))),
    views: clausesOf(top, 'view').map(viewOf),
    zones: zonesOf(top),
    acls,
    keys: keysOf(top),
    servers,
    peers: peersOf(top),
    controls: controls.length === 0 ? null : controls.flatMap(controlPlacesOf),
    statisticsChannels: clausesOf(top, 'statistics-channels').flatMap((value) =>
      statisticsPlacesOf(mapOf(value)),
    ),
    logging: logging === null ? null : loggingOf(logging),
  };
}

function viewOf(value: Value): ViewClause {
  const block = mapOf(fieldOf(value, 'options'));
  return {
    name: textOf(fieldOf(value, 'name')),
    place: value.place,
    rrClass: classOf(value),
    values: clauseValuesOf(block),
    has: placesOf(block),
    zones: zonesOf(block),
    keys: keysOf(block),
    peers: peersOf(block),
  };
}

function placesOf(block: MapValue | null): ReadonlyMap<string, GivenClause> {
  return new Map(
    [...(block?.places ?? [])].flatMap(([word, [first]]) => (first ? [[word, first] as const] : [])),
  );
}

function classOf(value: Value): string {
  return (textOf(fieldOf(value, 'class')) || 'IN').toUpperCase();
}

function keysOf(block: MapValue | null): ReadonlyMap<string, NamedKey> {
  const keys = new Map<string, NamedKey>();
  for (const value of clausesOf(block, 'key')) {
    const key = keyClauseOf(value);
    const { name, algorithm, secret } = key;
    if (algorithm !== null && secret !== null && !keys.has(name))
      keys.set(name, { ...key, algorithm, secret });
  }
  return keys;
}

function peersOf(block: MapValue | null): readonly ServerClause[] {
  return clausesOf(block, 'server').flatMap((value) => {
    const map = mapOf(value);
    return (map && serverClauseOf(map)) ?? [];
  });
}

function zonesOf(block: MapValue | null): readonly ZoneClause[] {
  return clausesOf(block, 'zone').flatMap((value) => zoneOf(value) ?? []);
}

function zoneOf(value: Value): ZoneClause | null {
  const name = Name.parse(textOf(fieldOf(value, 'name')));
  if (isNameProblem(name)) return null;
  const block = mapOf(fieldOf(value, 'options'));
  const [inView, file] = [clauseOf(block, 'in-view'), clauseOf(block, 'file')];
  const primaries = clauseOf(block, 'primaries') ?? clauseOf(block, 'masters');
  const [addresses, names] = [clauseOf(block, 'server-addresses'), clauseOf(block, 'server-names')];
  return {
    name,
    place: value.place,
    rrClass: classOf(value),
    type: zoneTypeOf(textOf(clauseOf(block, 'type')).toLowerCase()),
    values: clauseValuesOf(block),
    has: placesOf(block),
    ...(inView && { inView: textOf(inView) }),
    ...(file && { file: textOf(file) }),
    ...(primaries && { primaries: remoteServersOf(primaries) }),
    ...(addresses && { serverAddresses: serverPlacesOf(addresses) }),
    ...(names && { serverNames: namesIn(names) }),
  };
}

function namesIn(list: Value): readonly Name[] {
  const names = itemsOf(list).map((item) => Name.parse(textOf(item)));
  return names.filter((name): name is Name => !isNameProblem(name));
}

function zoneTypeOf(word: string): ZoneType | null {
  if (word === 'master') return 'primary';
  if (word === 'slave') return 'secondary';
  return ZONE_TYPES.find((type) => type === word) ?? null;
}

const IN_ZONES = new Set([
  'type',
  'file',
  'in-view',
  'primaries',
  'masters',
  'server-addresses',
  'server-names',
]);
const IN_VIEWS = new Set(['zone', 'key', 'server']);
const ON_TOP = new Set([
  ...[
    'acl',
    'controls',
    'key',
    'logging',
    'masters',
    'options',
    'parental-agents',
    'primaries',
    'server',
    'statistics-channels',
    'view',
    'zone',
  ],
]);
const IN_CONTROLS = new Set(['inet', 'unix']);
const NOTHING: ReadonlySet<string> = new Set();

function tellAllUnacted(top: MapValue, tell: Told): void {
  tellUnacted(top, ON_TOP, tell);
  tellUnacted(mapOf(clauseOf(top, 'options')), NOTHING, tell);
  const views = clausesOf(top, 'view').map((view) => mapOf(fieldOf(view, 'options')));
  for (const view of views) tellUnacted(view, IN_VIEWS, tell);
  for (const block of [top, ...views]) {
    for (const zone of clausesOf(block, 'zone')) tellUnacted(mapOf(fieldOf(zone, 'options')), IN_ZONES, tell);
    for (const server of clausesOf(block, 'server')) tellUnacted(mapOf(server), SERVER_WORDS, tell);
  }
  for (const controls of clausesOf(top, 'controls').map(mapOf)) {
    tellUnacted(controls, IN_CONTROLS, tell);
    for (const place of controls?.places.get('unix') ?? [])
      tell(place, 'unix domain sockets are not supported');
  }
}

/** Files in the order in which something is said of them. */
function inFileOrder(told: readonly ConfigDiagnostic[]): readonly ConfigDiagnostic[] {
  const files = [...new Set(told.map(({ file }) => file))];
  const rank = new Map(files.map((file, i) => [file, i]));
  const rankOf = ({ file }: ConfigDiagnostic): number => rank.get(file) ?? 0;
  return [...told].sort((a, b) => rankOf(a) - rankOf(b) || a.line - b.line || a.column - b.column);
}
