/**
 * rndc.conf and rndc.key: which server, which port, which key.
 *
 * Without -c, rndc.conf is read where it is there, else the key file, which holds one key and nothing else.
 */
import { keyClauseOf, type KeyClause } from '../../config/key-clause.ts';
import { parseFile } from '../../config/language/named-conf-language.ts';
import { KEY_FILE, RNDC_CONF } from '../../config/language/other-files.ts';
import {
  clauseOf,
  clausesOf,
  fieldOf,
  itemsOf,
  mapOf,
  numberOf,
  textOf,
  type MapValue,
  type Value,
} from '../../config/language/value.ts';
import { configLine } from '../../config/syntax.ts';
import { latin1Text } from '../shared/latin1.ts';
import { isFileProblem, type FileProblem, type ToolFiles } from '../tool.ts';

export interface RndcServer {
  readonly name: string;
  readonly key?: string;
  readonly port?: number;
  readonly addresses?: readonly { readonly host: string; readonly port: number | null }[];
  readonly sources: readonly string[];
}

export interface RndcConfiguration {
  readonly keys: readonly KeyClause[];
  readonly servers: readonly RndcServer[];
  readonly options: {
    /** Whether there is an `options` statement at all. */
    readonly given: boolean;
    readonly defaultKey?: string;
    readonly defaultServer?: string;
    readonly defaultPort?: number;
    readonly sources: readonly string[];
  };
}

/** What is wrong with a file, in rndc's words: `rndc.conf:3: unknown option 'foo'`. */
export interface ConfigurationProblem {
  readonly kind: 'configuration-problem';
  readonly words: string;
}

/** Files that include files, one after the other. */
const MOST_ROUNDS = 100;

/** `keysOnly`: a key file, with one key and nothing else. */
export async function readRndcConfiguration(
  files: ToolFiles,
  path: string,
  keysOnly: boolean,
): Promise<RndcConfiguration | ConfigurationProblem> {
  const problem = (words: string): ConfigurationProblem => ({ kind: 'configuration-problem', words });
  const known = new Map([[path, await files.read(path)]]);
  const main = known.get(path);
  if (main === undefined || isFileProblem(main)) {
    const why = PROBLEMS[main?.reason ?? 'other'];
    return problem(main?.reason === 'is-directory' ? `${path}:1: ${why} ` : `open: ${path}: ${why}`);
  }
  const text = latin1Text(main);
  for (let round = 0; ; round++) {
    const wanted = new Set<string>();
    const { top, diagnostics } = parseFile(
      text,
      {
        fileName: path,
        readInclude: (included) => {
          const found = known.get(included);
          if (found === undefined) wanted.add(included);
          return includedFile(found);
        },
      },
      keysOnly ? KEY_FILE : RNDC_CONF,
    );
    if (wanted.size === 0 || round === MOST_ROUNDS) {
      const [first] = diagnostics.filter(({ severity }) => severity === 'error');
      return top === null
        ? problem(first === undefined ? 'failure' : configLine(first))
        : configurationOf(top);
    }
    for (const file of wanted) known.set(file, await files.read(file));
  }
}

function includedFile(
  found: Uint8Array | FileProblem | undefined,
): { readonly text: string } | { readonly problem: string } {
  if (found === undefined) return { text: '' };
  return isFileProblem(found) ? { problem: PROBLEMS[found.reason] } : { text: latin1Text(found) };
}

function configurationOf(top: MapValue): RndcConfiguration {
  const options = mapOf(clauseOf(top, 'options'));
  return {
    keys: clausesOf(top, 'key').map(keyClauseOf),
    servers: clausesOf(top, 'server').map(serverOf),
    options: {
      given: options !== null,
      ...given('defaultKey', clauseOf(options, 'default-key'), textOf),
      ...given('defaultServer', clauseOf(options, 'default-server'), textOf),
      ...given('defaultPort', clauseOf(options, 'default-port'), numberOf),
      sources: sourcesOf(options, 'default-'),
    },
  };
}

function serverOf(value: Value): RndcServer {
  const map = mapOf(value);
  return {
    name: textOf(map?.id ?? undefined),
    ...given('key', clauseOf(map, 'key'), textOf),
    ...given('port', clauseOf(map, 'port'), numberOf),
    ...given('addresses', clauseOf(map, 'addresses'), (list) =>
      itemsOf(fieldOf(list, 'addresses')).map(addressOf),
    ),
    sources: sourcesOf(map, ''),
  };
}

function addressOf(item: Value): { readonly host: string; readonly port: number | null } {
  if (item.kind === 'address') return { host: item.address, port: item.port === 0 ? null : item.port };
  return { host: textOf(fieldOf(item, 'name')), port: numberOf(fieldOf(item, 'port')) };
}

function sourcesOf(map: MapValue | null, prefix: string): readonly string[] {
  return ['source-address', 'source-address-v6'].flatMap((word) => {
    const value = clauseOf(map, `${prefix}${word}`);
    return value?.kind === 'address' && !value.wildcard ? [value.address] : [];
  });
}

/** `{ [key]: … }`, and nothing where there is no value. */
function given<K extends string, T>(
  key: K,
  value: Value | undefined,
  read: (value: Value) => T | null,
): { readonly [key in K]?: T } {
  const said = value === undefined ? null : read(value);
  return (said === null ? {} : { [key]: said }) as { readonly [key in K]?: T }; // One key, as said.
}

const PROBLEMS = {
  'not-found': 'file not found',
  'is-directory': 'not a file',
  'permission-denied': 'permission denied',
  'no-space': 'no space',
  other: 'unexpected error',
} as const;
