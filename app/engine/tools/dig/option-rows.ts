/**
 * Short ways to write down the rows of the option table.
 */
import { numberOption } from './numbers.ts';
import type { OptionOutcome, OptionUse, PlusOption } from './options.ts';
import type { Lookup } from './state.ts';

type FlagOf<T> = {
  [K in keyof T]-?: T[K] extends boolean ? (boolean extends T[K] ? K : never) : never;
}[keyof T];
export type LookupFlag = FlagOf<Lookup>;

/** An option that sets one flag of the lookup. */
export function flag(name: string, least: string, key: LookupFlag, ...help: string[]): PlusOption {
  return row(name, least, `[no]${name}`, help, ({ lookup, on }) => {
    lookup[key] = on;
    return null;
  });
}

/** An option that clears one flag: the row says what is shown, the lookup what is hidden. */
export function hides(name: string, least: string, key: LookupFlag, ...help: string[]): PlusOption {
  return row(name, least, `[no]${name}`, help, ({ lookup, on }) => {
    lookup[key] = !on;
    return null;
  });
}

export function row(
  name: string,
  least: string,
  usage: string | null,
  help: readonly string[],
  apply: (use: OptionUse) => OptionOutcome,
): PlusOption {
  return { name, least, usage, help, apply };
}

/** An option of former times that only says so (without a line's end, as dig does). */
export function obsolete(name: string, least: string, text: string): PlusOption {
  return row(name, least, null, [], ({ dig }) => {
    dig.err(`;; +${name} option is ${text}`);
    return null;
  });
}

/** Reads the value as a number and hands it on; dig's complaint and the end where it is none. */
export function withNumber(
  use: OptionUse,
  max: number,
  what: string,
  take: (value: number) => void,
  base: 10 | 0 = 10,
): OptionOutcome {
  if (use.value === null) return 'invalid';
  const value = numberOption(use.dig, use.value, max, what, base);
  if (value === null) return use.dig.unreadable(`Couldn't parse ${what}`);
  take(value);
  return null;
}

/** Options that need EDNS turn it on. */
export function wantEdns(lookup: Lookup): void {
  if (lookup.edns === -1) lookup.edns = 0;
}
