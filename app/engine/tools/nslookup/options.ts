/** `set keyword[=value]`, and the same with a dash on the command line. */
import { classNumber, typeNumber } from '../../protocol/codes.ts';
import { numberOption } from '../dig/numbers.ts';
import type { Dig } from '../dig/state.ts';
import type { Settings } from './settings.ts';
import { showSettings } from './show-settings.ts';

interface Switch {
  readonly word: string;
  /** How much of the word is enough. */
  readonly shortest: number;
  apply(dig: Dig, settings: Settings): void;
}

const SWITCHES: readonly Switch[] = [
  { word: 'all', shortest: 3, apply: (dig, settings) => showSettings(dig, settings) },
  { word: 'recurse', shortest: 3, apply: (_, settings) => void (settings.recurse = true) },
  { word: 'norecurse', shortest: 5, apply: (_, settings) => void (settings.recurse = false) },
  { word: 'defname', shortest: 3, apply: (dig) => void (dig.useSearch = true) },
  { word: 'nodefname', shortest: 5, apply: (dig) => void (dig.useSearch = false) },
  { word: 'vc', shortest: 2, apply: (_, settings) => void (settings.tcp = true) },
  { word: 'novc', shortest: 4, apply: (_, settings) => void (settings.tcp = false) },
  { word: 'debug', shortest: 3, apply: (dig, settings) => void (settings.debug = dig.showSearch = true) },
  { word: 'nodebug', shortest: 5, apply: (dig, settings) => void (settings.debug = dig.showSearch = false) },
  { word: 'd2', shortest: 2, apply: (_, settings) => void (settings.d2 = true) },
  { word: 'nod2', shortest: 4, apply: (_, settings) => void (settings.d2 = false) },
  { word: 'search', shortest: 3, apply: (dig) => void (dig.useSearch = true) },
  { word: 'nosearch', shortest: 5, apply: (dig) => void (dig.useSearch = false) },
  // BIND: long without effect.
  { word: 'sil', shortest: 3, apply: () => undefined },
  { word: 'fail', shortest: 3, apply: (_, settings) => void (settings.nofail = false) },
  { word: 'nofail', shortest: 5, apply: (_, settings) => void (settings.nofail = true) },
];

type SetValue = (dig: Dig, settings: Settings, value: string) => void;

const VALUES: ReadonlyMap<string, SetValue> = new Map([
  ...['class', 'cl'].map((word): [string, SetValue] => [word, setClass]),
  ...['type', 'ty', 'querytype', 'query', 'qu', 'q'].map((word): [string, SetValue] => [word, setType]),
  ...['domain', 'do'].map((word): [string, SetValue] => [word, setDomain]),
  ...['port', 'po'].map((word): [string, SetValue] => [word, setPort]),
  ...['timeout', 't'].map((word): [string, SetValue] => [word, setTimeout]),
  ...['retry', 'ret'].map((word): [string, SetValue] => [word, setTries]),
  ['ndots', setDots],
]);

/** What Tab offers after a dash. */
export const OPTION_WORDS: readonly string[] = [
  ...SWITCHES.map(({ word }) => word).filter((word) => word !== 'sil'),
  ...['class', 'type', 'query', 'domain', 'port', 'timeout', 'retry', 'ndots'].map((word) => `${word}=`),
];

export function setOption(dig: Dig, settings: Settings, text: string): void {
  const word = text.toLowerCase();
  const equals = word.indexOf('=');
  const value = equals < 0 ? undefined : VALUES.get(word.slice(0, equals));
  if (value) return value(dig, settings, text.slice(equals + 1));
  const found = SWITCHES.find((option) => word.length >= option.shortest && option.word.startsWith(word));
  if (found) return found.apply(dig, settings);
  dig.out(`*** Invalid option: ${text}\n`);
}

function setClass(dig: Dig, settings: Settings, value: string): void {
  if (classNumber(value) === null) dig.out(`unknown query class: ${value}\n`);
  else settings.class = value;
}

function setType(dig: Dig, settings: Settings, value: string): void {
  if (typeNumber(value) === null) {
    dig.out(`unknown query type: ${value}\n`);
    return;
  }
  settings.type = value;
  settings.defaultTypes = false;
}

function setDomain(dig: Dig, _: Settings, value: string): void {
  dig.searchList = [value];
  dig.useSearch = true;
}

function setPort(dig: Dig, _: Settings, value: string): void {
  dig.port = numberOption(dig, value, 0xffff, 'port') ?? dig.port;
}

function setTimeout(dig: Dig, _: Settings, value: string): void {
  dig.timeout = numberOption(dig, value, 0xffffffff, 'timeout') ?? dig.timeout;
}

function setTries(dig: Dig, _: Settings, value: string): void {
  dig.tries = numberOption(dig, value, 0x7fffffff, 'tries') ?? dig.tries;
}

function setDots(dig: Dig, _: Settings, value: string): void {
  dig.ndots = numberOption(dig, value, 128, 'ndots') ?? dig.ndots;
}
