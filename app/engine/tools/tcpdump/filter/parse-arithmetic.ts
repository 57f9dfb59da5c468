/** Comparisons of numbers in a packet: `udp[10] & 0x80 != 0`, `len > 512`. */
import type { TokenReader } from './token-reader.ts';
import { CONSTANTS, PROTOCOLS, SYNONYMS } from './words.ts';
import {
  filterProblem,
  isFilterProblem,
  type Arithmetic,
  type Expression,
  type FilterProblem,
  type Operator,
  type Relation,
} from './expression.ts';

/** The loosest first. */
const LEVELS: readonly (readonly Operator[])[] = [
  ['|', '&', '^'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];
const RELATIONS: Readonly<Record<string, Relation>> = {
  '=': '=',
  '==': '=',
  '!=': '!=',
  '>': '>',
  '>=': '>=',
  '<': '<',
  '<=': '<=',
};

/** Null, with nothing taken, where there is no comparison. */
export function parseRelation(tokens: TokenReader, depth: number): Expression | FilterProblem | null {
  const start = tokens.place;
  const left = operation(tokens, 0, depth);
  const relation = left === null || isFilterProblem(left) ? undefined : RELATIONS[tokens.next.text];
  if (left !== null && isFilterProblem(left)) return left;
  if (left === null || relation === undefined) {
    tokens.place = start;
    return null;
  }
  tokens.skip();
  const right = operation(tokens, 0, depth);
  if (right === null) {
    tokens.place = start;
    return null;
  }
  return isFilterProblem(right) ? right : { kind: 'relation', relation, left, right };
}

type Parsed = Arithmetic | FilterProblem | null;

function operation(tokens: TokenReader, level: number, depth: number): Parsed {
  const operators = LEVELS[level];
  if (operators === undefined) return operand(tokens, depth);
  let left = operation(tokens, level + 1, depth);
  for (;;) {
    if (left === null || isFilterProblem(left)) return left;
    const operator = operators.find((sign) => tokens.takeSign(sign));
    if (operator === undefined) return left;
    const right = operation(tokens, level + 1, depth);
    if (right === null || isFilterProblem(right)) return right;
    if ((operator === '/' || operator === '%') && right.kind === 'number' && right.number === 0)
      return filterProblem(operator === '/' ? 'division by zero' : 'modulus by zero');
    left = { kind: 'operation', operator, left, right };
  }
}

function operand(tokens: TokenReader, depth: number): Parsed {
  if (tokens.tooDeep(depth)) return null;
  if (tokens.takeSign('-')) {
    const of = operand(tokens, depth + 1);
    return of === null || isFilterProblem(of) ? of : { kind: 'minus', of };
  }
  if (tokens.takeSign('(')) {
    const inner = operation(tokens, 0, depth + 1);
    if (inner === null || isFilterProblem(inner)) return inner;
    return tokens.takeSign(')') ? inner : null;
  }
  const number = tokens.takeNumber();
  if (number !== null) return { kind: 'number', number };
  const { kind, text } = tokens.next;
  if (kind !== 'word') return null;
  const constant = Object.hasOwn(CONSTANTS, text) ? CONSTANTS[text] : undefined;
  if (constant !== undefined) {
    tokens.skip();
    return { kind: 'number', number: constant };
  }
  if (text === 'len' || text === 'length') {
    tokens.skip();
    return { kind: 'length' };
  }
  return octets(tokens, depth);
}

/** `udp[10:2]` */
function octets(tokens: TokenReader, depth: number): Parsed {
  const word = SYNONYMS[tokens.next.text] ?? tokens.next.text;
  if (!Object.hasOwn(PROTOCOLS, word) || tokens.after.text !== '[') return null;
  tokens.skip();
  tokens.skip();
  const at = operation(tokens, 0, depth + 1);
  if (at === null || isFilterProblem(at)) return at;
  let size = 1;
  if (tokens.takeSign(':')) {
    const given = tokens.takeNumber();
    if (given === null) return null;
    size = given;
  }
  if (!tokens.takeSign(']')) return null;
  if (size !== 1 && size !== 2 && size !== 4) return filterProblem('data size must be 1, 2, or 4');
  return { kind: 'octets', protocol: word, at, size };
}
