/**
 * From the question to all that is told of it: a fetch for each name of a chain of aliases, until there are data, or
 * nothing, or a failure.
 */
import { TYPE, typeText } from '../../protocol/codes.ts';
import type { RRset } from '../../protocol/message.ts';
import type { Name } from '../../protocol/name.ts';
import type { Console, Stop } from './console.ts';
import type { Negative, Trust } from './response.ts';
import type { Settings } from './settings.ts';
import type { Fetched, Upstream } from './upstream.ts';
import { nameWord } from './upstream.ts';

/** What is told of one name. */
export type Told = {
  /** Whether it lies where a validator would have had to look at it. */
  readonly unvalidated: boolean;
} & (
  | { readonly kind: 'positive'; readonly set: RRset; readonly trust: Trust }
  | { readonly kind: 'negative'; readonly name: Name; readonly type: number; readonly said: Negative }
);

export interface Resolved {
  readonly kind: 'resolved';
  /** BIND's word for how it ended: `success`, `ncache nxdomain` … */
  readonly status: string;
  readonly told: readonly Told[];
}

export interface Asked {
  readonly name: Name;
  /** All at or below it would be validated; null: nothing. */
  readonly anchor: Name | null;
}

/** BIND: so many steps may be made out of what is known already, before it asks again or gives up. */
const MOST_KNOWN_STEPS = 8;
/** BIND has no bound: it asks as long as there is another name. */
const MOST_NAMES = 1000;

export async function resolve(
  out: Console,
  settings: Settings,
  upstream: Upstream,
  { name: first, anchor }: Asked,
): Promise<Resolved | Stop> {
  const told: Told[] = [];
  const end = (status: string): Resolved => ({ kind: 'resolved', status, told });
  const { type } = settings;
  const needsValidator = (name: Name): boolean => anchor !== null && name.isAtOrBelow(anchor);
  const known = new Map<string, Fetched>();
  let steps = 0;
  for (let name = first; ;) {
    let said = known.get(name.key);
    if (said === undefined) {
      said = await upstream.fetch(name, type);
      known.set(name.key, said);
      steps = 0;
      if (settings.validatorTrace && needsValidator(name) && said.kind !== 'stop')
        out.log(`${nameWord(name)}/${typeText(type)} is not validated: this delv has no validator yet`);
    }
    if (said.kind === 'stop') return said;
    if (said.kind === 'failure') return end(said.words);
    if (said.kind === 'negative') {
      told.push({ kind: 'negative', name, type, said, unvalidated: needsValidator(name) });
      return end(said.nxdomain ? 'ncache nxdomain' : 'ncache nxrrset');
    }
    const { trust } = said;
    const unvalidated = needsValidator(name);
    const shown = said.sets.filter((set) => isTold(settings, set));
    // BIND: told under the name that was asked for, as it was written; so is a DNAME above it.
    told.push(
      ...shown.map((set) => ({ kind: 'positive', set: { ...set, name }, trust, unvalidated }) as const),
    );
    if (said.kind === 'answer') return end('success');
    if (++steps >= MOST_KNOWN_STEPS || known.size >= MOST_NAMES) return end('quota reached');
    name = said.target;
  }
}

/** BIND: -i leaves signatures out but for ANY, and tells none of those that are asked for by their own type. */
function isTold({ type, insecure }: Settings, set: RRset): boolean {
  if (set.type !== TYPE.RRSIG) return true;
  return type === TYPE.ANY || (type !== TYPE.RRSIG && !insecure);
}
