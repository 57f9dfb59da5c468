/** Figures for charts, made of counters. All pure. */
import type { CounterRow, StatisticsNow, StatisticsSection } from '../../app/reader-contract.ts';
import type { Meaning } from './meaning.ts';
import { durationWords } from './words.ts';

/** One bar: a counter, and how much of it is shown. */
export interface Figure {
  readonly key: string;
  /** What stands beside the bar. */
  readonly label: string;
  readonly group: string;
  readonly section: StatisticsSection;
  readonly counter: CounterRow;
  /** Between the two times; without an earlier one, all. */
  readonly amount: number;
  readonly perSecond: number | null;
  readonly meaning: Meaning | null;
}

/** How much was counted: a difference only of what grows, and only where nothing began anew. */
export function amountOf(counter: CounterRow, span: StatisticsNow['span']): number {
  const differs = counter.kind !== 'now' && counter.kind !== 'peak' && counter.before !== null;
  return differs && span !== null && !span.restarted ? counter.value - (counter.before ?? 0) : counter.value;
}

/** Null for what has no rate: levels, and where the seconds are not known. */
export function rateOf(counter: CounterRow, span: StatisticsNow['span']): number | null {
  if (span === null || span.restarted || span.seconds === null) return null;
  if (counter.kind !== 'count' || counter.before === null) return null;
  return (counter.value - counter.before) / span.seconds;
}

export function figureOf(
  section: StatisticsSection,
  counter: CounterRow,
  span: StatisticsNow['span'],
  label = counter.name,
): Figure {
  return {
    key: [section.group, section.heading, section.view, section.part, counter.name].join('|'),
    label,
    group: section.group,
    section,
    counter,
    amount: amountOf(counter, span),
    perSecond: rateOf(counter, span),
    meaning: meaningOf(section.group, counter.name),
  };
}

/** The sections of a group; of one view where that is asked for. */
export function sectionsOf(
  now: StatisticsNow,
  group: string,
  view: string | null = null,
): readonly StatisticsSection[] {
  return now.sections.filter(
    (section) => section.group === group && (view === null || section.view === view),
  );
}

/** All counters of a group as bars, the largest first, without those that are 0. */
export function bars(now: StatisticsNow, group: string, view: string | null = null): readonly Figure[] {
  return sectionsOf(now, group, view)
    .flatMap((section) => section.counters.map((counter) => figureOf(section, counter, now.span)))
    .filter(({ amount }) => amount !== 0)
    .sort((a, b) => b.amount - a.amount || (a.label < b.label ? -1 : 1));
}

/** Chosen counters of a group as bars, in the order given; those that are not in the file are 0. */
export function chosen(
  now: StatisticsNow,
  group: string,
  names: readonly (readonly [name: string, label: string])[],
  view: string | null = null,
): readonly Figure[] {
  const [section] = sectionsOf(now, group, view).toSorted((a, b) => b.counters.length - a.counters.length);
  if (!section) return [];
  return names.flatMap(([name, label]) => {
    const counter = section.counters.find((other) => other.name === name);
    return counter ? [figureOf(section, counter, now.span, label)] : [];
  });
}

/** What one counter amounts to, over all views of its group; 0 where it is not there. */
export function amount(now: StatisticsNow, group: string, name: string, view: string | null = null): number {
  let sum = 0;
  for (const { counters } of sectionsOf(now, group, view))
    for (const counter of counters) if (counter.name === name) sum += amountOf(counter, now.span);
  return sum;
}

/** Views that have a resolver’s counters, the server’s own (_bind) left out where there are others. */
export function viewsOf(now: StatisticsNow): readonly string[] {
  const views = [...new Set(now.sections.flatMap(({ view }) => (view === null ? [] : [view])))];
  const people = views.filter((view) => view !== '_bind');
  return people.length > 0 ? people : views;
}

/** Hits ÷ (hits + misses) for clients’ questions; null where nothing was looked up. */
export function hitRatio(now: StatisticsNow, view: string | null = null): number | null {
  const hits = amount(now, 'cachestats', 'QueryHits', view);
  const all = hits + amount(now, 'cachestats', 'QueryMisses', view);
  return all > 0 ? hits / all : null;
}

export const RTT = [
  ['QryRTT10', '< 10'],
  ['QryRTT100', '10–100'],
  ['QryRTT500', '100–500'],
  ['QryRTT800', '500–800'],
  ['QryRTT1600', '800–1600'],
  ['QryRTT1600+', '> 1600'],
] as const;

const MEANINGS: Readonly<Record<string, Meaning>> = {
  NOERROR: 'answer',
  QrySuccess: 'answer',
  NXDOMAIN: 'nxdomain',
  QryNXDOMAIN: 'nxdomain',
  QryNxrrset: 'nodata',
  QryReferral: 'referral',
  SERVFAIL: 'servfail',
  QrySERVFAIL: 'servfail',
  REFUSED: 'refused',
  FORMERR: 'error',
  QryFORMERR: 'error',
};

function meaningOf(group: string, name: string): Meaning | null {
  if (group === 'rcode' || group === 'nsstat') return MEANINGS[name] ?? (group === 'rcode' ? 'other' : null);
  if (group === 'cachedb') return name === 'NXDOMAIN' ? 'nxdomain' : name.startsWith('!') ? 'nodata' : null;
  return null;
}

const OCTET_UNITS = ['octets', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** @example valueText(1536, 'octets') === '1.5 KiB' */
export function valueText(value: number, unit: string | null): string {
  if (unit !== 'octets' || Math.abs(value) < 1024) return value.toLocaleString('en');
  let [scaled, step] = [value, 0];
  while (Math.abs(scaled) >= 1024 && step < OCTET_UNITS.length - 1) {
    scaled /= 1024;
    step++;
  }
  return `${scaled.toLocaleString('en', { maximumFractionDigits: 1 })} ${OCTET_UNITS[step] ?? ''}`;
}

/** @example rateText(0.25) === '0.25/s' */
export function rateText(perSecond: number): string {
  return `${perSecond.toLocaleString('en', { maximumFractionDigits: perSecond < 10 ? 2 : 1 })}/s`;
}

/** @example instantText(1795289362671) === '21 Nov 2026 19:29:22 UTC' */
export function instantText(at: number | null): string {
  if (at === null) return 'time not told';
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return 'no time that can be';
  const [day = '', time = ''] = date.toISOString().split('T');
  const month = date.toLocaleString('en', { month: 'short', timeZone: 'UTC' });
  return `${Number(day.slice(8))} ${month} ${day.slice(0, 4)} ${time.slice(0, 8)} UTC`;
}

export function spanText(span: StatisticsNow['span']): string {
  if (span === null) return 'since the server started';
  if (span.restarted) return 'the server was started anew in between: counted since then';
  return span.seconds === null ? 'between two times' : `within ${durationWords(span.seconds)}`;
}
