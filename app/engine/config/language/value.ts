/** What a configuration says, as a tree that keeps the places and can be printed again. */
import type { ConfigPlace } from '../syntax.ts';

export type Value =
  | VoidValue
  | TextValue
  | BooleanValue
  | NumberValue
  | PercentValue
  | FixedValue
  | DurationValue
  | AddressValue
  | PrefixValue
  | ListValue
  | TupleValue
  | KeyedValue
  | MapValue
  | NegatedValue
  | GeoipValue
  | RangeValue
  | RawValue;

interface Placed {
  readonly place: ConfigPlace;
}

/** What was left out. */
export interface VoidValue extends Placed {
  readonly kind: 'void';
}

export interface TextValue extends Placed {
  readonly kind: 'text';
  readonly text: string;
  /** How it is printed: `secret` as question marks where secrets are hidden. */
  readonly style: 'word' | 'quoted' | 'secret';
}

export interface BooleanValue extends Placed {
  readonly kind: 'boolean';
  readonly value: boolean;
}

export interface NumberValue extends Placed {
  readonly kind: 'number';
  readonly value: number;
  /** A size may need more than a number holds. */
  readonly big?: bigint;
}

export interface PercentValue extends Placed {
  readonly kind: 'percent';
  readonly value: number;
}

export interface FixedValue extends Placed {
  readonly kind: 'fixed';
  /** In hundredths. */
  readonly value: number;
}

export interface DurationValue extends Placed {
  readonly kind: 'duration';
  /** Infinity: unlimited. */
  readonly seconds: number;
  /** In the form of ISO 8601, when it was given so. */
  readonly iso: string | null;
}

export interface AddressValue extends Placed {
  readonly kind: 'address';
  readonly family: 4 | 6;
  /** As it is printed. */
  readonly address: string;
  readonly wildcard: boolean;
  /** 0: none was given. */
  readonly port: number;
  readonly dscp?: number;
  /** It was given in parts, and is printed in parts. */
  readonly inParts?: true;
  readonly scoped: boolean;
}

export interface PrefixValue extends Placed {
  readonly kind: 'prefix';
  readonly family: 4 | 6;
  readonly address: string;
  readonly octets: Uint8Array;
  readonly length: number;
}

export interface ListValue extends Placed {
  readonly kind: 'list';
  readonly items: readonly Value[];
  /** `spaced`: one behind the other, without braces. */
  readonly style: 'braces' | 'spaced';
}

export interface TupleValue extends Placed {
  readonly kind: 'tuple';
  readonly fields: Readonly<Record<string, Value>>;
  /** The fields but the first are printed with their names. */
  readonly named: boolean;
  /** BIND: nothing is printed between the first two. */
  readonly tight?: true;
}

/** A value behind a word: `port 53`. */
export interface KeyedValue extends Placed {
  readonly kind: 'keyed';
  readonly word: string;
  readonly value: Value;
}

/** `!` and an element. */
export interface NegatedValue extends Placed {
  readonly kind: 'negated';
  readonly value: Value;
}

export interface GeoipValue extends Placed {
  readonly kind: 'geoip';
  readonly subtype: string;
  readonly search: Value;
}

export interface RangeValue extends Placed {
  readonly kind: 'range';
  readonly low: number;
  readonly high: number;
}

/** Text between braces that nobody reads. */
export interface RawValue extends Placed {
  readonly kind: 'raw';
  readonly text: string;
}

export interface MapValue extends Placed {
  readonly kind: 'map';
  /** What stands before the brace: a name, a network. */
  readonly id: Value | null;
  /** By keyword, in the order in which they are printed. */
  readonly clauses: ReadonlyMap<string, readonly Value[]>;
  /** Where the keywords of those stand. */
  readonly places: ReadonlyMap<string, readonly ConfigPlace[]>;
  /** The keywords in printing order are the type's. */
  readonly order: readonly string[];
}

/** The first value of a clause. */
export function clauseOf(map: MapValue | null | undefined, word: string): Value | undefined {
  return map?.clauses.get(word)?.[0];
}

export function clausesOf(map: MapValue | null | undefined, word: string): readonly Value[] {
  return map?.clauses.get(word) ?? [];
}

/** A field of a tuple; undefined where it was left out. Words before values are taken off. */
export function fieldOf(value: Value | undefined, name: string): Value | undefined {
  if (value?.kind !== 'tuple') return undefined;
  const field = value.fields[name];
  return field === undefined || field.kind === 'void' ? undefined : bare(field);
}

function bare(value: Value): Value {
  return value.kind === 'keyed' ? value.value : value;
}

/** The text of a value; empty where it has none. */
export function textOf(value: Value | undefined): string {
  return value?.kind === 'text' ? value.text : '';
}

export function itemsOf(value: Value | undefined): readonly Value[] {
  return value?.kind === 'list' ? value.items : [];
}

export function numberOf(value: Value | undefined): number | null {
  return value?.kind === 'number' ? value.value : null;
}

export function booleanOf(value: Value | undefined): boolean | null {
  return value?.kind === 'boolean' ? value.value : null;
}

export function mapOf(value: Value | undefined): MapValue | null {
  return value?.kind === 'map' ? value : null;
}
