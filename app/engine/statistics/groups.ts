/** The groups of counters: their headings, and what is to be said of each counter in them. */
import { CACHE_COUNTERS, GLUE_COUNTERS, MEMORY_COUNTERS } from './counters/cache.ts';
import type { CounterKind, CounterText, Unit } from './counters/counter.ts';
import { ADDRESS_COUNTERS, RESOLVER_COUNTERS } from './counters/resolver.ts';
import { SERVER_COUNTERS } from './counters/server.ts';
import { SOCKET_COUNTERS } from './counters/sockets.ts';
import { DNSSEC_COUNTERS, DNSTAP_COUNTERS, ZONE_COUNTERS } from './counters/zones.ts';
import { codeHelp, typeHelp } from './code-help.ts';
import type { GroupId } from './statistics.ts';

export interface Group {
  readonly id: GroupId;
  /** Our heading. */
  readonly title: string;
  /** The heading in named.stats; null where it is not in there. */
  readonly heading: string | null;
  /** One sentence on what is counted. */
  readonly help: string;
  /** The section of the BIND 9.18 Administrator Reference Manual on them: number and title. */
  readonly manual: string;
}

const SERVER = '8.5.2.1 Name Server Statistics Counters';
const RESOLVER = '8.5.2.3 Resolver Statistics Counters';
const ZONES = '8.5.2.2 Zone Maintenance Statistics Counters';
const SOCKETS = '8.5.2.4 Socket I/O Statistics Counters';
const STATISTICS = '8.5 BIND 9 Statistics';
const CHANNELS = '8.2.18 statistics-channels Block Definition and Usage';

type GroupLine = readonly [GroupId, title: string, heading: string | null, manual: string, help: string];

const LINES: readonly GroupLine[] = [
  [
    'opcode',
    'Requests by opcode',
    'Incoming Requests',
    STATISTICS,
    'What clients wanted: almost always QUERY.',
  ],
  ['qtype', 'Questions by type', 'Incoming Queries', STATISTICS, 'Which record types clients asked for.'],
  ['rcode', 'Answers by code', 'Outgoing Rcodes', STATISTICS, 'The response codes that clients were given.'],
  ['nsstat', 'Name server', 'Name Server Statistics', SERVER, 'What came in, what was answered, and how.'],
  [
    'zonestat',
    'Zone maintenance',
    'Zone Maintenance Statistics',
    ZONES,
    'How zones are kept the same on primaries and secondaries.',
  ],
  [
    'resqtype',
    'Questions to others by type',
    'Outgoing Queries',
    STATISTICS,
    'Which record types this server asked other servers for.',
  ],
  ['resstat', 'Resolver', 'Resolver Statistics', RESOLVER, 'How asking other servers went.'],
  ['cachestats', 'Cache', 'Cache Statistics', STATISTICS, 'How often the cache helped, and what it takes.'],
  [
    'cachedb',
    'Cache contents',
    'Cache DB RRsets',
    STATISTICS,
    'RRsets in the cache by type. ! denied (NODATA), # stale, ~ expired and waiting to be removed.',
  ],
  ['adbstat', 'Address database', 'ADB stats', STATISTICS, 'What is remembered of other servers.'],
  [
    'sockstat',
    'Sockets',
    'Socket I/O Statistics',
    SOCKETS,
    'Sockets opened, closed, and what went wrong with them.',
  ],
  ['dnstap', 'dnstap', 'Dnstap Statistics', STATISTICS, 'Messages written for others to read.'],
  [
    'zonequery',
    'Questions of a zone',
    'Per Zone Query Statistics',
    STATISTICS,
    'How questions for one zone were answered (zone-statistics full).',
  ],
  [
    'zoneqtype',
    'Questions of a zone by type',
    null,
    CHANNELS,
    'Which types of a zone were asked for (zone-statistics full).',
  ],
  [
    'gluecache',
    'Glue of a zone',
    'Per Zone Glue Cache Statistics',
    STATISTICS,
    'Addresses of delegated servers, kept ready for referrals.',
  ],
  ['dnssec-sign', 'Signatures made', null, CHANNELS, 'Signatures that each of the zone’s keys made.'],
  [
    'dnssec-refresh',
    'Signatures renewed',
    null,
    CHANNELS,
    'Signatures that were made anew before they expired.',
  ],
  ['dnssec', 'DNSSEC', null, STATISTICS, 'Validation by an authoritative server.'],
  [
    'traffic',
    'Sizes of messages',
    null,
    CHANNELS,
    'How long messages were, in steps of 16 octets. What is longer than about 1,232 may not come through as UDP.',
  ],
  ['memory', 'Memory', null, CHANNELS, 'What the server takes, by the part of it that takes it.'],
  ['task', 'Tasks', null, CHANNELS, 'Work within the server. Of interest to its developers.'],
  [
    'other',
    'Not known',
    null,
    STATISTICS,
    'Sections that this version of Rootwalk does not know, as they are.',
  ],
];

export const GROUPS: readonly Group[] = LINES.map(([id, title, heading, manual, help]) => ({
  id,
  title,
  heading,
  manual,
  help,
}));

const BY_ID = new Map(GROUPS.map((group) => [group.id, group]));
const BY_HEADING = new Map(
  GROUPS.flatMap((group) => (group.heading === null ? [] : [[group.heading, group.id] as const])),
);

export function groupOf(id: GroupId): Group {
  const group = BY_ID.get(id);
  if (!group) throw new Error(`no group ${id}`);
  return group;
}

/** @example groupOfHeading('Incoming Requests') === 'opcode' */
export function groupOfHeading(heading: string): GroupId | null {
  return BY_HEADING.get(heading) ?? null;
}

const TABLES: Partial<Record<GroupId, readonly CounterText[]>> = {
  nsstat: SERVER_COUNTERS,
  // BIND: for a zone the same are counted as for the server.
  zonequery: SERVER_COUNTERS,
  zonestat: ZONE_COUNTERS,
  resstat: RESOLVER_COUNTERS,
  cachestats: CACHE_COUNTERS,
  adbstat: ADDRESS_COUNTERS,
  sockstat: SOCKET_COUNTERS,
  gluecache: GLUE_COUNTERS,
  dnstap: DNSTAP_COUNTERS,
  dnssec: DNSSEC_COUNTERS,
  memory: MEMORY_COUNTERS,
  task: MEMORY_COUNTERS,
};

const BY_WORDS = indexed((text) => text.words);
const BY_NAME = indexed((text) => text.name);

function indexed(keyOf: (text: CounterText) => string): Map<GroupId, Map<string, CounterText>> {
  const groups = Object.entries(TABLES) as [GroupId, readonly CounterText[]][]; // its own keys
  return new Map(groups.map(([id, texts]) => [id, new Map(texts.map((text) => [keyOf(text), text]))]));
}

/** The name of a counter that named.stats has in words; the words themselves where they are not known. */
export function nameOfWords(group: GroupId, words: string): string {
  return BY_WORDS.get(group)?.get(words)?.name ?? words;
}

/** The words that named.stats has for a counter. */
export function wordsOf(group: GroupId, name: string): string {
  return BY_NAME.get(group)?.get(name)?.words ?? name;
}

/** The counters that a group has a table of, in BIND’s order; empty for types, codes and sizes. */
export function countersOf(group: GroupId): readonly CounterText[] {
  return TABLES[group] ?? [];
}

export interface Explained {
  readonly words: string;
  readonly unit: Unit;
  readonly kind: CounterKind;
  readonly help: string;
}

/** What a counter tells; null where it is not known. */
export function explain(group: GroupId, name: string): Explained | null {
  const text = BY_NAME.get(group)?.get(name);
  if (text) return text;
  switch (group) {
    case 'opcode':
    case 'rcode': {
      const help = codeHelp(group, name);
      return help === null
        ? null
        : { words: name, unit: group === 'opcode' ? 'messages' : 'responses', kind: 'count', help };
    }
    case 'qtype':
    case 'zoneqtype':
    case 'resqtype':
      return isType(name) ? { words: name, unit: 'queries', kind: 'count', help: typeHelp(name) } : null;
    case 'cachedb':
      return cachedHelp(name);
    case 'traffic':
      return sizeHelp(name);
    case 'dnssec-sign':
    case 'dnssec-refresh':
      return /^\d+(\+\d+)?$/.test(name)
        ? {
            words: `key ${name}`,
            unit: 'signatures',
            kind: 'count',
            help: `Signatures by the key whose tag (and algorithm) is ${name}.`,
          }
        : null;
    default:
      return null;
  }
}

function isType(name: string): boolean {
  return name === 'Others' || /^[A-Z][A-Z0-9-]*$/.test(name);
}

function cachedHelp(name: string): Explained | null {
  const [, marks = '', type = ''] = /^([!#~]*)(.+)$/.exec(name) ?? [];
  if (!isType(type)) return null;
  const what =
    type === 'NXDOMAIN'
      ? 'Names that are known not to exist'
      : marks.includes('!')
        ? `Names that are known to have no ${type}`
        : `RRsets of type ${type}`;
  const state = marks.includes('~')
    ? ', expired and waiting to be removed'
    : marks.includes('#')
      ? ', past their TTL and kept for times of need (serve-stale)'
      : '';
  return { words: name, unit: 'entries', kind: 'now', help: `${what}${state}.` };
}

function sizeHelp(name: string): Explained | null {
  const [, from, to] = /^(\d+)(?:-(\d+)|\+)$/.exec(name) ?? [];
  if (from === undefined) return null;
  const help =
    to === undefined ? `Messages of ${from} octets or more.` : `Messages of ${from} to ${to} octets.`;
  return { words: `${name} octets`, unit: 'messages', kind: 'count', help };
}
