/** The reference of named.conf: a word in a block, explained in a sentence or two, with BIND 9.18's defaults. */
import { ACCESS } from './reference/access.ts';
import { BLOCKS } from './reference/blocks.ts';
import { CACHE } from './reference/cache.ts';
import { DNSSEC } from './reference/dnssec.ts';
import type { ReferenceEntries, ReferenceEntry } from './reference/entry.ts';
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
  const key = [`${block}/${word}`, word].find((one) => Object.hasOwn(REFERENCE, one));
  return key === undefined ? null : (REFERENCE[key] ?? null);
}
