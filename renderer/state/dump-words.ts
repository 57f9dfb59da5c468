/** Words of a dump as the window shows them. */
import type { DumpChangeKind, DumpSummary } from '../../app/reader-contract.ts';
import type { Trust } from '../../app/contract.ts';
import { TRUST } from './trust.ts';
import { clockText, count, durationWords } from './words.ts';

export const CHANGES: Readonly<Record<DumpChangeKind, { readonly text: string; readonly why: string }>> = {
  appeared: { text: 'appeared', why: 'Not in the earlier dump.' },
  over: { text: 'ran out', why: 'Gone from the later dump: its TTL was over by then.' },
  gone: { text: 'gone early', why: 'Gone before its TTL was over: flushed, or it made room.' },
  refreshed: {
    text: 'refreshed',
    why: 'The same data, learned anew: its TTL is not what was left of the old one.',
  },
  trust: { text: 'trust changed', why: 'It is believed more or less than before.' },
  data: { text: 'data changed', why: 'Other records than before.' },
  state: { text: 'state changed', why: 'It became stale or live.' },
};

/** BIND's word for trust as the window's table has it; null for Unbound's and for none. */
export function trustIn(word: string): Trust | null {
  if (word === 'local') return 'ultimate';
  return word in TRUST ? (word as Trust) : null; // the table's keys are trusts
}

/** `4 Jan 2026 14:02:11 UTC` */
export function instantText(instant: number): string {
  const { date, time } = clockText(instant);
  return `${date} ${time} UTC`;
}

/** What a dump is, in a line. */
export function headLine(summary: DumpSummary): string {
  const of =
    summary.format === 'bind'
      ? 'Cache of BIND'
      : summary.format === 'unbound'
        ? 'Cache of Unbound'
        : 'No dump';
  const views = summary.views.filter(({ entries }) => entries !== null);
  const when = summary.written === null ? '' : `, written ${instantText(summary.written)}`;
  return `${of}${when}: ${count(summary.entries, 'entry', 'entries')}${views.length > 1 ? ` in ${views.length} views` : ''}`;
}

/** `below 10 s`, `1 h to 2 h`, `7 d and more` */
export function spanWords(from: number, to: number | null): string {
  if (to === null) return `${durationWords(from)} and more`;
  return from === 0 ? `below ${durationWords(to)}` : `${durationWords(from)} to ${durationWords(to)}`;
}

/** The bar of a TTL: full at a week; each step of it is so many times the one before. */
export function ttlShare(seconds: number): number {
  return Math.max(0, Math.min(1, Math.log1p(Math.max(0, seconds)) / Math.log1p(604_800)));
}
