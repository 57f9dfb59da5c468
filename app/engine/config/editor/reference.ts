/** The reference of named.conf: a word in a block, explained in a sentence or two, with BIND 9.18's defaults. */
import { ACCESS } from './reference/access.ts';
import { BLOCKS } from './reference/blocks.ts';
import { CACHE } from './reference/cache.ts';
import { DNSSEC } from './reference/dnssec.ts';
import type { ReferenceEntries, ReferenceEntry } from './reference/entry.ts';
import { MANUAL } from './reference/manual.ts';
import { SERVER } from './reference/server.ts';
import { ZONES } from './reference/zones.ts';

export const REFERENCE: ReferenceEntries = {
  ...BLOCKS,
  ...ACCESS,
  ...CACHE,
  ...ZONES,
  ...DNSSEC,
  ...SERVER,
};

/**
 * What is told of `word` in `block` (empty: the top level); null for what is no word of the language.
 *
 * @example referenceOf('rate-limit', 'slip')?.initially === '2'
 */
export function referenceOf(block: string, word: string): ReferenceEntry | null {
  const key = keyOf(block, word);
  return key === null ? null : (REFERENCE[key] ?? null);
}

function keyOf(block: string, word: string): string | null {
  return [`${block}/${word}`, word].find((one) => Object.hasOwn(REFERENCE, one)) ?? null;
}

/** A section of the BIND 9.18 Administrator Reference Manual. */
export interface ManualSection {
  readonly number: string;
  readonly title: string;
}

/** What the manual tells of elsewhere than at the word of that name, or without a heading of its own. */
export const TOLD_ELSEWHERE: Readonly<Record<string, string>> = {
  include: '8.1.3.1',
  masters: '8.2.12',
  'zone/masters': '8.2.12',
  'channel/file': '8.2.8.1',
  'statistics-channels/inet': '8.2.18',
  'dlz/database': '6.6.1',
  'dnssec-policy/keys': '8.2.26',
  'max-zone-ttl': '8.2.14',
};

const sections = new Map<string, ManualSection>();
const sectionOfWord = new Map<string, string>();

/** The table of the manual: a line for each section, and below it, further in, the words that it tells of. */
function readManual(): void {
  let number = '';
  for (const line of MANUAL.split('\n')) {
    if (line.startsWith(' ')) for (const word of line.trim().split(' ')) sectionOfWord.set(word, number);
    else if (line !== '') {
      number = line.slice(0, line.indexOf(' '));
      sections.set(number, { number, title: line.slice(number.length + 1) });
    }
  }
}

/** Where the manual tells of `word` in `block`; null for what it does not have (any more). */
export function manualSectionOf(block: string, word: string): ManualSection | null {
  if (sections.size === 0) readManual();
  const key = keyOf(block, word);
  const number = (key === null ? undefined : TOLD_ELSEWHERE[key]) ?? sectionOfWord.get(word);
  return (number === undefined ? undefined : sections.get(number)) ?? null;
}
