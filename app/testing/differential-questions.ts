/** The questions of the differential test, made from the plan of the lab Internet: its zones, names and faults. */
import type { NetworkPlan, PlannedZone } from '../engine/course/network-file.ts';
import { TYPE, typeText } from '../engine/protocol/codes.ts';
import type { Name } from '../engine/protocol/name.ts';
import { seededRandom } from '../engine/random.ts';
import { isUnloaded } from '../engine/zone/zone-set.ts';
import type { Zone } from '../engine/zone/zone.ts';

export interface Question {
  readonly name: string;
  readonly type: string;
}

export interface Questions {
  /** One after the other. */
  readonly quick: readonly Question[];
  /** Those that end with somebody's patience: all at once. */
  readonly slow: readonly Question[];
}

export const COUNT = 300;

export function questionsOf(plan: NetworkPlan): Questions {
  const slowZones = plan.zones.filter((zone) => takesPatience(plan, zone)).map(({ origin }) => origin);
  const isSlow = (name: Name): boolean => slowZones.some((origin) => name.isAtOrBelow(origin));
  const slow: Question[] = slowZones.flatMap((origin) => [
    { name: child('www', origin), type: 'A' },
    { name: String(origin), type: 'SOA' },
  ]);
  const quick: Question[] = [];
  const asked = new Set<string>();
  const add = (name: string, type: string): void => {
    const key = `${name.toLowerCase()} ${type}`;
    if (asked.has(key)) return;
    asked.add(key);
    quick.push({ name, type });
  };
  const rest: Question[] = [];
  for (const { origin, zone } of plan.zones) {
    if (isSlow(origin)) continue;
    // What every zone is asked, good or broken: what is there, what is not, and for whom it stands.
    if (!origin.isRoot) add(child('www', origin), 'A');
    add(child('no-such-host', origin), 'A');
    add(String(origin), 'SOA');
    if (isUnloaded(zone)) continue;
    rest.push(...everythingIn(zone, isSlow));
  }
  for (const planned of plan.zones) {
    if (isUnloaded(planned.zone) || isSlow(planned.origin) || !isBroken(plan, planned)) continue;
    for (const { name, rrsets } of planned.zone.nodes) {
      if (name.equals(planned.origin)) continue;
      // An empty non-terminal too: that is one of the faults.
      for (const type of rrsets.length > 0 ? rrsets.map((rrset) => rrset.type) : [TYPE.A]) {
        add(String(name), typeText(type));
      }
    }
  }
  // A zone that is delegated to a server that has nothing of it, and so in no zone list.
  add('www.stray.co.uk.', 'A');
  const random = seededRandom('differential');
  while (quick.length + slow.length < COUNT && rest.length > 0) {
    const [picked] = rest.splice(random.below(rest.length), 1);
    if (picked) add(picked.name, picked.type);
  }
  return { quick, slow };
}

/** The domains that are broken on purpose have their servers from 127.53.64.0 upward. */
function isBroken(plan: NetworkPlan, { servers }: PlannedZone): boolean {
  return plan.hosts.some(
    ({ name, addresses }) => servers.includes(name) && Number(addresses[0]?.split('.')[2]) >= 64,
  );
}

/** Every RRset, a type that each name has not, and each name's alias or wildcard as a client would ask for it. */
function everythingIn(zone: Zone, isSlow: (name: Name) => boolean): Question[] {
  const questions: Question[] = [];
  for (const { name, rrsets } of zone.nodes) {
    if (isSlow(name)) continue;
    const owner = String(name).replace(/^\*/, 'any');
    for (const { type } of rrsets) questions.push({ name: owner, type: typeText(type) });
    questions.push({ name: owner, type: 'A' }, { name: owner, type: 'MX' });
  }
  return questions;
}

/** Zones whose servers are silent, late, or as good as silent; and two that send whoever asks in circles. */
function takesPatience(plan: NetworkPlan, { origin, servers }: PlannedZone): boolean {
  if (['hen.co.uk.', 'egg.com.'].includes(String(origin))) return true;
  return plan.hosts.some(({ name, up, faults }) => {
    const mute = faults.some(({ text }) => /^(late|wrong-question)\b/.test(text));
    return servers.includes(name) && (!up || mute);
  });
}

function child(label: string, origin: Name): string {
  return origin.isRoot ? `${label}.` : `${label}.${String(origin)}`;
}
