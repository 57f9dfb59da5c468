/** The words of `rootwalk dump`. */
import { trustOf } from '../../dump/read/words.ts';
import type { DumpFilter } from '../../dump/read/query.ts';
import type { DumpOrder } from '../../dump/read/sort.ts';
import { typeNumber } from '../../protocol/codes.ts';

export const USAGE = `usage: rootwalk dump [options] FILE
       rootwalk dump --diff [--json] EARLIER LATER
  what is shown:
    (nothing)           views, figures and problems
    --totals            the figures as JSON
    --list              the entries, a line each (so do all of the choices below)
    --json, --csv       the entries as JSON or CSV
    --tree [NAME]       the branches right below a name, with their entries
    --expiry            how many entries end when
    --text              the dump, written anew
    --problems          lines that were not understood
  which entries:
    --name PATTERN      a name and all below it, or with * and ? a pattern
    --type TYPE[,TYPE]  --trust WORD[,WORD]  --view VIEW
    --ttl FROM-TO       seconds left; either may be missing
    --negative, --stale, --expired, --zones
  in which order:
    --sort file|name|type|trust|ttl  --reverse
`;

export type DumpMode =
  'summary' | 'totals' | 'list' | 'json' | 'csv' | 'tree' | 'expiry' | 'text' | 'problems' | 'diff';

export interface DumpSettings {
  readonly mode: DumpMode;
  readonly files: readonly string[];
  readonly filter: DumpFilter;
  readonly order: DumpOrder;
  readonly reverse: boolean;
  /** The name below which the tree is shown. */
  readonly below: string;
  /** The difference as JSON. */
  readonly json: boolean;
}

type Choices = { -readonly [Key in keyof DumpFilter]: DumpFilter[Key] };

interface Gathered {
  mode: DumpMode | null;
  readonly modes: Set<string>;
  readonly files: string[];
  readonly filter: Choices;
  order: DumpOrder;
  reverse: boolean;
  below: string;
}

const MODES: readonly string[] = ['totals', 'list', 'json', 'csv', 'expiry', 'text', 'problems', 'diff'];
const ORDERS: readonly string[] = ['file', 'name', 'type', 'trust', 'ttl'];

/** The settings; a text: what is wrong with the words. */
export function dumpSettings(words: readonly string[]): DumpSettings | string {
  const gathered: Gathered = {
    mode: null,
    modes: new Set(),
    files: [],
    filter: {},
    order: 'file',
    reverse: false,
    below: '.',
  };
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const problem = word.startsWith('--') ? option(gathered, word.slice(2), rest) : file(gathered, word);
    if (problem !== null) return problem;
  }
  const mode = modeOf(gathered);
  const wanted = mode === 'diff' ? 2 : 1;
  if (gathered.files.length !== wanted) return wanted === 2 ? '--diff needs two files' : 'one file is needed';
  const { files, filter, order, reverse, below } = gathered;
  return { mode, files, filter, order, reverse, below, json: gathered.modes.has('json') };
}

function modeOf({ modes, mode, filter, order }: Gathered): DumpMode {
  if (modes.has('diff')) return 'diff';
  if (mode !== null) return mode;
  return Object.keys(filter).length > 0 || order !== 'file' ? 'list' : 'summary';
}

function file(gathered: Gathered, word: string): string | null {
  if (word.startsWith('-') && word !== '-') return `unknown option '${word}'`;
  gathered.files.push(word);
  return null;
}

function option(gathered: Gathered, name: string, rest: string[]): string | null {
  const { filter } = gathered;
  if (MODES.includes(name)) {
    gathered.mode = name as DumpMode; // one of MODES
    gathered.modes.add(name);
    return null;
  }
  switch (name) {
    case 'tree':
      gathered.mode = 'tree';
      // A name ends with a dot there, so that it is no file.
      if (rest[0]?.endsWith('.') === true) gathered.below = rest.shift() ?? '.';
      return null;
    case 'negative':
      filter.kinds = ['nodata', 'nxdomain'];
      return null;
    case 'stale':
    case 'expired':
      filter.state = name;
      return null;
    case 'zones':
      filter.parts = ['zone'];
      return null;
    case 'reverse':
      gathered.reverse = true;
      return null;
    default:
      return valued(gathered, name, rest);
  }
}

function valued(gathered: Gathered, name: string, rest: string[]): string | null {
  if (!['name', 'view', 'type', 'trust', 'ttl', 'sort'].includes(name)) return `unknown option '--${name}'`;
  const { filter } = gathered;
  const value = rest.shift();
  if (value === undefined) return `--${name} needs a value`;
  const parts = value.split(',');
  switch (name) {
    case 'name':
      filter.name = value;
      return null;
    case 'view':
      filter.view = value;
      return null;
    case 'type':
      return put(parts, typeNumber, 'type', (types) => (filter.types = types));
    case 'trust':
      return put(parts, trustOf, 'trust', (trusts) => (filter.trusts = trusts));
    case 'ttl': {
      const [, from = '', to = ''] = /^(\d{0,10})(?:-(\d{0,10}))?$/.exec(value) ?? [];
      if (from === '' && to === '') return `'${value}' is no span of seconds`;
      const most = to !== '' ? Number(to) : value.endsWith('-') ? Infinity : Number(from);
      filter.ttl = { least: Number(from), most };
      return null;
    }
    default:
      if (!ORDERS.includes(value)) return `'${value}' is no order`;
      gathered.order = value as DumpOrder; // one of ORDERS
      return null;
  }
}

function put(
  words: readonly string[],
  read: (word: string) => number | null,
  what: string,
  take: (values: number[]) => void,
): string | null {
  const values: number[] = [];
  for (const word of words) {
    const value = read(word);
    if (value === null) return `'${word}' is no ${what}`;
    values.push(value);
  }
  take(values);
  return null;
}
