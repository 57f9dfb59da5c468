/** The differences that are known and explained: the tables of `differential-differences.md`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Difference } from './differential-compare.ts';

export interface ListedDifference {
  readonly program: string;
  /** `www.twotruths.co.uk. A`; `*` stands for anything, `?` for one letter or digit. */
  readonly pattern: RegExp;
  readonly respects: readonly string[];
  readonly reason: string;
}

const FILE = join(import.meta.dirname, 'differential-differences.md');

export function listedDifferences(text = readFileSync(FILE, 'utf8')): ListedDifference[] {
  const listed: ListedDifference[] = [];
  for (const line of text.split('\n')) {
    const cells = /^\| (named|unbound) +\| `([^`]+)` +\| ([a-z, ]+?) +\| (.+?) +\|$/.exec(line);
    if (!cells) continue;
    const [, program = '', what = '', respects = '', reason = ''] = cells;
    const literal = what.replace(/[.\\+^${}()|[\]]/g, '\\$&');
    listed.push({
      program,
      pattern: new RegExp(`^${literal.replaceAll('*', '.*').replaceAll('?', '[a-z0-9]')}$`),
      respects: respects.split(', '),
      reason,
    });
  }
  return listed;
}

export function isListed(listed: readonly ListedDifference[], difference: Difference): boolean {
  return listed.some(
    ({ program, pattern, respects }) =>
      program === difference.program &&
      respects.includes(difference.respect) &&
      pattern.test(difference.what),
  );
}
