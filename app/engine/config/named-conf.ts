/**
 * From the text of a named.conf to what a server is told.
 *
 * A file's way: `syntax.ts` makes statements of the text (the grammar is in named-conf.grammar); each statement is
 * read by its keyword, and its terms are taken one after the other (`statement-reader.ts`), includes where they
 * stand; at the end names are looked up: ACLs that nobody defined, zones that lack something. What named 9.18 knows and
 * this server does not act on is told with a warning.
 *
 * Simplified: no views; the order of the messages is the file's.
 */
import { isNameProblem, Name } from '../protocol/name.ts';
import { GONE_OPTIONS, KNOWN_OPTIONS, KNOWN_STATEMENTS, KNOWN_ZONE_OPTIONS } from './known-clauses.ts';
import type { Acls, MatchElement } from './match-list.ts';
import { StatementReader, type ServerPlace, type Told } from './statement-reader.ts';
import { parseSyntax, type ConfigDiagnostic, type ConfigPlace, type Statement } from './syntax.ts';

export interface ListenOn {
  /** Null: the server's port. */
  readonly port: number | null;
  readonly list: readonly MatchElement[];
}

export interface OptionsClause {
  directory?: string;
  listenOn?: ListenOn[];
  listenOnV6?: ListenOn[];
  port?: number;
  recursion?: boolean;
  allowQuery?: readonly MatchElement[];
  allowQueryCache?: readonly MatchElement[];
  allowRecursion?: readonly MatchElement[];
  blackhole?: readonly MatchElement[];
  forwarders?: readonly ServerPlace[];
  forward?: 'first' | 'only';
  /** Seconds. */
  maxCacheTtl?: number;
  maxNegativeTtl?: number;
  minCacheTtl?: number;
  minNegativeTtl?: number;
  failureTtl?: number;
  maxCacheSize?: { readonly octets: number } | { readonly percent: number } | 'unlimited' | 'default';
  minimalResponses?: 'no' | 'yes' | 'no-auth' | 'no-auth-recursive';
  queryLog?: boolean;
  recursiveClients?: number;
  version?: string;
  serverId?: string;
}

export type ZoneType =
  | 'primary'
  | 'secondary'
  | 'hint'
  | 'forward'
  | 'stub'
  | 'static-stub'
  | 'mirror'
  | 'redirect'
  | 'delegation-only';

export interface ZoneClause {
  readonly name: Name;
  readonly place: ConfigPlace;
  type: ZoneType | null;
  file?: string;
  forward?: 'first' | 'only';
  forwarders?: readonly ServerPlace[];
  primaries?: readonly ServerPlace[];
  serverAddresses?: readonly ServerPlace[];
  serverNames?: readonly Name[];
  allowQuery?: readonly MatchElement[];
}

export interface NamedConfiguration {
  readonly options: OptionsClause;
  readonly zones: readonly ZoneClause[];
  readonly acls: Acls;
  readonly diagnostics: readonly ConfigDiagnostic[];
  /** With one, the configuration is not to be used. */
  readonly errors: number;
}

export interface ReadOptions {
  readonly fileName: string;
  /** The text of a file that is included; null where it cannot be read. `directory` is what the options said so far. */
  readonly readInclude?: (file: string, directory: string | null) => string | null;
}

const MAX_INCLUDE_DEPTH = 16;
const MAX_INCLUDES = 1000;

/** @example readNamedConf('options { recursion yes; };', { fileName: 'named.conf' }).options.recursion === true */
export function readNamedConf(text: string, options: ReadOptions): NamedConfiguration {
  return new ConfigurationReader(options).read(text);
}

class ConfigurationReader {
  readonly #diagnostics: ConfigDiagnostic[] = [];
  readonly #files: ReadOptions;
  readonly #options: OptionsClause = {};
  #optionsSeen = false;
  readonly #zones: ZoneClause[] = [];
  readonly #acls = new Map<string, readonly MatchElement[]>();
  readonly #aclPlaces = new Map<string, ConfigPlace>();
  /** Lists whose names are looked up when all are known. */
  readonly #lists: (readonly MatchElement[])[] = [];
  #includes = 0;
  readonly #tell: Told = (place, message, severity = 'error') => {
    if (this.#diagnostics.length >= 200) return;
    const { file, line, column } = place;
    this.#diagnostics.push({ file, line, column, severity, message });
  };

  constructor(files: ReadOptions) {
    this.#files = files;
  }

  read(text: string): NamedConfiguration {
    this.#file(this.#files.fileName, text, 0);
    // BIND: what the whole lacks is told only when it could be read.
    if (!this.#diagnostics.some(({ severity }) => severity === 'error')) this.#check();
    const errors = this.#diagnostics.filter(({ severity }) => severity === 'error').length;
    return {
      options: this.#options,
      zones: this.#zones,
      acls: this.#acls,
      diagnostics: this.#diagnostics,
      errors,
    };
  }

  #file(name: string, text: string, depth: number): void {
    const { statements, diagnostics } = parseSyntax(name, text);
    // An error of syntax ends the reading, as with named; what stands before it is still told.
    const [broken] = diagnostics;
    for (const statement of statements) {
      if (broken !== undefined && statement.place.line >= broken.line) break;
      this.#statement(statement, depth);
    }
    if (broken !== undefined && !this.#diagnostics.some(({ severity }) => severity === 'error'))
      this.#tell(broken, broken.message);
  }

  #statement(statement: Statement, depth: number): void {
    const reader = new StatementReader(statement, this.#tell);
    const first = statement.terms[0];
    if (first?.kind !== 'word')
      return void this.#tell(statement.place, `syntax error near '${first?.text ?? ''}'`);
    switch (reader.keyword) {
      case 'include':
        return this.#include(reader, depth);
      case 'options':
        return this.#optionsClause(reader);
      case 'acl':
        return this.#acl(reader);
      case 'key':
        return this.#key(reader);
      case 'zone':
        return this.#zone(reader);
      case 'view':
        return void this.#tell(statement.place, "'view' is not implemented");
      // With -g, named does not use it either.
      case 'logging':
        reader.block();
        return void reader.done();
      default:
        this.#unacted(reader, KNOWN_STATEMENTS);
    }
  }

  #include(reader: StatementReader, depth: number): void {
    const file = reader.quoted();
    if (file === null || !reader.done()) return;
    if (depth >= MAX_INCLUDE_DEPTH || ++this.#includes > MAX_INCLUDES)
      return void this.#tell(reader.place, 'parsing failed: too many open files');
    const text = this.#files.readInclude?.(file, this.#options.directory ?? null) ?? null;
    if (text === null) return void this.#tell(reader.place, 'parsing failed: file not found');
    this.#file(file, text, depth + 1);
  }

  #optionsClause(reader: StatementReader): void {
    const statements = reader.block();
    if (statements === null || !reader.done()) return;
    if (this.#optionsSeen) return void this.#tell(reader.place, "'options' redefined near 'options'");
    this.#optionsSeen = true;
    const seen = new Set<string>();
    for (const statement of statements) {
      const inner = new StatementReader(statement, this.#tell);
      const { keyword } = inner;
      // Some of those that are not acted on may be repeated (check-names, for instance).
      if (seen.has(keyword) && !keyword.startsWith('listen-on') && !KNOWN_OPTIONS.has(keyword)) {
        this.#tell(statement.place, `'${keyword}' redefined near '${keyword}'`);
        continue;
      }
      seen.add(keyword);
      this.#option(keyword, inner);
    }
  }

  #option(keyword: string, reader: StatementReader): void {
    const options = this.#options;
    const keep = <K extends keyof OptionsClause>(key: K, value: OptionsClause[K] | null): void => {
      if (value !== null && value !== undefined && reader.done()) options[key] = value;
    };
    switch (keyword) {
      case 'directory':
        return keep('directory', reader.quoted());
      case 'listen-on':
      case 'listen-on-v6': {
        const listen = this.#listenOn(reader);
        const key = keyword === 'listen-on' ? 'listenOn' : 'listenOnV6';
        return keep(key, listen && [...(options[key] ?? []), listen]);
      }
      case 'port': {
        const port = reader.number();
        if (port !== null && port > 65535)
          return void this.#tell(reader.place, `port '${port}' out of range`);
        return keep('port', port);
      }
      case 'recursion':
        return keep('recursion', reader.boolean());
      case 'allow-query':
        return keep('allowQuery', this.#list(reader));
      case 'allow-query-cache':
        return keep('allowQueryCache', this.#list(reader));
      case 'allow-recursion':
        return keep('allowRecursion', this.#list(reader));
      case 'blackhole':
        return keep('blackhole', this.#list(reader));
      case 'forwarders': {
        const common = reader.takeWord('port') ? reader.port() : undefined;
        if (common === null) return;
        return keep('forwarders', withPort(reader.servers(), common));
      }
      case 'forward':
        return keep('forward', reader.oneOf(['first', 'only']));
      case 'max-cache-ttl':
        return keep('maxCacheTtl', reader.seconds());
      case 'max-ncache-ttl':
        return keep('maxNegativeTtl', this.#upTo(reader, 'max-ncache-ttl', 604_800));
      case 'min-cache-ttl':
        return keep('minCacheTtl', this.#upTo(reader, 'min-cache-ttl', 90));
      case 'min-ncache-ttl':
        return keep('minNegativeTtl', this.#upTo(reader, 'min-ncache-ttl', 90));
      case 'servfail-ttl':
        // BIND: at most 30 seconds, whatever is written.
        return keep('failureTtl', atMost(reader.seconds(), 30));
      case 'max-cache-size':
        return keep('maxCacheSize', reader.size());
      case 'minimal-responses': {
        const word = reader.peek()?.text ?? '';
        if (word === 'no-auth' || word === 'no-auth-recursive') {
          reader.skip();
          return keep('minimalResponses', word);
        }
        const value = reader.boolean();
        return keep('minimalResponses', value === null ? null : value ? 'yes' : 'no');
      }
      case 'querylog':
        return keep('queryLog', reader.boolean());
      case 'recursive-clients':
        return keep('recursiveClients', reader.number());
      case 'version':
        return keep('version', reader.takeWord('none') ? '' : reader.quoted());
      case 'server-id':
        if (reader.takeWord('none') || reader.takeWord('hostname')) return void reader.done();
        return keep('serverId', reader.quoted());
      case 'dnssec-validation': {
        const value = reader.takeWord('auto') ? true : reader.boolean();
        if (value === null || !reader.done()) return;
        if (value)
          this.#tell(
            reader.place,
            "option 'dnssec-validation' is not implemented: answers are not validated",
            'warning',
          );
        return;
      }
      default:
        this.#unacted(reader, KNOWN_OPTIONS);
    }
  }

  #acl(reader: StatementReader): void {
    const name = reader.text();
    if (name === null) return;
    const list = reader.matchList();
    if (list === null || !reader.done()) return;
    const before = this.#aclPlaces.get(name);
    if (before !== undefined)
      return void this.#tell(
        reader.place,
        `attempt to redefine acl '${name}' previous definition: ${before.file}:${before.line}`,
      );
    this.#acls.set(name, list);
    this.#aclPlaces.set(name, reader.place);
  }

  #key(reader: StatementReader): void {
    const name = reader.text();
    const statements = name === null ? null : reader.block();
    if (name === null || statements === null || !reader.done()) return;
    const has = (word: string): boolean => statements.some(({ terms }) => terms[0]?.text === word);
    if (!has('secret') || !has('algorithm'))
      this.#tell(reader.place, `key '${name}' must have both 'secret' and 'algorithm' defined`);
  }

  #zone(reader: StatementReader): void {
    const text = reader.text();
    if (text === null) return;
    const name = Name.parse(text);
    if (isNameProblem(name)) return void this.#tell(reader.place, `zone '${text}': is not a valid name`);
    const rrClass = reader.peek()?.kind === 'word' ? (reader.text() ?? '') : 'IN';
    const statements = reader.block();
    if (statements === null || !reader.done()) return;
    if (rrClass.toUpperCase() !== 'IN')
      return void this.#tell(reader.place, `zone '${text}': class '${rrClass}' is not implemented`);
    const zone: ZoneClause = { name, place: reader.place, type: null };
    for (const statement of statements) this.#zoneOption(zone, new StatementReader(statement, this.#tell));
    this.#zones.push(zone);
  }

  #zoneOption(zone: ZoneClause, reader: StatementReader): void {
    switch (reader.keyword) {
      case 'type': {
        const type = reader.oneOf([...ZONE_TYPES, 'master', 'slave']);
        if (type === null || !reader.done()) return;
        zone.type = type === 'master' ? 'primary' : type === 'slave' ? 'secondary' : type;
        return;
      }
      case 'file': {
        const file = reader.quoted();
        if (file !== null && reader.done()) zone.file = file;
        return;
      }
      case 'forward': {
        const forward = reader.oneOf(['first', 'only']);
        if (forward !== null && reader.done()) zone.forward = forward;
        return;
      }
      case 'forwarders':
      case 'primaries':
      case 'masters':
      case 'server-addresses': {
        const common = reader.takeWord('port') ? reader.port() : undefined;
        const servers = common === null ? null : withPort(reader.servers(), common);
        if (servers === null || !reader.done()) return;
        if (reader.keyword === 'forwarders') zone.forwarders = servers;
        else if (reader.keyword === 'server-addresses') zone.serverAddresses = servers;
        else zone.primaries = servers;
        return;
      }
      case 'server-names': {
        const statements = reader.block();
        if (statements === null || !reader.done()) return;
        const names = statements.map(({ terms }) => Name.parse(terms[0]?.text ?? ''));
        zone.serverNames = names.filter((name): name is Name => !isNameProblem(name));
        return;
      }
      case 'allow-query': {
        const list = this.#list(reader);
        if (list !== null && reader.done()) zone.allowQuery = list;
        return;
      }
      default:
        this.#unacted(reader, KNOWN_ZONE_OPTIONS);
    }
  }

  /** What named knows and this server does not act on, or nobody knows. */
  #unacted(reader: StatementReader, known: ReadonlySet<string>): void {
    const { keyword, place } = reader;
    reader.skipAll();
    if (known.has(keyword)) this.#tell(place, `option '${keyword}' is not implemented`, 'warning');
    else if (GONE_OPTIONS.has(keyword)) this.#tell(place, `option '${keyword}' no longer exists`);
    else this.#tell(place, `unknown option '${keyword}'`);
  }

  #listenOn(reader: StatementReader): ListenOn | null {
    const port = reader.takeWord('port') ? reader.port() : undefined;
    if (port === null) return null;
    if (reader.peek()?.kind === 'word')
      return reader.fail(`'{' expected near '${reader.peek()?.text ?? ''}'`);
    const list = this.#list(reader);
    return list && { port: port ?? null, list };
  }

  #list(reader: StatementReader): MatchElement[] | null {
    const list = reader.matchList();
    if (list !== null) this.#lists.push(list);
    return list;
  }

  #upTo(reader: StatementReader, option: string, most: number): number | null {
    const value = reader.seconds();
    if (value === null || value <= most) return value;
    this.#tell(reader.place, `${option} '${value}' is out of range (0..${most})`);
    return null;
  }

  #check(): void {
    for (const list of this.#acls.values()) this.#checkList(list);
    for (const list of this.#lists) this.#checkList(list);
    // BIND: a loop is met where a list is used.
    const used = new Set(this.#lists.flatMap(namesIn));
    for (const name of used) this.#checkLoop(name);
    const { forward, forwarders } = this.#options;
    if (forward !== undefined && forwarders === undefined)
      this.#tell({ file: this.#files.fileName, line: 1, column: 1 }, "no matching 'forwarders' statement");
    const places = new Map<string, ConfigPlace>();
    for (const zone of this.#zones) {
      const before = places.get(zone.name.key);
      if (before !== undefined)
        this.#tell(
          zone.place,
          `zone '${zone.name.toRelaxedString()}': already exists previous definition: ${before.file}:${before.line}`,
        );
      places.set(zone.name.key, zone.place);
      this.#checkZone(zone);
    }
  }

  #checkZone(zone: ZoneClause): void {
    const tell = (message: string, severity: ConfigDiagnostic['severity'] = 'error'): void =>
      this.#tell(zone.place, `zone '${zone.name.toRelaxedString()}': ${message}`, severity);
    switch (zone.type) {
      case null:
        return tell('type not present');
      case 'primary':
      case 'hint':
        if (zone.file === undefined) tell("missing 'file' entry");
        return;
      case 'stub':
        if (zone.primaries === undefined) tell("missing 'primaries' entry");
        return;
      case 'forward':
      case 'static-stub':
        return;
      default:
        if (zone.type === 'secondary' && zone.primaries === undefined)
          return tell("missing 'primaries' entry");
        return tell(`type '${zone.type}' is not implemented`, 'warning');
    }
  }

  #checkList(list: readonly MatchElement[]): void {
    for (const element of list) {
      if (element.kind === 'list') this.#checkList(element.list);
      else if (element.kind === 'name' && !BUILT_IN.has(element.name) && !this.#acls.has(element.name))
        this.#tell(element.place, `undefined ACL '${element.name}'`);
    }
  }

  #checkLoop(start: string): void {
    const seen = new Set<string>();
    const waiting = namesIn(this.#acls.get(start) ?? []);
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (next === start) {
        const place = this.#aclPlaces.get(start);
        if (place !== undefined) this.#tell(place, `acl loop detected: ${start}`);
        return;
      }
      if (seen.has(next)) continue;
      seen.add(next);
      waiting.push(...namesIn(this.#acls.get(next) ?? []));
    }
  }
}

function namesIn(list: readonly MatchElement[]): string[] {
  return list.flatMap((element) =>
    element.kind === 'list' ? namesIn(element.list) : element.kind === 'name' ? [element.name] : [],
  );
}

const BUILT_IN: ReadonlySet<string> = new Set(['any', 'none', 'localhost', 'localnets']);

const ZONE_TYPES = [
  'primary',
  'secondary',
  'hint',
  'forward',
  'stub',
  'static-stub',
  'mirror',
  'redirect',
  'delegation-only',
] as const satisfies readonly ZoneType[];

function withPort(servers: ServerPlace[] | null, port: number | undefined): ServerPlace[] | null {
  if (servers === null || port === undefined) return servers;
  return servers.map((server) => ({ port, ...server }));
}

function atMost(value: number | null, most: number): number | null {
  return value === null ? null : Math.min(value, most);
}
