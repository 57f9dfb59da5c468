/** `dnstap-output file "taps" size 10m versions 3 suffix increment` */
import { keyed, oneOf, oneOfOr, quoted, size, voidAt } from './basic-types.ts';
import { suffix, versions } from './logging-types.ts';
import type { ValueType } from './parser.ts';
import { STRING } from './tokens.ts';
import type { Value } from './value.ts';

const mode = oneOf('file unix');
const SETTINGS: Readonly<Record<string, ValueType>> = {
  size: oneOfOr('unlimited', size),
  versions,
  suffix,
};

export const dnstapOutput: ValueType = {
  shape: {
    kind: 'sequence',
    parts: [
      mode.shape,
      quoted.shape,
      { kind: 'any-order', parts: Object.entries(SETTINGS).map(([word, type]) => keyed(word, type).shape) },
    ],
  },
  parse: (parser) => {
    const { place } = parser;
    const kind = mode.parse(parser);
    const path = kind === null ? null : quoted.parse(parser);
    if (kind === null || path === null) return null;
    const given = new Map<string, Value>();
    for (;;) {
      const token = parser.peek(STRING);
      if (token === null) return null;
      if (token.kind !== 'word') break;
      const word = token.text.toLowerCase();
      const type = given.has(word) ? undefined : SETTINGS[word];
      parser.next(STRING);
      if (type === undefined) return parser.failNear('unexpected token');
      const value = type.parse(parser);
      if (value === null) return null;
      given.set(word, { kind: 'keyed', word, value, place: value.place });
    }
    const fields: Record<string, Value> = { mode: kind, path };
    for (const word of Object.keys(SETTINGS)) fields[word] = given.get(word) ?? voidAt(parser.place);
    return { kind: 'tuple', fields, named: false, tight: true, place };
  },
};
