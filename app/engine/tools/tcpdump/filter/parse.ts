/**
 * Reads a filter expression (pcap-filter(7)) into a tree.
 *
 * `and` and `or` bind alike, from the left; `not` binds tightest. A value without qualifiers takes those of the value
 * before it: `port 53 or 80`. Simplified: `vlan`, `mpls`, `gateway` and `protochain` are not known.
 */
import { parseRelation } from './parse-arithmetic.ts';
import { TokenReader } from './token-reader.ts';
import { tokensOf, type Token } from './tokens.ts';
import { PROTOCOLS, SYNONYMS, isKeyword } from './words.ts';
import {
  SYNTAX_ERROR,
  filterProblem,
  isFilterProblem,
  type Direction,
  type Expression,
  type FilterProblem,
  type Kind,
  type Qualifiers,
  type Value,
} from './expression.ts';

type Parsed = Expression | FilterProblem;

const KINDS: readonly string[] = ['host', 'net', 'port', 'portrange', 'proto'];

/** `text` is not empty. */
export function parseFilter(text: string): Parsed {
  const tokens = tokensOf(text);
  if (tokens === null) return SYNTAX_ERROR;
  const parser = new FilterParser(new TokenReader(tokens));
  return parser.whole();
}

/** What a bare value inherits; `none` behind a term that has no qualifiers to give. */
type Inherited = Qualifiers | 'none';

class FilterParser {
  readonly #tokens: TokenReader;
  #inherited: Inherited = 'none';

  constructor(tokens: TokenReader) {
    this.#tokens = tokens;
  }

  whole(): Parsed {
    const expression = this.#expression(0);
    if (isFilterProblem(expression)) return expression;
    return this.#tokens.next.kind === 'end' ? expression : SYNTAX_ERROR;
  }

  #expression(depth: number): Parsed {
    let left = this.#term(depth);
    for (;;) {
      if (isFilterProblem(left)) return left;
      const kind = this.#tokens.takeSign('&&') || this.#tokens.takeWord('and') ? 'and' : this.#or();
      if (kind === null) return left;
      const right = this.#bareValue() ?? this.#term(depth);
      if (isFilterProblem(right)) return right;
      left = { kind, left, right };
    }
  }

  #or(): 'or' | null {
    return this.#tokens.takeSign('||') || this.#tokens.takeWord('or') ? 'or' : null;
  }

  #term(depth: number): Parsed {
    const tokens = this.#tokens;
    if (tokens.tooDeep(depth)) return SYNTAX_ERROR;
    if (tokens.takeSign('!') || tokens.takeWord('not')) {
      const of = this.#term(depth + 1);
      return isFilterProblem(of) ? of : { kind: 'not', of };
    }
    const relation = parseRelation(tokens, depth);
    if (relation !== null) {
      if (!isFilterProblem(relation)) this.#inherited = 'none';
      return relation;
    }
    if (tokens.takeSign('(')) {
      const inner = this.#expression(depth + 1);
      if (isFilterProblem(inner)) return inner;
      return tokens.takeSign(')') ? inner : SYNTAX_ERROR;
    }
    return this.#primitive(depth);
  }

  #primitive(depth: number): Parsed {
    const tokens = this.#tokens;
    const other = this.#otherPrimitive();
    if (other !== null) {
      this.#inherited = 'none';
      return other;
    }
    const word = tokens.next.kind === 'word' ? (SYNONYMS[tokens.next.text] ?? tokens.next.text) : '';
    const protocol = Object.hasOwn(PROTOCOLS, word) ? word : null;
    if (protocol !== null) tokens.skip();
    const what = tokens.oneOf(['broadcast', 'multicast']);
    if (what !== null) {
      this.#inherited = 'none';
      return { kind: 'cast', protocol, what: what === 'broadcast' ? what : 'multicast' };
    }
    const direction = this.#direction();
    if (tokens.takeWord('gateway')) return filterProblem("'gateway' not supported in this configuration");
    const kind = tokens.oneOf(KINDS) as Kind | null; // One of the words that were given.
    if (direction === null && kind === null) {
      if (protocol === null) return SYNTAX_ERROR;
      this.#inherited = 'none';
      return { kind: 'protocol', name: protocol };
    }
    const qualifiers = { protocol, direction: direction ?? 'any', kind } as const;
    this.#inherited = qualifiers;
    return this.#values(qualifiers, depth);
  }

  #otherPrimitive(): Parsed | null {
    const tokens = this.#tokens;
    const length = tokens.oneOf(['less', 'greater']);
    if (length !== null) {
      const number = tokens.takeNumber();
      if (number === null) return SYNTAX_ERROR;
      const right = { kind: 'number', number } as const;
      return { kind: 'relation', relation: length === 'less' ? '<=' : '>=', left: { kind: 'length' }, right };
    }
    const side = tokens.oneOf(['inbound', 'outbound']);
    if (side !== null) return { kind: 'direction', inbound: side === 'inbound' };
    if (!tokens.takeWord('ifindex')) return null;
    const index = tokens.takeNumber();
    return index === null ? SYNTAX_ERROR : { kind: 'interface', index };
  }

  #direction(): Direction | null {
    const tokens = this.#tokens;
    const first = tokens.oneOf(['src', 'dst']);
    if (first === null) return null;
    const other = first === 'src' ? 'dst' : 'src';
    for (const [words, direction] of [
      [['or', '||'], 'any'],
      [['and', '&&'], 'both'],
    ] as const)
      if ((words as readonly string[]).includes(tokens.next.text) && tokens.after.text === other) {
        tokens.skip();
        tokens.skip();
        return direction;
      }
    return first === 'src' ? 'src' : 'dst';
  }

  /** One value, or several in parentheses: `port (53 or 80)`. */
  #values(qualifiers: Qualifiers, depth: number): Parsed {
    const tokens = this.#tokens;
    if (tokens.tooDeep(depth)) return SYNTAX_ERROR;
    if (tokens.takeSign('!') || tokens.takeWord('not')) {
      const of = this.#values(qualifiers, depth + 1);
      return isFilterProblem(of) ? of : { kind: 'not', of };
    }
    if (!tokens.takeSign('(')) return this.#value(qualifiers);
    let left = this.#values(qualifiers, depth + 1);
    for (;;) {
      if (isFilterProblem(left) || tokens.takeSign(')')) return left;
      const kind = tokens.takeSign('&&') || tokens.takeWord('and') ? 'and' : this.#or();
      if (kind === null) return SYNTAX_ERROR;
      const right = this.#values(qualifiers, depth + 1);
      if (isFilterProblem(right)) return right;
      left = { kind, left, right };
    }
  }

  #value(qualifiers: Qualifiers): Parsed {
    const value = this.#valueToken();
    return isFilterProblem(value) ? value : { kind: 'value', qualifiers, value };
  }

  #valueToken(): Value | FilterProblem {
    const tokens = this.#tokens;
    const token = tokens.next;
    if (!canBeValue(token)) return SYNTAX_ERROR;
    tokens.skip();
    const { text, number } = token;
    if (token.kind === 'number') return { kind: 'number', number };
    if (token.kind === 'ether') return { kind: 'ether', text };
    if (token.kind === 'word' || token.kind === 'escaped') return { kind: 'name', text };
    let prefix: number | null = null;
    if (tokens.takeSign('/')) {
      prefix = tokens.takeNumber();
      if (prefix === null) return SYNTAX_ERROR;
    }
    if (token.kind === 'ipv6') return { kind: 'ipv6', text, prefix };
    if (prefix !== null || !tokens.takeWord('mask')) return { kind: 'ipv4', text, prefix, mask: null };
    const mask = tokens.next;
    if (mask.kind !== 'ipv4') return SYNTAX_ERROR;
    tokens.skip();
    return { kind: 'ipv4', text, prefix: null, mask: mask.text };
  }

  /** Behind `and` and `or`: a value with the qualifiers of the one before. Null where something else stands there. */
  #bareValue(): Parsed | null {
    const tokens = this.#tokens;
    let ahead = 0;
    while (['not', '!', '('].includes(tokens.at(ahead).text)) ahead++;
    if (!canBeValue(tokens.at(ahead))) return null;
    // A number may also begin a comparison.
    if (tokens.at(ahead).kind === 'number' && isComparing(tokens.at(ahead + 1))) return null;
    if (this.#inherited === 'none') return filterProblem('syntax error in filter expression');
    return this.#values(this.#inherited, 0);
  }
}

function canBeValue({ kind, text }: Token): boolean {
  return kind === 'word' ? !isKeyword(text) : kind !== 'sign' && kind !== 'end';
}

function isComparing({ kind, text }: Token): boolean {
  return kind === 'sign' && !['(', ')', '!', '&&', '||'].includes(text);
}
