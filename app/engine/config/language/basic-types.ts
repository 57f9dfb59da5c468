/** Types of single values: texts, numbers, sizes, durations, words out of a few. */
import type { ConfigPlace } from '../syntax.ts';
import { durationIn } from './duration.ts';
import type { ConfigParser, ValueType } from './parser.ts';
import { NOTHING, valueShape, wordsShape, type Shape } from './shape.ts';
import { C_NUMBER, NUMBER, PLAIN, STRING, numberOf } from './tokens.ts';
import type { TextValue, Value, VoidValue } from './value.ts';

export function voidAt(place: ConfigPlace): VoidValue {
  return { kind: 'void', place };
}

export const nothing: ValueType = { shape: NOTHING, parse: (parser) => voidAt(parser.place) };

function text(parser: ConfigParser, said: string, style: TextValue['style']): TextValue {
  return { kind: 'text', text: said, style, place: parser.place };
}

/** Text with or without quotes. */
export const string: ValueType = {
  shape: valueShape('string'),
  parse: (parser) => {
    const said = parser.string();
    return said === null ? null : text(parser, said, 'quoted');
  },
};

export const secret: ValueType = {
  shape: valueShape('secret'),
  parse: (parser) => {
    const said = parser.string();
    return said === null ? null : text(parser, said, 'secret');
  },
};

/** Without quotes. */
export const word: ValueType = {
  shape: valueShape('word'),
  parse: (parser) => {
    const token = parser.next();
    if (token === null) return null;
    return token.kind === 'word'
      ? text(parser, token.text, 'word')
      : parser.failNear('expected unquoted string');
  },
};

export const quoted: ValueType = {
  shape: valueShape('quoted string'),
  parse: (parser) => {
    const token = parser.next(STRING);
    if (token === null) return null;
    return token.kind === 'string'
      ? text(parser, token.text, 'quoted')
      : parser.failNear('expected quoted string');
  },
};

const BOOLEANS: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  '1': true,
  false: false,
  no: false,
  '0': false,
};

export const boolean: ValueType = {
  shape: valueShape('boolean'),
  parse: (parser) => {
    const token = parser.next();
    if (token === null) return null;
    const value = token.kind === 'word' ? BOOLEANS[token.text.toLowerCase()] : undefined;
    return value === undefined
      ? parser.failNear('boolean expected')
      : { kind: 'boolean', value, place: parser.place };
  },
};

export const integer: ValueType = {
  shape: valueShape('integer'),
  parse: (parser) => {
    const token = parser.next(C_NUMBER);
    if (token === null) return null;
    if (token.kind !== 'number') return parser.failNear('expected number');
    return { kind: 'number', value: numberOf(token, C_NUMBER), place: parser.place };
  },
};

/** BIND: decimal alone, and what is no number is left to what follows. */
export const optionalInteger: ValueType = {
  shape: { kind: 'optional', of: valueShape('integer') },
  parse: (parser) => {
    const token = parser.peek(C_NUMBER);
    if (token === null) return null;
    return token.kind === 'number' ? integer.parse(parser) : voidAt(parser.place);
  },
};

export const percentage: ValueType = {
  shape: valueShape('percentage'),
  parse: (parser) => {
    const token = parser.next();
    if (token === null) return null;
    const digits = token.kind === 'word' ? /^(\d+)%$/.exec(token.text)?.[1] : undefined;
    if (digits === undefined) return parser.failNear('expected percentage');
    return { kind: 'percent', value: Number(digits), place: parser.place };
  },
};

export const fixedPoint: ValueType = {
  shape: valueShape('fixed-point number'),
  parse: (parser) => {
    const token = parser.next();
    if (token === null) return null;
    const match = token.kind === 'word' ? /^(?=\.?\d)(\d{0,5})(?:\.(\d{0,2}))?$/.exec(token.text) : null;
    if (match === null) return parser.failNear('expected fixed point number');
    const [, whole = '', part = ''] = match;
    return { kind: 'fixed', value: Number(whole) * 100 + Number(part.padEnd(2, '0')), place: parser.place };
  },
};

const UNITS: Readonly<Record<string, bigint>> = { '': 1n, k: 1024n, m: 1_048_576n, g: 1_073_741_824n };
const MAX_SIZE = (1n << 64n) - 1n;

function sizeOr(expected: string, percentToo: boolean): ValueType {
  return {
    shape: percentToo
      ? { kind: 'either', of: [valueShape('size'), valueShape('percentage')] }
      : valueShape('size'),
    parse: (parser) => {
      const token = parser.next();
      if (token === null) return null;
      const { place } = parser;
      const match = token.kind === 'word' ? /^(\d+)([kmg%]?)$/i.exec(token.text) : null;
      const [, digits = '', unit = ''] = match ?? [];
      if (match === null || (unit === '%' && !percentToo)) return parser.failNear(expected);
      if (unit === '%') return { kind: 'percent', value: Number(digits), place };
      const size = BigInt(digits) * (UNITS[unit.toLowerCase()] ?? 1n);
      if (size > MAX_SIZE) return parser.failNear(expected);
      return { kind: 'number', value: Number(size), big: size, place };
    },
  };
}

export const size = sizeOr('expected integer and optional unit', false);
export const sizeOrPercent = sizeOr('expected integer and optional unit or percent', true);

const NO_DURATION = 'expected ISO 8601 duration or TTL value';

function durationOr(expected: string, unlimitedToo: boolean): ValueType {
  return {
    shape: unlimitedToo
      ? { kind: 'either', of: [wordsShape('unlimited'), valueShape('duration')] }
      : valueShape('duration'),
    parse: (parser) => {
      const token = parser.next();
      if (token === null) return null;
      const { place } = parser;
      if (token.kind !== 'word') return parser.failNear(expected);
      if (unlimitedToo && token.text.toLowerCase() === 'unlimited')
        return { kind: 'duration', seconds: Infinity, iso: null, place };
      const found = durationIn(token.text);
      if (found === null) return parser.failNear(NO_DURATION);
      if (found === 'out-of-range') return parser.failNear('duration or TTL out of range');
      return { kind: 'duration', ...found, place };
    },
  };
}

export const duration = durationOr(NO_DURATION, false);
export const durationOrUnlimited = durationOr('expected ISO 8601 duration, TTL value, or unlimited', true);

/** One of these words. */
export function oneOf(words: string): ValueType {
  const known = new Set(words.split(' '));
  return {
    shape: wordsShape(words),
    parse: (parser) => {
      const value = word.parse(parser);
      if (value?.kind !== 'text') return null;
      return known.has(value.text.toLowerCase()) ? value : parser.fail(`'${value.text}' unexpected`);
    },
  };
}

/** One of these words, or a value of another type. */
export function oneOfOr(words: string, other: ValueType): ValueType {
  const known = new Set(words.split(' '));
  const enumeration = oneOf(words);
  return {
    shape: { kind: 'either', of: [wordsShape(words), other.shape] },
    parse: (parser) => {
      const token = parser.peek(PLAIN);
      if (token === null) return null;
      const listed = token.kind === 'word' && known.has(token.text.toLowerCase());
      return (listed ? enumeration : other).parse(parser);
    },
  };
}

/** A value that may be left out: it is there when the next token is one of words or strings. */
export function optional(type: ValueType): ValueType {
  return {
    shape: { kind: 'optional', of: type.shape },
    parse: (parser) => {
      const token = parser.peek(STRING);
      if (token === null) return null;
      return token.kind === 'word' || token.kind === 'string' ? type.parse(parser) : voidAt(parser.place);
    },
  };
}

/** A word and a value: `port 53`. */
export function keyed(
  keyword: string,
  type: ValueType,
  left: 'required' | 'optional' = 'optional',
): ValueType {
  const shape: Shape = { kind: 'keyed', word: keyword, of: type.shape };
  return {
    shape: left === 'required' ? shape : { kind: 'optional', of: shape },
    parse: (parser): Value | null => {
      if (!parser.isWord(keyword)) {
        if (parser.token.kind === 'open-string') return null;
        return left === 'optional' ? voidAt(parser.place) : parser.failNear(`expected '${keyword}'`);
      }
      parser.next();
      const value = type.parse(parser);
      return value === null ? null : { kind: 'keyed', word: keyword, value, place: value.place };
    },
  };
}

/** A port number, or `*` where `any` is allowed; null when it is none. */
export function parsePort(parser: ConfigParser, any: boolean): number | null {
  const token = parser.next(NUMBER);
  if (token === null) return null;
  if (any && token.kind === 'word' && token.text === '*') return 0;
  if (token.kind !== 'number') return parser.failNear("expected port number or '*'");
  const port = numberOf(token, NUMBER);
  return port > 65_535 ? parser.failNear('port number out of range') : port;
}
