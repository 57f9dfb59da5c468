/** dumpdb: what caches, address databases and zones hold, into the dump file. */
import { dumpPieces, type DumpedView, type DumpKind } from '../../dump/dump.ts';
import type { DumpedZone } from '../../dump/zone-dump.ts';
import { CLASS } from '../../protocol/codes.ts';
import { Name } from '../../protocol/name.ts';
import { isUnloaded } from '../../zone/zone-set.ts';
import { DEFAULT_VIEW } from '../server-log.ts';
import type { View } from '../view.ts';
import { addressesOf } from './dumped-addresses.ts';
import { BUILT_IN_VIEW, type Controlled } from './controlled.ts';
import { reply, type CommandReply } from './results.ts';
import type { CommandWords } from './words.ts';

const KINDS: ReadonlyMap<string, DumpKind> = new Map([
  ['-all', 'all'],
  ['-cache', 'cache'],
  ['-zones', 'zones'],
  ['-adb', 'adb'],
  ['-bad', 'bad'],
  ['-expired', 'expired'],
  ['-fail', 'fail'],
]);

/** BIND: a view that is not there is told in the reply, which is a success all the same. */
export function dumpDatabase(controlled: Controlled, words: CommandWords): CommandReply {
  const first = words.peek();
  const kind = KINDS.get(first ?? '') ?? null;
  if (kind !== null) words.next();
  const wanted: string[] = [];
  for (let word = words.next(); word !== null; word = words.next()) wanted.push(word);
  const views = [...controlled.named.views.map(({ name }) => name), BUILT_IN_VIEW];
  const missing = wanted.find((view) => !views.includes(view));
  controlled.log('info', first === null ? 'dumpdb started' : `dumpdb started: ${first}`);
  if (missing !== undefined) {
    controlled.log('info', 'dumpdb failed: not found');
    return reply('ISC_R_SUCCESS', `view '${missing}' not found`);
  }
  const now = controlled.clock.now();
  const dumped = [...controlled.named.views.map((view) => dumpedView(controlled, view)), BUILT_IN].filter(
    ({ name }) => wanted.length === 0 || wanted.includes(name),
  );
  controlled.write('dump', dumpPieces(dumped, kind ?? 'cache', now), (written) => {
    controlled.log('info', written ? 'dumpdb complete' : 'dumpdb failed: failure');
  });
  return reply('ISC_R_SUCCESS');
}

function dumpedView(controlled: Controlled, view: View): DumpedView {
  const { named, clock } = controlled;
  const { name, recursion } = view;
  const cache = recursion?.cache ?? null;
  const stale = recursion?.stale ?? null;
  const zones = [
    ...zonesOf(controlled, view, named.views.length === 1 && name === DEFAULT_VIEW ? null : name),
  ];
  return {
    name,
    cacheName: cache?.view ?? name,
    cache:
      cache === null
        ? null
        : {
            entries: cache.entries(),
            stale: stale === null ? null : { entries: stale.store.entries(), maxTtl: stale.maxStaleTtl },
          },
    addresses: recursion === null ? NO_ADDRESSES : addressesOf(recursion.resolver, clock.now()),
    failures: recursion?.resolver.failures.entries() ?? [],
    zones: zones.sort((a, b) => a.origin.compare(b.origin)),
  };
}

function* zonesOf(
  controlled: Controlled,
  { name: viewName, zones, settings }: View,
  view: string | null,
): IterableIterator<DumpedZone> {
  for (const zone of zones) {
    const automatic = controlled.zoneFacts(viewName, zone.origin)?.automatic === true;
    const content = automatic ? 'not implemented' : isUnloaded(zone) ? 'zone not loaded' : zone;
    yield { origin: zone.origin, class: CLASS.IN, view, content };
  }
  for (const { kind, name } of settings.recursion?.configured ?? [])
    if (kind === 'stub') yield { origin: name, class: CLASS.IN, view, content: 'zone not loaded' };
}

const NO_ADDRESSES = { names: [], unassociated: [] } as const;

const BUILT_IN: DumpedView = {
  name: BUILT_IN_VIEW,
  cacheName: BUILT_IN_VIEW,
  cache: null,
  addresses: NO_ADDRESSES,
  failures: [],
  zones: ['authors.bind', 'hostname.bind', 'version.bind', 'id.server'].map((zone) => ({
    origin: Name.parse(zone) as Name, // each is one
    class: CLASS.CH,
    view: null,
    content: 'not implemented',
  })),
};
