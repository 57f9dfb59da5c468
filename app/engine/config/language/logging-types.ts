/** Types of the blocks that say where a server writes, listens and is told what to do. */
import { block, bracedList, fieldsShape, tuple, type Clause } from './block-types.ts';
import { matchList, socket } from './address-types.ts';
import {
  boolean,
  integer,
  keyed,
  nothing,
  oneOf,
  oneOfOr,
  optional,
  quoted,
  size,
  string,
  voidAt,
} from './basic-types.ts';
import type { ValueType } from './parser.ts';
import type { Value } from './value.ts';

export type Table = ReadonlyMap<string, Clause>;

export function table(
  ...entries: readonly (readonly [words: string, type: ValueType, more?: Omit<Clause, 'type'>])[]
): Table {
  return new Map(
    entries.flatMap(([words, type, more]) =>
      words.split(' ').map((word): [string, Clause] => [word, { type, ...more }]),
    ),
  );
}

export const MANY = { many: true } as const;

export const versions = oneOfOr('unlimited', integer);
export const fileSize = oneOfOr('unlimited default', size);
export const suffix = oneOf('increment timestamp');

/** A file, and what is said of it, in any order. What comes next is not its business. */
function fileWith(file: ValueType, settings: Readonly<Record<string, ValueType>>): ValueType {
  return {
    shape: { kind: 'sequence', parts: [file.shape, fieldsShape(settings)] },
    parse: (parser) => {
      const { place } = parser;
      const name = file.parse(parser);
      if (name === null) return null;
      const given = new Map<string, Value>();
      for (;;) {
        const token = parser.peek();
        if (token === null) return null;
        const word = token.text.toLowerCase();
        const type = token.kind === 'word' && !given.has(word) ? settings[word] : undefined;
        if (token.kind !== 'word') break;
        // BIND: a word that has no place here is taken all the same, and ends the settings.
        parser.next();
        if (type === undefined) break;
        const value = type.parse(parser);
        if (value === null) return null;
        given.set(word, { kind: 'keyed', word, value, place: value.place });
      }
      const fields: Record<string, Value> = { file: name };
      for (const word of Object.keys(settings)) fields[word] = given.get(word) ?? voidAt(parser.place);
      return { kind: 'tuple', fields, named: false, place };
    },
  };
}

const level = oneOf('critical error warning notice info dynamic');

const severity: ValueType = {
  shape: {
    kind: 'either',
    of: [level.shape, { kind: 'keyed', word: 'debug', of: { kind: 'optional', of: integer.shape } }],
  },
  parse: (parser) => {
    if (!parser.takeWord('debug')) return level.parse(parser);
    const { place } = parser;
    const token = parser.peek({ number: true });
    if (token === null) return null;
    const given: Value | null =
      token.kind === 'number' ? integer.parse(parser) : { kind: 'number', value: 1, place };
    return given === null ? null : { kind: 'keyed', word: 'debug', value: given, place };
  },
};

const channel = table(
  ['file', fileWith(quoted, { versions, size: fileSize, suffix })],
  ['syslog', optional(string)],
  ['null stderr', nothing],
  ['severity', severity],
  ['print-time', oneOfOr('iso8601 iso8601-utc local', boolean)],
  ['print-severity print-category buffered', boolean],
);

const category = tuple({ name: string, channels: bracedList(string) });

export const logging = block([
  table(['channel', block([channel], string), MANY], ['category', category, MANY]),
]);

const SOCKET = socket({ v4: true, v6: true, any: true });
const keys = keyed('keys', bracedList(string));
const readOnly = keyed('read-only', boolean);

export const controls = block([
  table(
    ['inet', tuple({ address: SOCKET, allow: keyed('allow', matchList, 'required'), keys, readOnly }), MANY],
    [
      'unix',
      tuple({
        path: quoted,
        perm: keyed('perm', integer, 'required'),
        owner: keyed('owner', integer, 'required'),
        group: keyed('group', integer, 'required'),
        keys,
        readOnly,
      }),
      MANY,
    ],
  ),
]);

export const statisticsChannels = block([
  table(['inet', tuple({ address: SOCKET, allow: keyed('allow', matchList) }), MANY]),
]);

export const dnstap = bracedList(
  tuple({
    type: oneOf('all auth client forwarder resolver update'),
    mode: oneOfOr('query response', nothing),
  }),
);
