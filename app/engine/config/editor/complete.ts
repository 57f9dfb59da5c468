/** What may be typed at a place: clauses of the block, words and names where the language has them, files of the disk. */
import { isOptionAllowed, PLAIN_TYPES } from '../check/zone-options.ts';
import type { Shape } from '../language/shape.ts';
import { readConfigText, type TextStatement, type TextTerm } from './config-text.ts';
import { readDefinitions, type ConfigFiles } from './definitions.ts';
import { expectedAfter } from './expected.ts';
import { toldOf } from './hover.ts';
import { blockOf, clauseOf, levelsAt, type Level } from './place.ts';
import { roleAt, type DefinitionKind, type Role } from './roles.ts';

export interface Completion {
  readonly label: string;
  /** What is typed for it. */
  readonly insert: string;
  readonly kind: 'clause' | 'word' | 'name' | 'file' | 'folder';
  /** Its form, or where it comes from. */
  readonly detail: string;
  readonly about: string;
}

export interface Completions {
  /** From where on the text is replaced. */
  readonly from: number;
  readonly options: readonly Completion[];
}

export interface FilesToComplete extends ConfigFiles {
  /** What lies in a folder. */
  readonly list: (folder: string) => readonly { readonly name: string; readonly isFolder: boolean }[];
}

/** Null where there is nothing to offer. */
export function completeAt(files: FilesToComplete, offset: number): Completions | null {
  const before = files.text.slice(0, offset);
  if (endsInComment(before)) return null;
  const levels = levelsAt(readConfigText(before), offset);
  const level = levels.at(-1) as Level;
  const { terms, partial } = splitAt(level.block.statements.at(-1), offset);
  if (partial?.kind === 'string' && isClosed(before, partial)) return null;
  const place: Place = { files, levels, level, terms, partial };
  const options = partial?.kind === 'string' ? stringOptions(place) : wordOptions(place);
  const from = partial === null ? offset : partialFrom(partial, place);
  return options.length === 0 ? null : { from, options };
}

interface Place {
  readonly files: FilesToComplete;
  readonly levels: readonly Level[];
  readonly level: Level;
  /** Of the statement, before the place. */
  readonly terms: readonly TextTerm[];
  /** What is being typed. */
  readonly partial: TextTerm | null;
}

function splitAt(
  statement: TextStatement | undefined,
  offset: number,
): { readonly terms: readonly TextTerm[]; readonly partial: TextTerm | null } {
  if (statement === undefined || statement.ended) return { terms: [], partial: null };
  const last = statement.terms.at(-1);
  const isPartial = last?.to === offset && (last.kind === 'word' || last.kind === 'string');
  return isPartial
    ? { terms: statement.terms.slice(0, -1), partial: last }
    : { terms: statement.terms, partial: null };
}

function isClosed(text: string, { from, to }: TextTerm): boolean {
  return to - from > 1 && /^"(?:[^"\\]|\\[\s\S])*"$/.test(text.slice(from, to));
}

function wordOptions(place: Place): readonly Completion[] {
  const { level, levels, terms } = place;
  const { inside } = level;
  if (inside.kind === 'unknown') return [];
  if (inside.kind === 'clauses' && terms.length === 0) return clauseOptions(place);
  const shape = inside.kind === 'clauses' ? clauseOf(inside, terms)?.type.shape : inside.of;
  const isInclude =
    inside.kind === 'clauses' && terms[0]?.text.toLowerCase() === 'include' && terms.length === 1;
  const values = inside.kind === 'clauses' ? terms.slice(1) : terms;
  const wanted = isInclude ? [QUOTED] : shape === undefined ? [] : expectedAfter(shape, values);
  const role = roleAt(levels, terms);
  const words = wanted.flatMap((one) => wordsOf(one, values));
  const named = wanted.some((one) => one.kind === 'value') ? roleOptions(role, place, true) : [];
  return unique([...named, ...words]);
}

const QUOTED: Shape = { kind: 'value', what: 'quoted string' };

function unique(options: readonly Completion[]): readonly Completion[] {
  const met = new Set<string>();
  return options.filter(({ label }) => !met.has(label) && met.add(label));
}

function clauseOptions({ level, levels }: Place): Completion[] {
  const { inside, block } = level;
  if (inside.kind !== 'clauses') return [];
  const around = blockOf(levels);
  const given = block.statements.filter(({ ended }) => ended).map(({ terms }) => terms);
  const has = new Set(given.map(([word]) => word?.text.toLowerCase()));
  const said = given.find(([word]) => word?.text.toLowerCase() === 'type')?.[1]?.text.toLowerCase();
  const type = around === 'zone' && said !== undefined ? (PLAIN_TYPES[said] ?? said) : null;
  const options: Completion[] = [];
  for (const [word, clause] of inside.clauses) {
    if (clause.state === 'ancient' || clause.state === 'not-built-in') continue;
    if ((has.has(word) && clause.many !== true) || (type !== null && !isOptionAllowed(word, type))) continue;
    options.push(clauseOption(word, toldOf(around, word, clause), clause.state));
  }
  return [...options, clauseOption('include', toldOf(around, 'include', undefined), undefined)].sort(
    (a, b) => (a.label < b.label ? -1 : 1),
  );
}

function clauseOption(word: string, told: ReturnType<typeof toldOf>, state: string | undefined): Completion {
  const form = told?.form.slice(word.length + 1).replace(/;$/, '') ?? '';
  const detail = state === undefined ? form : `${state} ${form}`;
  return { label: word, insert: word, kind: 'clause', detail, about: told?.about ?? '' };
}

const plain = (label: string, detail = ''): Completion => ({
  label,
  insert: label,
  kind: 'word',
  detail,
  about: '',
});

function wordsOf(shape: Shape, before: readonly TextTerm[]): Completion[] {
  switch (shape.kind) {
    case 'words':
      return shape.words.map((word) => plain(word));
    case 'keyed':
      return [plain(shape.word)];
    case 'value':
      if (shape.what === 'boolean') return [plain('yes'), plain('no')];
      if (shape.what === 'class') return [plain('IN'), plain('CH')];
      if (shape.what === 'address match element')
        return LIST_WORDS.filter(() => before.at(-1)?.text !== 'key');
      return [];
    default:
      return [];
  }
}

const LIST_WORDS: readonly Completion[] = [
  plain('any', 'every address'),
  plain('none', 'no address'),
  plain('localhost', 'this machine’s addresses'),
  plain('localnets', 'this machine’s networks'),
  plain('key', 'requests signed with a key'),
];

/** Names that are there without being made. */
const BUILT_IN: Partial<Readonly<Record<DefinitionKind, string>>> = {
  channel: 'default_syslog default_debug default_stderr null',
  'dnssec-policy': 'default insecure none',
  http: 'default',
  tls: 'ephemeral none',
  category:
    'client cname config database default delegation-only dispatch dnssec dnstap edns-disabled general lame-servers network notify nsid queries query-errors rate-limit resolver rpz rpz-passthru security serve-stale spill sslkeylog trust-anchor-telemetry unmatched update update-security xfer-in xfer-out zoneload',
};

function roleOptions(role: Role | null, place: Place, quoting: boolean): Completion[] {
  switch (role?.kind) {
    case 'one-of':
      return role.words.map((word) => plain(word));
    case 'name':
      return nameOptions(role.of, place.files, quoting);
    case 'file':
    case 'folder':
      return fileOptions(place, role.kind);
    default:
      return [];
  }
}

function nameOptions(kind: DefinitionKind, files: ConfigFiles, quoting: boolean): Completion[] {
  const made = readDefinitions(files)
    .definitions.filter((one) => one.kind === kind)
    .map(({ name, path, line }): Completion => {
      // A name that is no plain word needs its quotes.
      const insert = !quoting || /^[\w.-]+$/.test(name) ? name : `"${name}"`;
      return { label: name, insert, kind: 'name', detail: `${path}:${line}`, about: '' };
    });
  const builtIn = BUILT_IN[kind]?.split(' ').map((word) => plain(word, 'built in')) ?? [];
  return [...made, ...builtIn];
}

function stringOptions(place: Place): readonly Completion[] {
  const { level, levels, terms } = place;
  if (level.inside.kind === 'unknown') return [];
  return unique(roleOptions(roleAt(levels, terms), place, false));
}

/** In quotes: what is typed so far; of a path the part behind the last slash. */
function partialFrom(partial: TextTerm, { levels, terms }: Place): number {
  if (partial.kind === 'word') return partial.from;
  const role = roleAt(levels, terms)?.kind;
  const isPath = role === 'file' || role === 'folder';
  return partial.from + 1 + (isPath ? partial.text.lastIndexOf('/') + 1 : 0);
}

function fileOptions({ files, partial }: Place, wanted: 'file' | 'folder'): Completion[] {
  const inQuotes = partial?.kind === 'string';
  const typed = inQuotes ? partial.text : '';
  const { directory } = readDefinitions(files);
  const folder = files.resolve(directory, typed.slice(0, typed.lastIndexOf('/') + 1) || '.');
  return files
    .list(folder)
    .filter(({ isFolder }) => isFolder || wanted === 'file')
    .map(({ name, isFolder }) => {
      const label = isFolder ? `${name}/` : name;
      const insert = inQuotes ? label : `"${folder === '/' ? '' : folder}/${label}"`;
      return { label, insert, kind: isFolder ? 'folder' : 'file', detail: folder, about: '' };
    });
}

/** Whether what follows the text would be part of a comment. */
export function endsInComment(text: string): boolean {
  const token = /\/\/[^\n]*|#[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:[^"\\]|\\[\s\S])*(?:"|$)|[^"/#]+|[/]|"/y;
  let last = '';
  while (token.lastIndex < text.length) last = token.exec(text)?.[0] ?? text.slice(token.lastIndex++);
  return /^(?:\/\/|#)/.test(last) || (last.startsWith('/*') && (last.length < 4 || !last.endsWith('*/')));
}
