/**
 * rndc.conf and rndc.key: which server, which port, which key.
 *
 * Without -c, rndc.conf is read where it is there, else the key file, which holds one key and nothing else.
 */
import { readKeyClause, type KeyClause } from '../../config/key-clause.ts';
import { StatementReader, type Reading, type Told } from '../../config/statement-reader.ts';
import { configLine, parseSyntax, type ConfigDiagnostic, type Statement } from '../../config/syntax.ts';
import { addressOctets } from '../../protocol/address.ts';
import { isFileProblem, type ToolFiles } from '../tool.ts';

export interface RndcServer {
  readonly name: string;
  key?: string;
  port?: number;
  addresses?: readonly { readonly host: string; readonly port: number | null }[];
  sources: string[];
}

export interface RndcConfiguration {
  readonly keys: readonly KeyClause[];
  readonly servers: readonly RndcServer[];
  readonly options: {
    /** Whether there is an `options` statement at all. */
    given: boolean;
    defaultKey?: string;
    defaultServer?: string;
    defaultPort?: number;
    sources: string[];
  };
}

/** What is wrong with a file, in rndc's words: `rndc.conf:3: unknown option 'foo'`. */
export interface ConfigurationProblem {
  readonly kind: 'configuration-problem';
  readonly words: string;
}

const MAX_INCLUDES = 100;

/** `keysOnly`: a key file, with one key and nothing else. */
export async function readRndcConfiguration(
  files: ToolFiles,
  path: string,
  keysOnly: boolean,
): Promise<RndcConfiguration | ConfigurationProblem> {
  return new RndcConfReader(files, keysOnly).read(path);
}

class RndcConfReader {
  readonly #files: ToolFiles;
  readonly #keysOnly: boolean;
  readonly #keys: KeyClause[] = [];
  readonly #servers: RndcServer[] = [];
  readonly #options: RndcConfiguration['options'] = { given: false, sources: [] };
  readonly #seen = new Set<string>();
  #includes = 0;
  /** The first complaint ends the reading, as with rndc. */
  #problem: string | null = null;

  constructor(files: ToolFiles, keysOnly: boolean) {
    this.#files = files;
    this.#keysOnly = keysOnly;
  }

  async read(path: string): Promise<RndcConfiguration | ConfigurationProblem> {
    await this.#file(path, null);
    if (this.#problem !== null) return { kind: 'configuration-problem', words: this.#problem };
    return { keys: this.#keys, servers: this.#servers, options: this.#options };
  }

  async #file(path: string, from: Told | null): Promise<void> {
    const octets = await this.#files.read(path);
    if (isFileProblem(octets)) {
      const why = PROBLEMS[octets.reason];
      if (from !== null) from({ file: path, line: 0, column: 0 }, `parsing failed: ${why}`);
      else if (octets.reason === 'is-directory')
        this.#tell({ file: path, line: 1, column: 1 }, 'not a file ');
      else this.#problem ??= `open: ${path}: ${why}`;
      return;
    }
    const { statements, diagnostics } = parseSyntax(path, new TextDecoder('utf-8').decode(octets));
    const [broken] = diagnostics;
    for (const statement of statements) {
      if (broken !== undefined && statement.place.line >= broken.line) break;
      await this.#statement(statement);
    }
    if (broken !== undefined) this.#tell(broken, broken.message);
  }

  readonly #tell: Told = (place, message) => {
    const diagnostic: ConfigDiagnostic = { ...place, severity: 'error', message };
    this.#problem ??= configLine(diagnostic);
  };
  readonly #reading: Reading = { tell: this.#tell, lists: [] };

  async #statement(statement: Statement): Promise<void> {
    if (this.#problem !== null) return;
    const reader = new StatementReader(statement, this.#reading);
    const { keyword, place } = reader;
    if (keyword !== 'key' && (this.#keysOnly || !['include', 'server', 'options'].includes(keyword)))
      return this.#tell(place, `unknown option '${keyword}'`);
    if (keyword === 'options' || (keyword === 'key' && this.#keysOnly)) {
      if (this.#seen.has(keyword)) return this.#tell(place, `'${keyword}' redefined near '${keyword}'`);
      this.#seen.add(keyword);
    }
    if (keyword === 'key') {
      const key = readKeyClause(reader, this.#reading);
      if (key !== null) this.#keys.push(key);
    } else if (keyword === 'options') this.#optionsClause(reader);
    else if (keyword === 'server') this.#server(reader);
    else await this.#include(reader);
  }

  async #include(reader: StatementReader): Promise<void> {
    const file = reader.quoted();
    if (file === null || !reader.done()) return;
    if (++this.#includes > MAX_INCLUDES)
      return this.#tell(reader.place, 'parsing failed: too many open files');
    await this.#file(file, (_, message) => this.#tell(reader.place, message));
  }

  #optionsClause(reader: StatementReader): void {
    const options = this.#options;
    options.given = true;
    this.#clauses(reader, (keyword, inner) => {
      if (keyword === 'default-key') return given(inner.text(), (text) => (options.defaultKey = text));
      if (keyword === 'default-server') return given(inner.text(), (text) => (options.defaultServer = text));
      if (keyword === 'default-port') return given(inner.number(), (port) => (options.defaultPort = port));
      return this.#source(keyword.replace(/^default-/, ''), inner, options.sources);
    });
  }

  #server(reader: StatementReader): void {
    const name = reader.text();
    if (name === null) return;
    const server: RndcServer = { name, sources: [] };
    this.#servers.push(server);
    this.#clauses(reader, (keyword, inner) => {
      if (keyword === 'key') return given(inner.text(), (text) => (server.key = text));
      if (keyword === 'port') return given(inner.number(), (port) => (server.port = port));
      if (keyword === 'addresses') return given(this.#addresses(inner), (all) => (server.addresses = all));
      return this.#source(keyword, inner, server.sources);
    });
  }

  /** Reads a block of statements; `read` says whether it knows the keyword. */
  #clauses(reader: StatementReader, read: (keyword: string, inner: StatementReader) => boolean): void {
    const statements = reader.block();
    if (statements === null || !reader.done()) return;
    const seen = new Set<string>();
    for (const statement of statements) {
      const inner = new StatementReader(statement, this.#reading);
      const { keyword, place } = inner;
      if (seen.has(keyword)) return this.#tell(place, `'${keyword}' redefined near '${keyword}'`);
      seen.add(keyword);
      if (!read(keyword, inner)) return this.#tell(place, `unknown option '${keyword}'`);
      if (!inner.done()) return;
    }
  }

  #source(keyword: string, reader: StatementReader, sources: string[]): boolean {
    if (keyword !== 'source-address' && keyword !== 'source-address-v6') return false;
    const octets = keyword === 'source-address' ? 4 : 16;
    const address = reader.peek()?.text ?? '';
    if (address !== '*' && addressOctets(address)?.length !== octets) {
      reader.fail(`expected IPv${octets === 4 ? 4 : 6} address or '*' near '${address}'`);
      return true;
    }
    reader.skip();
    if (address !== '*') sources.push(address);
    return true;
  }

  #addresses(reader: StatementReader): RndcServer['addresses'] | null {
    const statements = reader.block();
    if (statements === null) return null;
    const all: { host: string; port: number | null }[] = [];
    for (const statement of statements) {
      const inner = new StatementReader(statement, this.#reading, 0);
      const host = inner.text();
      const port = inner.takeWord('port') ? inner.port() : null;
      if (host === null || !inner.done()) return null;
      all.push({ host, port });
    }
    return all;
  }
}

function given<T>(value: T | null | undefined, keep: (value: T) => void): true {
  if (value !== null && value !== undefined) keep(value);
  return true;
}

const PROBLEMS = {
  'not-found': 'file not found',
  'is-directory': 'not a file',
  'permission-denied': 'permission denied',
  'no-space': 'no space',
  other: 'unexpected error',
} as const;
