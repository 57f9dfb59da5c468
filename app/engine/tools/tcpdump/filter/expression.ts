/** A filter expression as a tree, before anything is known of the packets that it will see. */

export type Direction = 'any' | 'src' | 'dst' | 'both';
export type Kind = 'host' | 'net' | 'port' | 'portrange' | 'proto';

/** What stands before a value: `udp src port`. */
export interface Qualifiers {
  /** `udp`; null where nothing is said. */
  readonly protocol: string | null;
  readonly direction: Direction;
  /** Null where nothing is said, and a host is meant. */
  readonly kind: Kind | null;
}

export type Value =
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'name'; readonly text: string }
  /** `10.0`, `10.0.0.0`; with a length or a mask behind it where a net is meant. */
  | {
      readonly kind: 'ipv4';
      readonly text: string;
      readonly prefix: number | null;
      readonly mask: string | null;
    }
  | { readonly kind: 'ipv6'; readonly text: string; readonly prefix: number | null }
  | { readonly kind: 'ether'; readonly text: string };

export type Operator = '+' | '-' | '*' | '/' | '%' | '&' | '|' | '^' | '<<' | '>>';
export type Relation = '=' | '!=' | '>' | '>=' | '<' | '<=';

export type Arithmetic =
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'length' }
  /** `udp[10:2]` */
  | { readonly kind: 'octets'; readonly protocol: string; readonly at: Arithmetic; readonly size: number }
  | { readonly kind: 'minus'; readonly of: Arithmetic }
  | {
      readonly kind: 'operation';
      readonly operator: Operator;
      readonly left: Arithmetic;
      readonly right: Arithmetic;
    };

export type Expression =
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'value'; readonly qualifiers: Qualifiers; readonly value: Value }
  | { readonly kind: 'protocol'; readonly name: string }
  | {
      readonly kind: 'relation';
      readonly relation: Relation;
      readonly left: Arithmetic;
      readonly right: Arithmetic;
    }
  /** `broadcast`, `ip multicast` */
  | { readonly kind: 'cast'; readonly protocol: string | null; readonly what: 'broadcast' | 'multicast' }
  | { readonly kind: 'direction'; readonly inbound: boolean }
  | { readonly kind: 'interface'; readonly index: number };

/** Why an expression is none, in libpcap's words. */
export interface FilterProblem {
  readonly kind: 'filter-problem';
  readonly message: string;
}

export function filterProblem(message: string): FilterProblem {
  return { kind: 'filter-problem', message };
}

export function isFilterProblem(value: object): value is FilterProblem {
  return 'kind' in value && value.kind === 'filter-problem';
}

export const SYNTAX_ERROR = filterProblem("can't parse filter expression: syntax error");
