/** Types that are made of others: lists, tuples, blocks of clauses. */
import type { ConfigPlace } from '../syntax.ts';
import { voidAt } from './basic-types.ts';
import type { ConfigParser, ValueType } from './parser.ts';
import type { Shape } from './shape.ts';
import { STRING } from './tokens.ts';
import type { ListValue, MapValue, Value } from './value.ts';

/** Values between braces, each with its semicolon. */
export function bracedList(element: ValueType): ValueType {
  return {
    shape: { kind: 'list', of: element.shape },
    parse: (parser): ListValue | null => {
      if (!parser.special('{')) return null;
      const { place } = parser;
      const items: Value[] = [];
      if (!parser.deeper()) return null;
      for (;;) {
        const token = parser.peek();
        if (token === null) return null;
        if (token.kind === 'special' && token.text === '}') break;
        const item = element.parse(parser);
        if (item === null || !parser.semicolon()) return null;
        items.push(item);
      }
      parser.shallower();
      return parser.special('}') ? { kind: 'list', items, style: 'braces', place } : null;
    },
  };
}

/** Values one behind the other, up to the semicolon. */
export function spacedList(element: ValueType): ValueType {
  return {
    shape: { kind: 'spaced', of: element.shape },
    parse: (parser): ListValue | null => {
      const items: Value[] = [];
      const { place } = parser;
      for (;;) {
        const token = parser.peek(STRING);
        if (token === null) return null;
        if (token.kind === 'special' && token.text === ';') break;
        const item = element.parse(parser);
        if (item === null) return null;
        items.push(item);
      }
      return { kind: 'list', items, style: 'spaced', place };
    },
  };
}

/** Fields one behind the other. */
export function tuple(fields: Readonly<Record<string, ValueType>>): ValueType {
  const entries = Object.entries(fields);
  return {
    shape: { kind: 'sequence', parts: entries.map(([, { shape }]) => shape) },
    parse: (parser) => {
      const { place } = parser;
      const values: Record<string, Value> = {};
      for (const [name, type] of entries) {
        const value = type.parse(parser);
        if (value === null) return null;
        values[name] = value;
      }
      return { kind: 'tuple', fields: values, named: false, place };
    },
  };
}

/** Words with values, in any order; those that the reading asks for stand as optional too. */
export function fieldsShape(fields: Readonly<Record<string, ValueType>>): Shape {
  const parts = Object.entries(fields).map(([word, { shape }]): Shape => ({
    kind: 'keyed',
    word,
    of: shape,
  }));
  return { kind: 'any-order', parts };
}

/** A first field, and others behind it by their names, in any order, each once at most. */
export function namedFields(
  first: readonly [name: string, type: ValueType],
  others: Readonly<Record<string, ValueType>>,
): ValueType {
  return {
    shape: { kind: 'sequence', parts: [first[1].shape, fieldsShape(others)] },
    parse: (parser) => {
      const { place } = parser;
      const head = first[1].parse(parser);
      if (head === null) return null;
      const given = new Map<string, Value>();
      for (;;) {
        const token = parser.peek(STRING);
        if (token === null) return null;
        if (token.kind !== 'word') break;
        const name = token.text.toLowerCase();
        const type = given.has(name) ? undefined : others[name];
        if (type === undefined) return parser.fail(`unexpected '${token.text}'`);
        parser.next();
        const value = type.parse(parser);
        if (value === null) return null;
        given.set(name, value);
      }
      const fields: Record<string, Value> = { [first[0]]: head };
      for (const name of Object.keys(others)) fields[name] = given.get(name) ?? voidAt(parser.place);
      return { kind: 'tuple', fields, named: true, place };
    },
  };
}

export interface Clause {
  readonly type: ValueType;
  /** It may stand there several times. */
  readonly many?: boolean;
  readonly state?: 'ancient' | 'deprecated' | 'obsolete' | 'experimental' | 'not-built-in';
}

export type Clauses = ReadonlyMap<string, Clause>;

/** A value that ends the statement: whatever stands before its semicolon. BIND: so an unknown option is skipped. */
function skipValue(parser: ConfigParser): boolean {
  let depth = 0;
  for (;;) {
    const token = parser.peek();
    if (token === null) return false;
    if (token.kind === 'special') {
      if (token.text === '{') depth++;
      else if (token.text === '}') depth--;
      else if (token.text === ';' && depth === 0) return true;
    }
    if (token.kind === 'end' || depth < 0) {
      parser.failNear('unexpected token');
      return false;
    }
    // BIND: what stands in quotes is one token here.
    if (parser.next(STRING) === null) return false;
  }
}

/** The clauses of a block, or of a whole file; ends at what is no word. */
export function parseClauses(
  parser: ConfigParser,
  clauses: Clauses,
  order: readonly string[],
  place: ConfigPlace,
  id: Value | null = null,
): MapValue | null {
  const values = new Map<string, Value[]>();
  const places = new Map<string, ConfigPlace[]>();
  for (;;) {
    const token = parser.peek();
    if (token === null) return null;
    if (token.kind !== 'word') return { kind: 'map', id, clauses: values, places, order, place };
    parser.next();
    const keyword = token.text.toLowerCase();
    if (keyword === 'include') {
      if (!include(parser)) return null;
      continue;
    }
    const clause = clauses.get(keyword);
    // BIND: what is gone ends the reading, what was never there does not.
    if (clause?.state === 'ancient') return parser.fail(`option '${keyword}' no longer exists`);
    if (clause === undefined) {
      parser.fail(`unknown option '${parser.told}'`);
      if (!skipValue(parser) || !parser.semicolon()) return null;
      continue;
    }
    if (!warnOf(parser, keyword, clause)) return null;
    const before = values.get(keyword);
    if (before !== undefined && clause.many !== true) return parser.failNear(`'${keyword}' redefined`);
    const at = parser.place;
    const value = clause.type.parse(parser);
    if (value === null) return null;
    if (before === undefined) {
      values.set(keyword, [value]);
      places.set(keyword, [at]);
    } else {
      before.push(value);
      places.get(keyword)?.push(at);
    }
    if (keyword === 'directory' && value.kind === 'text' && !parser.changeDirectory(value.text)) return null;
    if (!parser.semicolon()) return null;
  }
}

function warnOf(parser: ConfigParser, keyword: string, clause: Clause): boolean {
  if (clause.state === 'deprecated') parser.warn(`option '${keyword}' is deprecated`);
  else if (clause.state === 'obsolete') parser.warn(`option '${keyword}' is obsolete and should be removed `);
  else if (clause.state === 'not-built-in') {
    parser.fail(`option '${keyword}' was not enabled at compile time`);
    return false;
  }
  return true;
}

function include(parser: ConfigParser): boolean {
  const token = parser.next(STRING);
  if (token === null) return false;
  if (token.kind !== 'string') {
    parser.failNear('expected quoted string');
    return false;
  }
  return parser.semicolon() && parser.include(token.text);
}

/** A block of clauses; with `id`, behind a name or a network. */
export function block(tables: readonly Clauses[], id: ValueType | null = null): ValueType {
  const clauses = new Map(tables.flatMap((table) => [...table]));
  const order = [...clauses.keys()];
  return {
    shape: { kind: 'block', id: id?.shape ?? null, clauses },
    parse: (parser) => {
      const named = id === null ? null : id.parse(parser);
      if ((id !== null && named === null) || !parser.special('{')) return null;
      const { place } = parser;
      if (!parser.deeper()) return null;
      const map = parseClauses(parser, clauses, order, place, named);
      parser.shallower();
      return map !== null && parser.special('}') ? map : null;
    },
  };
}
