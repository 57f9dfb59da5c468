/** What is told of a place of named.conf: of a clause what the reference has, of a name where it comes from. */
import { typesWithOption } from '../check/zone-options.ts';
import type { Clause } from '../language/block-types.ts';
import { TOP_LEVEL } from '../language/named-conf-language.ts';
import { shapeText, type Shape } from '../language/shape.ts';
import { readTtl } from '../../zone/ttl.ts';
import { durationWords } from '../../zone/editor/duration-words.ts';
import { readConfigText, type TextTerm } from './config-text.ts';
import { namedAt, roleOf } from './definition.ts';
import { readDefinitions, type ConfigFiles } from './definitions.ts';
import { expectedAfter } from './expected.ts';
import { blockOf, clauseOf, keywordOf, placeAt, type PlaceInStatement } from './place.ts';
import { fieldAbout } from './reference/fields.ts';
import { manualSectionOf, referenceOf } from './reference.ts';

export interface Told {
  /** What it is about, from one offset to another. */
  readonly from: number;
  readonly to: number;
  readonly title: string;
  /** Its form, or its text; empty for none. */
  readonly form: string;
  readonly about: string;
  readonly facts: readonly { readonly label: string; readonly text: string }[];
}

const LISTS: Readonly<Record<string, string>> = {
  any: 'Every address. Built in.',
  none: 'No address. Built in.',
  localhost: 'The addresses of this machine. Built in.',
  localnets: 'The networks that this machine’s addresses are in. Built in.',
};

/** Null where there is nothing to tell. */
export function hoverAt(files: ConfigFiles, offset: number): Told | null {
  const place = placeAt(readConfigText(files.text), offset);
  if (place === null) return null;
  const told = nameHover(files, place) ?? clauseHover(place);
  return told && { ...told, facts: [...fileFact(files, place), ...told.facts] };
}

/** Where a file or directory lies that is named from the working directory on. */
function fileFact(files: ConfigFiles, place: PlaceInStatement): Told['facts'] {
  const kind = roleOf(place)?.kind;
  if (kind !== 'file' && kind !== 'folder') return [];
  const { text } = place.term;
  const path = files.resolve(readDefinitions(files).directory, text);
  const isRead = ['include', 'file'].includes(place.statement.terms[0]?.text.toLowerCase() ?? '');
  const lacks = kind === 'file' && isRead && files.readText(path) === null ? ', which is not here' : '';
  return path === text && lacks === '' ? [] : [{ label: 'In full', text: `${path}${lacks}` }];
}

function nameHover(files: ConfigFiles, place: PlaceInStatement): Told | null {
  const { term } = place;
  const role = roleOf(place);
  if (role?.kind !== 'name') return null;
  const builtIn = role.of === 'acl' ? LISTS[term.text] : undefined;
  const { from, to } = term;
  if (builtIn !== undefined) return { from, to, title: term.text, form: '', about: builtIn, facts: [] };
  const found = namedAt(files, place, role);
  if (found === null) return null;
  const hidden = found.text.replace(/(\bsecret\s+)("[^"]*"|[^\s;]+)/g, '$1"…"');
  const facts = [{ label: 'Defined', text: `${found.path}, line ${found.line}` }];
  return { from, to, title: `${found.kind} ${found.name}`, form: hidden, about: '', facts };
}

function clauseHover(place: PlaceInStatement): Told | null {
  const { level, levels, statement, term, index } = place;
  const keyword = keywordOf(level, statement.terms);
  // In a list the clause is that of the block around it.
  const around = levels.findLast(({ inside }) => inside.kind === 'clauses')?.inside;
  const clause = around?.kind === 'clauses' ? around.clauses.get(keyword) : undefined;
  const told = toldOf(blockOf(levels), keyword, clause);
  if (told === null) return null;
  const value = level.inside.kind === 'clauses' && index > 0 ? valueFact(place) : [];
  const { from, to } = term;
  const isInside = level.inside.kind === 'elements' || index > 0;
  const field = isInside && term.kind === 'word' ? fieldAbout(keyword, term.text) : null;
  if (field !== null)
    return { ...told, title: `${term.text} in ${keyword}`, about: field, from, to, facts: value };
  return { ...told, from, to, facts: [...value, ...told.facts] };
}

const INCLUDE: Shape = { kind: 'value', what: 'quoted string' };

/** What the reference has of a word in a block. */
export function toldOf(
  block: string,
  keyword: string,
  clause: Clause | undefined,
): Omit<Told, 'from' | 'to'> | null {
  const entry = referenceOf(block, keyword);
  if (entry === null || (clause === undefined && keyword !== 'include')) return null;
  const { about, initially, since } = entry;
  const section = manualSectionOf(block, keyword);
  const facts = [
    { label: 'Default', text: defaultText(initially, clause?.type.shape) },
    {
      label: 'Stands in',
      text: keyword === 'include' ? 'any block, and outside of all' : standsIn(block, keyword),
    },
    { label: 'Since', text: since.startsWith('gone') ? '' : since && `BIND ${since}` },
    { label: 'State', text: stateText(clause, since) },
    { label: 'BIND 9.18 manual', text: section === null ? '' : `${section.number}, “${section.title}”` },
  ].filter(({ text }) => text !== '');
  const form = shapeText(clause?.type.shape ?? INCLUDE);
  return { title: keyword, form: `${keyword}${form && ` ${form}`};`, about, facts };
}

/** `604800` as `604800 s: 1 w`, where seconds are meant. */
function defaultText(initially: string, shape: Shape | undefined): string {
  if (shape === undefined || !/^\d+$/.test(initially) || !mayBeDuration(shape, [])) return initially;
  const seconds = Number(initially);
  return seconds < 60 ? `${seconds} s` : `${seconds} s: ${durationWords(seconds)}`;
}

function mayBeDuration(shape: Shape, before: readonly TextTerm[]): boolean {
  return expectedAfter(shape, before).some((one) => one.kind === 'value' && one.what === 'duration');
}

function stateText(clause: Clause | undefined, since: string): string {
  const many = clause?.many === true ? 'may stand several times' : '';
  switch (clause?.state) {
    case 'ancient':
      return `${since || 'gone'}: named does not start with it`;
    case 'deprecated':
      return ['deprecated: named warns, and a later release will not know it', many]
        .filter(Boolean)
        .join('; ');
    case 'obsolete':
      return 'obsolete: it does nothing, and named warns';
    case 'not-built-in':
      return 'only where BIND was built with it; named as Debian builds it refuses it';
    default:
      return many;
  }
}

function valueFact({ level, statement, term, index }: PlaceInStatement): Told['facts'] {
  const shape = clauseOf(level.inside, statement.terms)?.type.shape;
  if (shape === undefined) return [];
  const isDuration = mayBeDuration(shape, statement.terms.slice(1, index));
  const seconds = isDuration ? readTtl(term.text) : null;
  return seconds === null ? [] : [{ label: 'Here', text: `${seconds} s: ${durationWords(seconds)}` }];
}

/** By keyword, the blocks that have it; the top level is empty. */
const blocks = new Map<string, Set<string>>();

function blocksOf(keyword: string): ReadonlySet<string> {
  if (blocks.size === 0)
    forEachClause((block, word) => {
      const known = blocks.get(word);
      if (known === undefined) blocks.set(word, new Set([block]));
      else known.add(block);
    });
  return blocks.get(keyword) ?? new Set();
}

/** Goes through all clauses of the language, each with the block that it stands in. */
export function forEachClause(visit: (block: string, word: string, clause: Clause) => void): void {
  const met = new Set<unknown>();
  const enter = (block: string, shape: Shape): void => {
    if ('parts' in shape) for (const part of shape.parts) enter(block, part);
    else if (shape.kind === 'either') for (const one of shape.of) enter(block, one);
    else if (shape.kind === 'block') {
      if (met.has(shape)) return;
      met.add(shape);
      for (const [word, clause] of shape.clauses) {
        visit(block, word, clause);
        enter(word, clause.type.shape);
      }
    } else if ('of' in shape) enter(block, shape.of);
  };
  enter('', { kind: 'block', id: null, clauses: TOP_LEVEL });
}

/** The blocks in which a word means the same as in this one. */
function standsIn(block: string, keyword: string): string {
  const here = referenceOf(block, keyword);
  return [...blocksOf(keyword)]
    .filter((other) => referenceOf(other, keyword) === here)
    .map((other) => (other === 'zone' ? zonesWith(keyword) : other || 'the top level'))
    .join(', ');
}

function zonesWith(keyword: string): string {
  const types = typesWithOption(keyword);
  return types === null ? 'zone' : `zone (${types.join(', ')})`;
}
