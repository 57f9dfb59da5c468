/**
 * dig's `+` options: one table for parsing, for `dig -h` and for the shell's completion.
 *
 * An option may be cut as long as it still begins with its row's `least` letters (these in lower case):
 * `+noall`, `+norec`, `+multi`. `no` in front turns it off.
 */
import { optionsAToH } from './options-a-to-h.ts';
import { optionsIToZ } from './options-i-to-z.ts';
import type { Dig, Lookup, Stop } from './state.ts';

/** What an option is applied to. */
export interface OptionUse {
  readonly dig: Dig;
  readonly lookup: Lookup;
  /** False under `no`. */
  readonly on: boolean;
  /** What follows `=`; null where nothing does. */
  readonly value: string | null;
  /** In a batch file or .digrc. */
  readonly inBatch: boolean;
}

/** `invalid`: dig says so, prints its usage and ends. */
export type OptionOutcome = Stop | 'invalid' | null;

export interface PlusOption {
  readonly name: string;
  readonly least: string;
  /** As the help writes it after the plus sign: `[no]edns[=###]`. Null: an option that the help keeps quiet about. */
  readonly usage: string | null;
  readonly help: readonly string[];
  readonly apply: (use: OptionUse) => OptionOutcome;
}

export const PLUS_OPTIONS: readonly PlusOption[] = [...optionsAToH, ...optionsIToZ];

/** For completion: every name that can be typed after `+`, with a few words about it. */
export function plusOptionNames(): { readonly name: string; readonly description: string }[] {
  const names: { name: string; description: string }[] = [];
  for (const option of PLUS_OPTIONS) {
    if (option.usage === null) continue;
    const description = option.help.join(' ').replace(/^\((.*)\)/s, '$1');
    const value = option.usage.includes('=') && !option.usage.includes('[=') ? '=' : '';
    if (!option.usage.startsWith('no')) names.push({ name: option.name + value, description });
    if (option.usage.startsWith('no') && option.name === 'ednsopt')
      names.push({ name: 'noednsopt', description });
    if (option.usage.startsWith('[no]')) names.push({ name: `no${option.name}`, description });
  }
  return names;
}

/** Applies what stands after the `+`. */
export function applyPlusOption(dig: Dig, lookup: Lookup, text: string, inBatch: boolean): Stop | null {
  // BIND: as strtok splits, empty pieces before the first `=` do not count.
  const word = text.replace(/^=+/, '');
  if (word === '') {
    dig.out(`;; Invalid option ${text}\n`);
    return null;
  }
  const equals = word.indexOf('=');
  let name = equals < 0 ? word : word.slice(0, equals);
  const value = equals < 0 || equals === word.length - 1 ? null : word.slice(equals + 1);
  const on = !/^no/i.test(name);
  if (!on) name = name.slice(2);
  const option = findPlusOption(name);
  const outcome = option ? option.apply({ dig, lookup, on, value, inBatch }) : 'invalid';
  if (outcome !== 'invalid') return outcome;
  const shown = text.slice(0, text.length - word.length) + (equals < 0 ? word : word.slice(0, equals));
  dig.err(`Invalid option: +${shown}\n`);
  return usage(dig);
}

/** The option that a possibly cut name (without `no`) means. */
export function findPlusOption(name: string): PlusOption | null {
  const lower = name.toLowerCase();
  for (const option of PLUS_OPTIONS) {
    if (name.startsWith(option.least) && option.name.startsWith(lower)) return option;
  }
  return null;
}

export const USAGE = `Usage:  dig [@global-server] [domain] [q-type] [q-class] {q-opt}
            {global-d-opt} host [@local-server] {local-d-opt}
            [ host [@local-server] {local-d-opt} [...]]
`;

/** The short usage, on standard error. */
export function usage(dig: Dig): Stop {
  dig.err(`${USAGE}\nUse "dig -h" (or "dig -h | more") for complete list of options\n`);
  return { kind: 'stop', exitCode: 1 };
}
