/** tcpdump's words for what a DNS message holds. It has them for the older codes only; the rest are numbers. */
import { TYPE, typeText } from '../../../protocol/codes.ts';

/** The types above 41 that it has a word for; below, it has one for all. */
const LATER_TYPES: ReadonlySet<number> = new Set([42, 43, 44, 45, 46, 47, 48, 99, 100, 101, 102, 103]);
const UNSPECA = 104;

export function typeWord(type: number): string {
  if (type === UNSPECA) return 'UNSPECA';
  const known = (type >= 1 && type <= 41) || LATER_TYPES.has(type) || (type >= TYPE.TKEY && type <= TYPE.URI);
  return known ? typeText(type).replace('-', '_') : `Type${type}`;
}

export function classWord(value: number): string {
  const words: Readonly<Record<number, string>> = { 1: 'IN', 3: 'CHAOS', 4: 'HS', 255: 'ANY' };
  return words[value] ?? `(Class ${value})`;
}

/** Seconds as `1w2d3h4m5s`; a year has 365 days. */
export function durationText(seconds: number): string {
  if (seconds === 0) return '0s';
  const units: readonly (readonly [string, number])[] = [
    ['y', 365 * 86_400],
    ['w', 604_800],
    ['d', 86_400],
    ['h', 3_600],
    ['m', 60],
    ['s', 1],
  ];
  let left = seconds;
  let text = '';
  for (const [letter, size] of units) {
    const count = Math.floor(left / size);
    if (count > 0) text += `${count}${letter}`;
    left -= count * size;
  }
  return text;
}
