/**
 * From the text of a named.conf to what a server is told.
 *
 * A file's way: `syntax.ts` makes statements of the text (the grammar is in named-conf.grammar); each statement is
 * read by its keyword, includes where they stand: here the blocks, clauses by their table (`clauses.ts`, or
 * `known-clauses.ts` for what named 9.18 knows and this server does not act on: that is told with a warning); at the
 * end the whole is checked (`check-conf.ts`): ACLs that nobody defined, zones that lack something.
 *
 * Simplified: the order of the messages is the file's.
 */
import { isNameProblem, Name } from '../protocol/name.ts';
import { checkNamedConf, type CheckedConfiguration } from './checked-configuration.ts';
import { CLAUSES, isClauseWord, mayStandIn, type ClauseValues, type ClauseWord } from './clauses.ts';
import { readControls, type ControlPlace } from './controls-clause.ts';
import {
  GONE,
  HOUSEKEEPING,
  KNOWN,
  KNOWN_IN_ZONES,
  NOT_BUILT_IN,
  OBSOLETE,
  REPEATABLE,
  TYPE_LETTERS,
} from './known-clauses.ts';
import { readKeyClause, type KeyClause } from './key-clause.ts';
import { tellLimits } from './limits.ts';
import { readLogging, type LoggingClause } from './logging-clause.ts';
import type { Acls, MatchElement } from './match-list.ts';
import { readServerClause, type ServerClause } from './server-clause.ts';
import { StatementReader, type Reading, type ServerPlace, type Told } from './statement-reader.ts';
import { parseSyntax, type ConfigDiagnostic, type ConfigPlace, type Statement } from './syntax.ts';
import { takeForm } from './value-form.ts';

export type ZoneType = keyof typeof TYPE_LETTERS;

/** A server to fetch a zone from; or the name of a list of them. */
export type RemoteServer = ServerPlace | { readonly list: string; readonly place: ConfigPlace };

export interface ZoneClause {
  readonly name: Name;
  readonly place: ConfigPlace;
  readonly rrClass: string;
  type: ZoneType | null;
  /** The zone of this name of another view is meant. */
  inView?: string;
  file?: string;
  primaries?: readonly RemoteServer[];
  serverAddresses?: readonly ServerPlace[];
  serverNames?: readonly Name[];
  /** What it has of the clauses that views have too. */
  readonly values: ClauseValues;
  /** The keywords of all its clauses. */
  readonly has: Map<string, GivenClause>;
}

/** Where a clause stands, and what stands behind its keyword. */
export interface GivenClause extends ConfigPlace {
  readonly words: readonly string[];
}

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
  /** Null: none. */
  readonly logging: LoggingClause | null;
  readonly diagnostics: readonly ConfigDiagnostic[];
  /** With one, the configuration is not to be used. */
  readonly errors: number;
}

export interface ReadOptions {
  readonly fileName: string;
  /** The text of a file that is included; null where it cannot be read. `directory` is what the options said so far. */
  readonly readInclude?: (file: string, directory: string | null) => string | null;
  /** Why such a file cannot be read, in BIND's words. Default: `file not found`. */
  readonly whyNot?: (file: string, directory: string | null) => string;
}

const MAX_INCLUDE_DEPTH = 16;
const MAX_INCLUDES = 1000;
const MAX_DIAGNOSTICS = 200;

/** @example readNamedConf('options { recursion yes; };', { fileName: 'named.conf' }).options.recursion === true */
export function readNamedConf(text: string, options: ReadOptions): NamedConfiguration {
  return new ConfigurationReader(options).read(text);
}

class ConfigurationReader {
  readonly #diagnostics: ConfigDiagnostic[] = [];
  readonly #files: ReadOptions;
  readonly #options: ClauseValues = {};
  readonly #hasOptions = new Map<string, GivenClause>();
  #optionsSeen = false;
  readonly #views: ViewClause[] = [];
  readonly #zones: ZoneClause[] = [];
  readonly #acls = new Map<string, readonly MatchElement[]>();
  readonly #keys = new Map<string, NamedKey>();
  readonly #servers = new Map<string, readonly RemoteServer[]>();
  readonly #peers: ServerClause[] = [];
  #controls: ControlPlace[] | null = null;
  #logging: LoggingClause | null = null;
  #includes = 0;
  readonly #tell: Told = (place, message, severity = 'error') => {
    if (this.#diagnostics.length >= MAX_DIAGNOSTICS) return;
    const { file, line, column } = place;
    this.#diagnostics.push({ file, line, column, severity, message });
  };
  readonly #reading: Reading = { tell: this.#tell, lists: [] };

  constructor(files: ReadOptions) {
    this.#files = files;
  }

  read(text: string): NamedConfiguration {
    const { diagnostics: said, errors: faults } = this.#checked(text);
    this.#file(this.#files.fileName, text, 0);
    const configuration = {
      options: this.#options,
      hasOptions: this.#hasOptions,
      views: this.#views,
      zones: this.#zones,
      acls: this.#acls,
      keys: this.#keys,
      servers: this.#servers,
      peers: this.#peers,
      controls: this.#controls,
      logging: this.#logging,
    };
    // What BIND would not take is told in its words alone; else also what this server makes of it.
    if (faults > 0) return { ...configuration, diagnostics: said, errors: faults };
    tellLimits(configuration, this.#files.fileName, this.#tell);
    const errors = this.#diagnostics.filter(({ severity }) => severity === 'error').length;
    return { ...configuration, diagnostics: [...said, ...this.#diagnostics], errors };
  }

  #checked(text: string): CheckedConfiguration {
    const { fileName, readInclude, whyNot } = this.#files;
    return checkNamedConf(text, {
      fileName,
      readInclude: (file, directory) => {
        const included = readInclude?.(file, directory) ?? null;
        if (included !== null) return { text: included };
        return { problem: whyNot?.(file, directory) ?? 'file not found' };
      },
    });
  }

  get #failed(): boolean {
    return this.#diagnostics.some(({ severity }) => severity === 'error');
  }

  #file(name: string, text: string, depth: number): void {
    const { statements, diagnostics } = parseSyntax(name, text);
    // An error of syntax ends the reading, as with named; what stands before it is still told.
    const [broken] = diagnostics;
    for (const statement of statements) {
      if (broken !== undefined && statement.place.line >= broken.line) break;
      this.#statement(statement, depth);
    }
    if (broken !== undefined && !this.#failed) this.#tell(broken, broken.message);
  }

  #statement(statement: Statement, depth: number): void {
    const reader = new StatementReader(statement, this.#reading);
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
        return this.#key(reader, this.#keys);
      case 'zone':
        return this.#zone(reader, this.#zones);
      case 'view':
        return this.#view(reader);
      case 'server':
        return this.#peer(reader, this.#peers);
      case 'primaries':
      case 'masters':
      case 'parental-agents':
        return this.#serverList(reader);
      case 'controls': {
        const statements = reader.block();
        if (statements === null || !reader.done()) return;
        this.#controls = [...(this.#controls ?? []), ...readControls(statements, this.#reading)];
        return;
      }
      case 'logging': {
        const statements = reader.block();
        if (statements === null || !reader.done()) return;
        if (this.#logging !== null)
          return void this.#tell(reader.place, "'logging' redefined near 'logging'");
        this.#logging = readLogging(statements, this.#reading);
        return;
      }
      default:
        this.#unacted(reader, KNOWN.top.get(reader.keyword));
    }
  }

  #include(reader: StatementReader, depth: number): void {
    const file = reader.quoted();
    if (file === null || !reader.done()) return;
    if (depth >= MAX_INCLUDE_DEPTH || ++this.#includes > MAX_INCLUDES)
      return void this.#tell(reader.place, 'parsing failed: too many open files');
    const text = this.#files.readInclude?.(file, this.#options.directory ?? null) ?? null;
    if (text === null) {
      const why = this.#files.whyNot?.(file, this.#options.directory ?? null) ?? 'file not found';
      return void this.#tell(reader.place, `parsing failed: ${why}`);
    }
    this.#file(file, text, depth + 1);
  }

  #optionsClause(reader: StatementReader): void {
    const statements = reader.block();
    if (statements === null || !reader.done()) return;
    if (this.#optionsSeen) return void this.#tell(reader.place, "'options' redefined near 'options'");
    this.#optionsSeen = true;
    for (const statement of statements)
      this.#clause(new StatementReader(statement, this.#reading), 'options', this.#options, this.#hasOptions);
  }

  /** Reads a clause of `options`, a view or a zone into `values`. */
  #clause(
    reader: StatementReader,
    block: 'options' | 'view',
    values: ClauseValues,
    seen: Map<string, GivenClause>,
  ): void {
    const { keyword, place } = reader;
    if (seen.has(keyword) && !REPEATABLE.has(keyword))
      return void this.#tell(place, `'${keyword}' redefined near '${keyword}'`);
    seen.set(keyword, { ...place, words: reader.words });
    if (!isClauseWord(keyword) || !mayStandIn(keyword, block))
      return this.#unacted(reader, KNOWN[block].get(keyword));
    this.#take(keyword, reader, values);
  }

  #take(word: ClauseWord, reader: StatementReader, values: ClauseValues): void {
    const clause: { readonly read: (reader: StatementReader) => unknown; readonly many?: true } =
      CLAUSES[word];
    const value = clause.read(reader);
    if (value === null || !reader.done()) return;
    // Which word has which type of value is the table's: both come from it.
    const untyped = values as Record<string, unknown>;
    const before = untyped[word];
    untyped[word] = clause.many ? [...(Array.isArray(before) ? (before as unknown[]) : []), value] : value;
  }

  #view(reader: StatementReader): void {
    const name = reader.text();
    if (name === null) return;
    const rrClass = reader.peek()?.kind === 'word' ? (reader.text() ?? '') : 'IN';
    const statements = reader.block();
    if (statements === null || !reader.done()) return;
    const zones: ZoneClause[] = [];
    const keys = new Map<string, NamedKey>();
    const peers: ServerClause[] = [];
    const values: ClauseValues = {};
    const has = new Map<string, GivenClause>();
    for (const statement of statements) {
      const inner = new StatementReader(statement, this.#reading);
      if (inner.keyword === 'zone') this.#zone(inner, zones);
      else if (inner.keyword === 'key') this.#key(inner, keys);
      else if (inner.keyword === 'server') this.#peer(inner, peers);
      else this.#clause(inner, 'view', values, has);
    }
    this.#views.push({
      name,
      place: reader.place,
      rrClass: rrClass.toUpperCase(),
      values,
      has,
      zones,
      keys,
      peers,
    });
  }

  #acl(reader: StatementReader): void {
    const name = reader.text();
    if (name === null) return;
    const list = reader.matchList();
    if (list === null || !reader.done()) return;
    // BIND: a second one of the name is a mistake, which the check has told.
    if (!this.#acls.has(name)) this.#acls.set(name, list);
  }

  #key(reader: StatementReader, keys: Map<string, NamedKey>): void {
    const key = readKeyClause(reader, this.#reading);
    if (key === null) return;
    const { name, place, algorithm, secret } = key;
    if (algorithm === null || secret === null)
      return void this.#tell(place, `key '${name}' must have both 'secret' and 'algorithm' defined`);
    const before = keys.get(name);
    if (before !== undefined)
      return void this.#tell(
        place,
        `key '${name}': already exists previous definition: ${before.place.file}:${before.place.line}`,
      );
    keys.set(name, { ...key, algorithm, secret });
  }

  #peer(reader: StatementReader, peers: ServerClause[]): void {
    const peer = readServerClause(reader, this.#reading);
    if (peer !== null) peers.push(peer);
  }

  #serverList(reader: StatementReader): void {
    const name = reader.text();
    const listed = name === null ? null : remoteServers(reader);
    if (name !== null && listed !== null && reader.done()) this.#servers.set(name, listed);
  }

  #zone(reader: StatementReader, zones: ZoneClause[]): void {
    const text = reader.text();
    if (text === null) return;
    const name = Name.parse(text);
    if (isNameProblem(name)) return void this.#tell(reader.place, `zone '${text}': is not a valid name`);
    const rrClass = reader.peek()?.kind === 'word' ? (reader.text() ?? '').toUpperCase() : 'IN';
    const statements = reader.block();
    if (statements === null || !reader.done()) return;
    const zone: ZoneClause = { name, place: reader.place, rrClass, type: null, values: {}, has: new Map() };
    for (const statement of statements) this.#zoneClause(zone, new StatementReader(statement, this.#reading));
    zones.push(zone);
  }

  #zoneClause(zone: ZoneClause, reader: StatementReader): void {
    const { keyword, place } = reader;
    const twice = keyword === 'masters' ? 'primaries' : keyword;
    if (zone.has.has(twice)) return void this.#tell(place, `'${keyword}' redefined near '${keyword}'`);
    zone.has.set(twice, { ...place, words: reader.words });
    switch (keyword) {
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
      case 'in-view': {
        const view = reader.text();
        if (view !== null && reader.done()) zone.inView = view;
        return;
      }
      case 'primaries':
      case 'masters': {
        const primaries = remoteServers(reader);
        if (primaries !== null && reader.done()) zone.primaries = primaries;
        return;
      }
      case 'server-addresses': {
        const addresses = reader.servers();
        if (addresses !== null && reader.done()) zone.serverAddresses = addresses;
        return;
      }
      case 'server-names': {
        const words = reader.each((entry) => entry.text());
        if (words === null || !reader.done()) return;
        const names = words.map((word) => Name.parse(word));
        zone.serverNames = names.filter((name): name is Name => !isNameProblem(name));
        return;
      }
      default:
        if (isClauseWord(keyword) && CLAUSES[keyword].place === 'zone')
          return this.#take(keyword, reader, zone.values);
        this.#unacted(reader, KNOWN_IN_ZONES.get(keyword)?.form);
    }
  }

  /** What named knows and this server does not act on, or nobody knows. `form`: its value's; undefined: it is not known here. */
  #unacted(reader: StatementReader, form: string | undefined): void {
    const { keyword, place } = reader;
    if (form === undefined) {
      this.#tell(
        place,
        GONE.has(keyword) ? `option '${keyword}' no longer exists` : `unknown option '${keyword}'`,
      );
      return;
    }
    if (NOT_BUILT_IN.has(keyword))
      return void this.#tell(place, `option '${keyword}' was not enabled at compile time`);
    if (!takeForm(form, reader) || !reader.done()) return;
    if (OBSOLETE.has(keyword)) return;
    const what = HOUSEKEEPING.has(keyword) ? 'accepted and ignored' : 'not implemented';
    this.#tell(place, `option '${keyword}' is ${what}`, 'warning');
  }
}

const ZONE_TYPES = Object.keys(TYPE_LETTERS) as ZoneType[]; // Its keys are the types.

/** `[ port 5300 ] { 192.0.2.1 [ port 5300 ] [ key k ] [ tls t ]; list; … }` */
function remoteServers(reader: StatementReader): readonly RemoteServer[] | null {
  const common = reader.takeWord('port') ? reader.port() : undefined;
  if (common === null) return null;
  return reader.each((entry): RemoteServer | null => {
    const { place } = entry;
    const address = entry.maybeAddress();
    const list = address === null ? entry.text() : null;
    const port = address !== null && entry.takeWord('port') ? entry.port() : common;
    if (port === null || (address === null && list === null)) return null;
    for (const word of ['key', 'tls'] as const)
      if (entry.takeWord(word) && entry.text() === null) return null;
    if (address === null) return { list: list ?? '', place };
    return port === undefined ? { address } : { address, port };
  });
}
