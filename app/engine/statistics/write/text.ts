/** named.stats, as `rndc stats` writes one dump of it. */
import { groupOf, wordsOf } from '../groups.ts';
import type { GroupId, Section, Statistics } from '../statistics.ts';

/** BIND's order. */
const SERVER_FIRST: readonly GroupId[] = ['opcode', 'qtype', 'rcode'];
const LAST: readonly GroupId[] = ['zonequery', 'gluecache'];

/** @example writeText(statistics).startsWith('+++ Statistics Dump +++ (1795289362)\n') */
export function writeText(statistics: Statistics): string {
  const at = Math.floor((statistics.at ?? 0) / 1000);
  const of = (group: GroupId): string => groupText(statistics, group);
  return [
    `+++ Statistics Dump +++ (${at})\n`,
    ...SERVER_FIRST.map(of),
    of('resqtype'),
    of('nsstat'),
    of('zonestat'),
    of('resstat'),
    of('cachestats'),
    of('cachedb'),
    of('adbstat'),
    of('sockstat'),
    ...LAST.map(of),
    `--- Statistics Dump --- (${at})\n`,
  ].join('');
}

function groupText({ sections }: Statistics, group: GroupId): string {
  const own = sections.filter((section) => section.group === group);
  const common = group === 'resstat' ? '[Common]\n' : '';
  return `++ ${groupOf(group).heading ?? ''} ++\n${common}${own.map(sectionText).join('')}`;
}

function sectionText(section: Section): string {
  return `${placeText(section)}${[...section.counters].map((counter) => lineText(section.group, counter)).join('')}`;
}

function placeText({ group, view, cache, zone }: Section): string {
  if (view === null) return '';
  // BIND: the view without a name is told of no zone.
  if (zone !== null) return view === 'default' ? `[${zone}]\n` : `[${zone} (view: ${view})]\n`;
  const ofCache = group === 'cachestats' || group === 'cachedb';
  return ofCache && view !== 'default' ? `[View: ${view} (Cache: ${cache ?? view})]\n` : `[View: ${view}]\n`;
}

/** BIND: the number in 20 columns, and only what is not zero; of the cache all of it. */
function lineText(group: GroupId, [name, value]: readonly [string, number]): string {
  if (value === 0 && group !== 'cachestats') return '';
  return `${String(value).padStart(20)} ${wordsOf(group, name)}\n`;
}
