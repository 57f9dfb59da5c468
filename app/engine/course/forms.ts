/** Whether what a student said is what the lab reckoned: by the form in which it was asked for. */
import { Name, isNameProblem } from '../protocol/name.ts';
import type { AnswerForm } from './schema/values.ts';

export interface Asked {
  readonly form?: AnswerForm | undefined;
  readonly choices: readonly string[];
  /** How far a number may be off. */
  readonly within: number;
}

export function formOf({ form, choices }: Asked): AnswerForm {
  return form ?? (choices.length > 0 ? 'choice' : 'text');
}

export const RCODES = ['NOERROR', 'NXDOMAIN', 'SERVFAIL', 'REFUSED', 'FORMERR', 'NOTIMP'] as const;
export const FLAGS = ['qr', 'aa', 'tc', 'rd', 'ra', 'ad', 'cd'] as const;

/** What may be chosen from; empty where the answer is written. */
export function choicesOf(asked: Asked): readonly string[] {
  if (asked.choices.length > 0) return asked.choices;
  return formOf(asked) === 'rcode' ? RCODES : [];
}

/** Why it is no answer of that form at all, as a sentence; null when it is one. */
export function whyNoAnswer(asked: Asked, said: string): string | null {
  if (said.trim() === '') return 'Say what you expect first.';
  const choices = choicesOf(asked);
  if (choices.length > 0)
    return choices.some((choice) => equalText(choice, said)) ? null : 'Choose one of the answers offered.';
  switch (formOf(asked)) {
    case 'number':
    case 'count':
      return numberIn(said) === null ? 'A number is asked for.' : null;
    case 'ttl':
      return secondsIn(said) === null ? 'A TTL is asked for: seconds, or for instance 1h30m.' : null;
    case 'flags':
      return wordsIn(said).every((word) => (FLAGS as readonly string[]).includes(word))
        ? null
        : `Flags are asked for: ${FLAGS.join(', ')}, or “none”.`;
    case 'name':
    case 'names':
      return wordsIn(said).some((word) => isNameProblem(Name.parse(word))) ? 'That is no domain name.' : null;
    default:
      return null;
  }
}

/** `hostOf` gives a host's name for one of its addresses; null where it knows none. */
export function answerFits(
  asked: Asked,
  said: string,
  truth: string,
  hostOf: (address: string) => string | null = () => null,
): boolean {
  switch (formOf(asked)) {
    case 'number':
    case 'count':
      return near(numberIn(said), numberIn(truth), asked.within);
    case 'ttl':
      return near(secondsIn(said), secondsIn(truth), asked.within);
    case 'name':
      return plainName(said) === plainName(truth);
    case 'names':
    case 'flags':
      return sameSet(wordsIn(said).map(plainName), wordsIn(truth).map(plainName));
    case 'server':
    case 'servers': {
      const host = (word: string): string => plainName(hostOf(word) ?? word);
      return sameSet(wordsIn(said).map(host), wordsIn(truth).map(host));
    }
    default: {
      const [a, b] = [numberIn(said), numberIn(truth)];
      return a !== null && b !== null ? near(a, b, asked.within) : equalText(said, truth);
    }
  }
}

function near(a: number | null, b: number | null, within: number): boolean {
  return a !== null && b !== null && Math.abs(a - b) <= within;
}

function numberIn(text: string): number | null {
  const plain = text.trim().replace(/(?<=\d)[,' ](?=\d{3})/g, '');
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : null;
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 };

function secondsIn(text: string): number | null {
  const plain = text
    .trim()
    .toLowerCase()
    .replace(/\s*(seconds?|secs?)$/, '');
  const number = numberIn(plain);
  if (number !== null) return number;
  if (!/^(\d+\s*[smhdw]\s*)+$/.test(plain)) return null;
  let sum = 0;
  for (const [, count, unit] of plain.matchAll(/(\d+)\s*([smhdw])/g))
    sum += Number(count) * (UNITS[unit as string] as number);
  return sum;
}

/** Words with spaces, commas or semicolons between; “none” is none. */
function wordsIn(text: string): string[] {
  const words = text
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter((word) => word !== '' && word !== 'and');
  return words.length === 1 && words[0] === 'none' ? [] : words;
}

function plainName(text: string): string {
  const plain = text.trim().toLowerCase();
  return plain === '.' ? plain : plain.replace(/\.$/, '');
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  const [one, two] = [new Set(a), new Set(b)];
  return one.size === two.size && [...one].every((word) => two.has(word));
}

function equalText(a: string, b: string): boolean {
  const plain = (text: string): string => text.trim().toLowerCase().replace(/\s+/g, ' ');
  return plain(a) === plain(b);
}
