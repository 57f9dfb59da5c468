/** The words of a dump as octets: trust words, types and classes, found without making strings of them. */
import { typeNumber } from '../../protocol/codes.ts';

/** BIND's words, weakest first; a trust is a place in this table. */
const BIND_TRUST = [
  'none',
  'pending-additional',
  'pending-answer',
  'additional',
  'glue',
  'answer',
  'authauthority',
  'authanswer',
  'secure',
  'local',
] as const;

/** What Unbound says with numbers in front of each RRset: its own words, weakest first. */
const UNBOUND_TRUST = [
  'rrset_trust_none',
  'add_noAA',
  'auth_noAA',
  'add_AA',
  'nonauth_ans_AA',
  'ans_noAA',
  'glue (unbound)',
  'auth_AA',
  'ans_AA',
  'sec_noglue',
  'prim_noglue',
  'validated',
  'ultimate',
] as const;

const UNBOUND_FIRST = 16;
/** Records of a zone and messages have no trust. */
export const NO_TRUST = 255;

/** The word for a trust; empty for none. */
export function trustText(trust: number): string {
  return BIND_TRUST[trust] ?? UNBOUND_TRUST[trust - UNBOUND_FIRST] ?? '';
}

/** The trust that a word names; null for no trust word. */
export function trustOf(word: string): number | null {
  const bind = (BIND_TRUST as readonly string[]).indexOf(word);
  if (bind >= 0) return bind;
  const unbound = (UNBOUND_TRUST as readonly string[]).indexOf(word);
  return unbound < 0 ? null : UNBOUND_FIRST + unbound;
}

/** Unbound's number as a trust; null where it has no such number. */
export function unboundTrust(number: number): number | null {
  return number < UNBOUND_TRUST.length ? UNBOUND_FIRST + number : null;
}

const LONGEST_TRUST = 18;
/** BIND's words in octets; and by length and second letter, which together tell them apart, their places. */
const TRUST_OCTETS = BIND_TRUST.map((word) => Uint8Array.from(word, (c) => c.charCodeAt(0)));
const TRUST_PLACES = new Int8Array((LONGEST_TRUST + 1) * 8).fill(-1);
for (const [place, octets] of TRUST_OCTETS.entries())
  TRUST_PLACES[octets.length * 8 + ((octets[1] as number) & 7)] = place;

/** The trust word that stands from `from` to `to` alone; -1 where none does. */
export function trustAt(octets: Uint8Array, from: number, to: number): number {
  const length = to - from;
  if (length > LONGEST_TRUST || length < 4) return -1;
  const place = TRUST_PLACES[length * 8 + ((octets[from + 1] as number) & 7)] as number;
  if (place < 0) return -1;
  const word = TRUST_OCTETS[place] as Uint8Array;
  for (let i = 0; i < length; i++) if (word[i] !== octets[from + i]) return -1;
  return place;
}

const LONGEST_PACKED = 6;
/** Types by their words' octets, packed: a table in which the latest of those that fall together stays. */
const SLOTS = 1024;
const firstFour = new Int32Array(SLOTS);
const lastTwo = new Int32Array(SLOTS);
const slotType = new Int32Array(SLOTS).fill(-1);

/** The type whose word stands there, in capitals or not; -1 for no type. */
export function typeAt(octets: Uint8Array, from: number, to: number): number {
  const length = to - from;
  if (length > LONGEST_PACKED || length === 0) return typeNumber(wordText(octets, from, to)) ?? -1;
  let first = 0;
  let last = 0;
  const middle = Math.min(to, from + 4);
  for (let i = from; i < middle; i++) first = (first << 8) | (octets[i] as number);
  for (let i = middle; i < to; i++) last = (last << 8) | (octets[i] as number);
  const slot = (first ^ (first >>> 9) ^ (last * 37)) & (SLOTS - 1);
  if (firstFour[slot] === first && lastTwo[slot] === last) return slotType[slot] as number;
  const type = typeNumber(wordText(octets, from, to)) ?? -1;
  firstFour[slot] = first;
  lastTwo[slot] = last;
  slotType[slot] = type;
  return type;
}

const WORD_LIMIT = 64;

function wordText(octets: Uint8Array, from: number, to: number): string {
  return to - from > WORD_LIMIT ? '' : octetText(octets, from, to);
}

/** Whether the word there ends with a dot, and another follows. A line feed is behind. */
export function hasDotted(b: Uint8Array, at: number): boolean {
  let i = at;
  while ((b[i] as number) > 32) i++;
  return b[i - 1] === 46 && b[i] === 32;
}

/** Octets as text, each a character. */
export function octetText(octets: Uint8Array, from = 0, to = octets.length): string {
  let text = '';
  for (let at = from; at < to; at += 4096)
    text += String.fromCharCode.apply(
      null,
      octets.subarray(at, Math.min(to, at + 4096)) as unknown as number[],
    ); // array-like
  return text;
}
