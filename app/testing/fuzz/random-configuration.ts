/** Configurations made of the language's own tables: every clause that named has comes up, and most are sound. */
import { TOP_LEVEL } from '../../engine/config/language/named-conf-language.ts';
import type { Clauses } from '../../engine/config/language/block-types.ts';
import type { Shape, ValueKind } from '../../engine/config/language/shape.ts';
import type { Random } from '../../engine/random.ts';
import { pick } from './mutations.ts';

const VALUES: Readonly<Record<ValueKind, readonly string[]>> = {
  address: ['192.0.2.1', '2001:db8::1', '127.0.0.1', '*', '::'],
  'address match element': [
    'any',
    'none',
    '10/8',
    '!192.0.2.0/24',
    'localhost',
    '{ !10.0.0.1; 10/8; }',
    'key k',
  ],
  boolean: ['yes', 'no', 'true', '0'],
  class: ['IN', 'CH', 'HS', 'ANY'],
  duration: ['1', '3600', '1d', 'PT1H', 'P1Y2M'],
  'fixed-point number': ['1.5', '10.00', '0.1'],
  integer: ['0', '1', '53', '4096', '65535'],
  'IPv4 address': ['192.0.2.1', '*'],
  'IPv6 address': ['2001:db8::1', '*'],
  network: ['10/8', '192.0.2.0/24', '2001:db8::/32'],
  percentage: ['50%', '100%', '0%'],
  port: ['53', '*', '5300'],
  'quoted string': ['"a"', '"example.com"', '"/var/cache/bind"', '""'],
  secret: ['"aGVsbG8="', '"hello"'],
  server: ['192.0.2.1', 'a', '192.0.2.1 port 5300 key k'],
  size: ['10M', '1G', 'unlimited', 'default', '90%', '0'],
  string: ['a', '"b"', 'example.com', 'master', 'primary'],
  word: ['a', 'example.com', 'k'],
};

const MOST_DEPTH = 4;

export function randomConfiguration(random: Random): string {
  return clausesText(random, TOP_LEVEL, 0);
}

function clausesText(random: Random, clauses: Clauses, depth: number): string {
  const words = [...clauses.keys()];
  const indent = '\t'.repeat(depth);
  return Array.from({ length: 1 + random.below(4) }, () => {
    const word = pick(random, words);
    const shape = clauses.get(word)?.type.shape;
    return `${indent}${word} ${shape === undefined ? '' : valueText(random, shape, depth)};\n`;
  }).join('');
}

function valueText(random: Random, shape: Shape, depth: number): string {
  const several = (of: Shape, join: string): string =>
    Array.from({ length: random.below(4) }, () => valueText(random, of, depth) + join).join(' ');
  switch (shape.kind) {
    case 'value':
      return pick(random, VALUES[shape.what]);
    case 'words':
      return pick(random, shape.words);
    case 'either':
      return valueText(random, pick(random, shape.of), depth);
    case 'optional':
      return random.below(2) === 0 ? '' : valueText(random, shape.of, depth);
    case 'keyed':
      return `${shape.word} ${valueText(random, shape.of, depth)}`;
    case 'sequence':
      return shape.parts.map((part) => valueText(random, part, depth)).join(' ');
    case 'any-order':
      return shape.parts
        .filter(() => random.below(3) === 0)
        .map((part) => valueText(random, part, depth))
        .join(' ');
    case 'list':
      return `{ ${several(shape.of, ';')} }`;
    case 'spaced':
      return several(shape.of, '');
    case 'block': {
      const id = shape.id === null ? '' : `${valueText(random, shape.id, depth)} `;
      const inside = depth >= MOST_DEPTH ? '' : clausesText(random, shape.clauses, depth + 1);
      return `${id}{\n${inside}}`;
    }
    case 'raw':
      return '{ some text }';
    case 'nothing':
      return '';
  }
}
