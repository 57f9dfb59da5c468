/** Texts as somebody spoils them: an editor's slip, a cut-off copy, a lost disk block, bad intent. A character is an octet. */
import type { Random } from '../../engine/random.ts';

/** What a text of some kind is made of. */
export interface Material {
  /** Whole texts that are sound; characters from U+0000 to U+00FF. */
  readonly seeds: readonly string[];
  /** What means something in such a text: signs, words, whole lines. */
  readonly words: readonly string[];
}

export function pick<T>(random: Random, from: readonly T[]): T {
  return from[random.below(from.length)] as T;
}

const SHORT = 3000;

/** A part of a seed with its head: mostly small, at times all of it. */
export function excerpt(random: Random, { seeds }: Material): string {
  const seed = pick(random, seeds);
  const size = random.below(20);
  if (size === 0 || (size < 12 && seed.length < SHORT)) return seed;
  const from = random.below(seed.length);
  const length = random.below(size < 4 ? 20_000 : 2500);
  const head = seed.slice(0, Math.min(from, 200 + random.below(300)));
  return `${head}\n${seed.slice(from, from + length)}`;
}

/** `text`, spoilt in one to five ways. */
export function mutated(random: Random, text: string, material: Material): string {
  let bad = text;
  for (let times = 1 + random.below(5); times > 0; times--) bad = pick(random, WAYS)(random, bad, material);
  return bad;
}

const NUMBERS = ['0', '-1', '1', '255', '256', '65535', '65536', '2147483648', '4294967295', '4294967296'];
const LONG_NUMBERS = ['007', '0x10', '1e9', '99999999999999999999', `${'9'.repeat(400)}`];
const SIGNS = [...`;(){}"'\\\t \n\r\0.$-@*#/,:=!\xff\x80`];

type Way = (random: Random, text: string, material: Material) => string;

const place = (random: Random, text: string): number => random.below(text.length + 1);

function replaced(text: string, at: number, without: number, put: string): string {
  return text.slice(0, at) + put + text.slice(at + without);
}

const WAYS: readonly Way[] = [
  // Cut off, or its beginning lost.
  (random, text) => text.slice(0, place(random, text)),
  (random, text) => text.slice(random.below(Math.min(text.length, 400) + 1)),
  // A sign or a word too many, or instead of something.
  (random, text) => replaced(text, place(random, text), random.below(2), pick(random, SIGNS)),
  (random, text, { words }) => replaced(text, place(random, text), 0, pick(random, words)),
  (random, text, { words }) => replaced(text, place(random, text), random.below(40), pick(random, words)),
  // One thing very often.
  (random, text, { words }) => {
    const often = pick(random, random.below(2) === 0 ? SIGNS : words);
    return replaced(text, place(random, text), 0, often.repeat(random.below(3000)));
  },
  (random, text) => {
    const from = place(random, text);
    const stretch = text.slice(from, from + random.below(200));
    return replaced(text, from, 0, stretch.repeat(random.below(100)));
  },
  // Octets that are wrong, or are none of a text's.
  (random, text) => replaced(text, place(random, text), 1, String.fromCharCode(random.below(256))),
  (random, text) => flipped(random, text),
  (random, text) => replaced(text, place(random, text), random.below(512), '\0'.repeat(random.below(512))),
  // A part lost, or another text's in its place.
  (random, text) => replaced(text, place(random, text), 1 + random.below(200), ''),
  (random, text, { seeds }) => {
    const other = pick(random, seeds);
    const from = random.below(other.length);
    return replaced(
      text,
      place(random, text),
      random.below(200),
      other.slice(from, from + random.below(400)),
    );
  },
  // Another number, another word.
  (random, text) => otherNumber(random, text),
  (random, text, material) => otherWord(random, text, material),
  // Lines that are lost, come twice or have changed their places.
  (random, text) => {
    const lines = text.split('\n');
    const [from, to] = [random.below(lines.length), random.below(lines.length)];
    const moved = lines.slice(from, from + 1 + random.below(4));
    const how = random.below(3);
    if (how > 0) lines.splice(from, moved.length);
    if (how < 2) lines.splice(to, 0, ...moved);
    return lines.join('\n');
  },
  // Ends of lines of another system, or none.
  (random, text) => text.replaceAll('\n', pick(random, ['\r\n', '\r', '\n\n', ''])),
];

function flipped(random: Random, text: string): string {
  let bad = text;
  for (let bits = 1 + random.below(8); bits > 0 && bad.length > 0; bits--) {
    const at = random.below(bad.length);
    bad = replaced(bad, at, 1, String.fromCharCode(bad.charCodeAt(at) ^ (1 << random.below(8))));
  }
  return bad;
}

function otherNumber(random: Random, text: string): string {
  const from = place(random, text);
  const number = /\d+/g;
  number.lastIndex = from;
  const found = number.exec(text);
  if (found === null) return text;
  return replaced(text, found.index, found[0].length, pick(random, [...NUMBERS, ...LONG_NUMBERS]));
}

function otherWord(random: Random, text: string, { seeds }: Material): string {
  const word = /[^\s;(){}"]+/g;
  word.lastIndex = place(random, text);
  const found = word.exec(text);
  if (found === null) return text;
  const other = /[^\s;(){}"]+/g;
  const seed = pick(random, seeds);
  other.lastIndex = random.below(seed.length);
  return replaced(text, found.index, found[0].length, other.exec(seed)?.[0] ?? '');
}
