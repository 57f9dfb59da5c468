/** What the XML and the JSON of a statistics channel have in common: which part of it was asked for. */
import type { GroupId, Section, Statistics } from '../statistics.ts';

/** BIND: the subtrees of `/xml/v3` and `/json/v1`; `all` is everything. */
export type Subtree = 'all' | 'status' | 'server' | 'zones' | 'net' | 'mem' | 'tasks' | 'traffic';

const PATHS: Readonly<Record<string, Subtree>> = {
  '': 'all',
  '/status': 'status',
  '/server': 'server',
  '/zones': 'zones',
  '/net': 'net',
  '/mem': 'mem',
  '/tasks': 'tasks',
  '/traffic': 'traffic',
};

/** @example channelPath('/json/v1/server') gives { form: 'json', subtree: 'server' } */
export function channelPath(
  path: string,
): { readonly form: 'xml' | 'json'; readonly subtree: Subtree } | null {
  // BIND: the root is XML, where it can be written.
  if (path === '/' || path === '/xml') return { form: 'xml', subtree: 'all' };
  if (path === '/json') return { form: 'json', subtree: 'all' };
  const [, form, rest = ''] = /^\/(xml\/v3|json\/v1)(\/\w+)?$/.exec(path) ?? [];
  const subtree = PATHS[rest];
  if (form === undefined || subtree === undefined) return null;
  return { form: form === 'xml/v3' ? 'xml' : 'json', subtree };
}

/** Whether a subtree has this part. */
export function has(subtree: Subtree, part: Exclude<Subtree, 'all' | 'status'>): boolean {
  return subtree === 'all' || subtree === part;
}

/** BIND: the view without a name. */
export function channelView(name: string): string {
  return name === 'default' ? '_default' : name;
}

export function sectionOf(
  { sections }: Statistics,
  group: GroupId,
  view: string | null = null,
): Section['counters'] {
  const found = sections.find(
    (section) => section.group === group && section.view === view && section.zone === null,
  );
  return found?.counters ?? NOTHING;
}

const NOTHING: Section['counters'] = new Map();

/** What memory the server has taken in all. */
export function memoryOf({ sections }: Statistics): Section['counters'] {
  return sections.find(({ group }) => group === 'memory')?.counters ?? NOTHING;
}

/** BIND: in many tables what is 0 is left out. */
export function existing(counters: Section['counters']): Section['counters'] {
  return new Map([...counters].filter(([, value]) => value !== 0));
}

export function zoneSection(
  { sections }: Statistics,
  group: GroupId,
  view: string,
  zone: string,
): Section['counters'] {
  const found = sections.find(
    (section) => section.group === group && section.view === view && section.zone === zone,
  );
  return found?.counters ?? NOTHING;
}

export function viewsOf({ sections, zones }: Statistics): readonly string[] {
  const named = [...sections.map(({ view }) => view), ...zones.map(({ view }) => view)];
  return [...new Set(named.filter((view) => view !== null))];
}

/** As BIND writes an instant: `2026-11-21T19:29:22.671Z`. */
export function isoText(at: number | null): string {
  return new Date(at ?? 0).toISOString();
}

/** The eight tables of sizes, in BIND's order. */
export const TRAFFIC = (['IPv4', 'IPv6'] as const).flatMap((family) =>
  (['UDP', 'TCP'] as const).flatMap((protocol) =>
    (['requests', 'responses'] as const).map((what) => ({
      family,
      protocol,
      what,
      part: `${protocol}/${family} ${what}`,
    })),
  ),
);

export function traffic({ sections }: Statistics, part: string): Section['counters'] {
  return (
    sections.find((section) => section.group === 'traffic' && section.part === part)?.counters ?? NOTHING
  );
}
