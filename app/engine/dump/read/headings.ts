/** The comment lines that begin a part of a dump, or say something of it. */
import { timeSeconds } from '../../protocol/times.ts';
import type { SectionKind } from './dump-index.ts';

export type Heading =
  | { readonly kind: 'view'; readonly name: string }
  /** `view`: the one that the line names, where it names one. */
  | { readonly kind: 'section'; readonly section: SectionKind; readonly name: string; readonly view?: string }
  | { readonly kind: 'unassociated' }
  | { readonly kind: 'complete' };

const PATTERNS: readonly (readonly [RegExp, (words: RegExpExecArray) => Heading])[] = [
  [/^; Start view (.*)$/, ([, name = '']) => ({ kind: 'view', name })],
  [
    /^; Cache dump of view '(.*)' \(cache (.*)\)$/,
    ([, view = '', name = '']) => ({ kind: 'section', section: 'cache', name, view }),
  ],
  // BIND: up to 9.10 or so the cache has no name.
  [/^; Cache dump of view '(.*)'$/, ([, name = '']) => ({ kind: 'section', section: 'cache', name })],
  [
    /^; Cache of view '(.*)' is shared as '(.*)'$/,
    ([, view = '', name = '']) => ({ kind: 'section', section: 'shared', name, view }),
  ],
  [/^; Address database dump$/, () => ({ kind: 'section', section: 'addresses', name: '' })],
  [/^; Unassociated entries$/, () => ({ kind: 'unassociated' })],
  [/^; Bad cache$/, () => ({ kind: 'section', section: 'bad', name: '' })],
  [/^; SERVFAIL cache$/, () => ({ kind: 'section', section: 'failures', name: '' })],
  [/^; Zone dump of '(.*)'$/, ([, name = '']) => ({ kind: 'section', section: 'zone', name })],
  [/^; Dump complete$/, () => ({ kind: 'complete' })],
];

/** Which octets a heading's words begin with. */
const FIRST = new Set(Array.from('SCAUBZD', (c) => c.charCodeAt(0)));

export function mayBeHeading(octet: number): boolean {
  return FIRST.has(octet);
}

export function headingIn(line: string): Heading | null {
  for (const [pattern, heading] of PATTERNS) {
    const words = pattern.exec(line);
    if (words !== null) return heading(words);
  }
  return null;
}

/** `$DATE 20261121071540` in milliseconds since 1970; null for another line. */
export function dateIn(line: string): number | null {
  const [, digits = ''] = /^\$DATE (\d{14})$/.exec(line) ?? [];
  const seconds = digits === '' ? null : timeSeconds(digits);
  return seconds === null ? null : seconds * 1000;
}

const STATE = '(?:success|failure|nxrrset|nxdomain|not_found|unexpected|canceled|[a-z_]+)';
const TTL = (what: string): string => `(?: \\[${what} TTL -?\\d+\\])?`;
const SERVER = new RegExp(
  `^; \\S+(?: alias \\S+)?${TTL('v4')}${TTL('v6')}${TTL('target')} \\[v4 ${STATE}\\] \\[v6 ${STATE}\\]$`,
);
const ADDRESS = /^;\t\S+ \[srtt \d+\](?: \[[^\]]*\])*$/;
const LAME = /^;\t\t\S+ \S+ \[lame TTL -?\d+\]$/;
const FAILURE = /^; \S+\/\S+ \[ttl -?\d+\]$/;

/** What a line of the address database is; null: nothing that is known. */
export function addressLineKind(line: string): 'server' | 'address' | 'lame' | 'legend' | null {
  if (ADDRESS.test(line)) return 'address';
  if (LAME.test(line)) return 'lame';
  if (SERVER.test(line)) return 'server';
  return /^; \[(?:edns|plain) success\/.*\]$/.test(line) ? 'legend' : null;
}

export function isFailureLine(line: string): boolean {
  return FAILURE.test(line);
}
