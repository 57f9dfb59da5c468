/**
 * What a configuration makes of one question of one client: which view takes it and why, which lists let it through, and
 * which zone, forwarders or root servers it comes to. The server's own views, lists and zones are asked, as if the
 * question had come over the wire; only nothing is sent.
 */
import type { NamedConfiguration } from '../../config/named-conf.ts';
import type { ConfigPlace } from '../../config/syntax.ts';
import { LabClock, type WallClock } from '../../network/clock.ts';
import { Journal } from '../../network/journal.ts';
import { CLASS, TYPE } from '../../protocol/codes.ts';
import type { Name } from '../../protocol/name.ts';
import { targetName } from '../../protocol/rdata.ts';
import { seededRandom } from '../../random.ts';
import { ConfiguredZones } from '../../resolver/configured-zones.ts';
import { answerFrom, type AuthorityAnswer } from '../../zone/authority.ts';
import type { Client } from '../access.ts';
import { serverOptions } from '../configuration/server-options.ts';
import type { Surroundings } from '../configuration/surroundings.ts';
import { ServerLog } from '../server-log.ts';
import { viewsOf, type View } from '../view.ts';
import type { ListTold } from './explain-list.ts';
import { Lists } from './lists.ts';

export interface AppliesQuestion {
  /** The client's address, and the server's that it asks. */
  readonly client: string;
  readonly to: string;
  readonly name: Name;
  readonly type: number;
  /** The name of the key that signs the question; null: it is not signed. */
  readonly key: string | null;
  readonly recursionDesired: boolean;
}

export interface Step {
  readonly title: string;
  /** `yes`: it may go on; `no`: it may not, or not here. */
  readonly verdict: 'yes' | 'no' | 'note';
  readonly text: string;
  /** Of the clause that decides; null where none is given. */
  readonly place: ConfigPlace | null;
  /** Of a list, each element up to the one that decides. */
  readonly elements: ListTold['elements'];
}

export type Outcome =
  /** Not a word. */
  | 'dropped'
  | 'refused'
  /** The key is not known there. */
  | 'not-authorised'
  /** A zone of the server's own that could not be loaded, or whose aliases run in a circle. */
  | 'failure'
  | 'zone'
  | 'referral'
  | 'recursion';

export interface Applies {
  readonly view: string | null;
  readonly outcome: Outcome;
  /** Whether others would be asked for this client: the RA bit of a response. */
  readonly recursionAvailable: boolean;
  /** The name whose zone could not be loaded; null where nothing came to such a zone. */
  readonly unloaded: Name | null;
  readonly summary: string;
  readonly steps: readonly Step[];
}

/** A clock that nobody winds. */
const STILL: WallClock = {
  now: () => 0,
  setTimer: () => null,
  clearTimer: () => undefined,
  settle: () => Promise.resolve(),
};

/** Null where the configuration's hints cannot be used, so that named would not start. */
export function applies(
  configuration: NamedConfiguration,
  around: Surroundings,
  question: AppliesQuestion,
): Applies | null {
  const options = serverOptions(configuration, around);
  if (options === null) return null;
  const random = seededRandom('what applies');
  const clock = new LabClock(STILL, 0);
  const journal = new Journal(clock, 0);
  const views = viewsOf({ ...options, random, journal, clock }, new ServerLog(journal, around.hostName));
  return new Way(new Lists(configuration, around, question), question, views).go();
}

class Way {
  readonly #lists: Lists;
  readonly #question: AppliesQuestion;
  readonly #views: readonly View[];
  readonly #steps: Step[] = [];

  constructor(lists: Lists, question: AppliesQuestion, views: readonly View[]) {
    this.#lists = lists;
    this.#question = question;
    this.#views = views;
  }

  go(): Applies {
    const blackhole = this.#lists.blackhole();
    if (blackhole !== null) {
      this.#steps.push(blackhole);
      if (blackhole.verdict === 'no')
        return this.#end(null, 'dropped', false, 'The query is dropped: no answer at all.');
    }
    const taken = this.#view();
    if (taken === null)
      return this.#end(
        null,
        'refused',
        false,
        'No view takes the query: REFUSED, “no matching view in class”.',
      );
    const { view, client, badKey } = taken;
    if (badKey)
      return this.#end(
        view,
        'not-authorised',
        false,
        `The view has no key “${this.#question.key ?? ''}”: NOTAUTH (BADKEY).`,
      );
    return this.#inView(view, client);
  }

  /** The first view that wants the query. A key counts where the view has it. */
  #view(): { readonly view: View; readonly client: Client; readonly badKey: boolean } | null {
    const { client: address, to, key, recursionDesired } = this.#question;
    const signer = key?.toLowerCase().replace(/\.$/, '');
    for (const view of this.#views) {
      const known =
        signer !== undefined && [...view.keys.values()].some((one) => keyName(one.name) === signer);
      const client: Client = { address, port: 0, ...(known && { signer }) };
      const wanted = view.wants(client, to, recursionDesired);
      this.#steps.push(...this.#lists.ofView(view, client, wanted));
      if (wanted) return { view, client, badKey: signer !== undefined && !known };
    }
    return null;
  }

  #inView(view: View, client: Client): Applies {
    const { to, name, type, recursionDesired } = this.#question;
    const { access, settings } = view;
    const mayRecurse = settings.recursion !== null && access.recursion(client, to);
    const own = answerFrom(
      view.zones,
      { name, type, class: CLASS.IN },
      {
        recursionDesired,
        acrossZones: recursionDesired && mayRecurse,
        parentHasDs: recursionDesired && mayRecurse,
      },
    );
    const zone = view.zones.closest(name);
    const isOwn = own.kind !== 'not-authoritative' && zone !== null;
    if (isOwn) {
      const refusal = access.queryRefusal(client, to, zone.origin);
      this.#steps.push(...this.#lists.zone(view, client, zone.origin, refusal !== null));
      if (refusal !== null)
        return this.#end(view, 'refused', mayRecurse, `${refusal.list} does not let the client in: REFUSED.`);
      const goesOn = own.kind === 'referral' && mayRecurse && recursionDesired;
      if (!goesOn) return this.#ownAnswer(view, own, zone.origin, mayRecurse);
      this.#steps.push(
        note(
          'The zone delegates the name',
          'The client may have others asked, so the server goes on below the cut.',
        ),
      );
    }
    return this.#beyond(view, client, mayRecurse);
  }

  #ownAnswer(view: View, own: AuthorityAnswer, origin: Name, ra: boolean): Applies {
    const zone = `zone ${origin.toRelaxedString()}`;
    const automatic = [...(view.settings.automatic ?? [])].some((one) => one.origin.equals(origin));
    const from = automatic ? `the built-in empty ${zone} (RFC 6303)` : zone;
    switch (own.kind) {
      case 'referral':
        return this.#end(view, 'referral', ra, `A referral from ${from}: other servers have the name.`);
      case 'not-loaded': {
        const alias = lastAlias(own);
        const what = alias === null ? zone : `the zone of ${alias.toRelaxedString()}, where an alias leads,`;
        const end = this.#end(view, 'failure', ra, `SERVFAIL: ${what} could not be loaded.`);
        return { ...end, unloaded: alias ?? this.#question.name };
      }
      case 'loop':
        return this.#end(view, 'failure', ra, `Aliases of ${zone} run in a circle.`);
      default:
        return this.#end(view, 'zone', ra, `${KINDS[own.kind] ?? own.kind} from ${from}, with authority.`);
    }
  }

  /** What lies in no zone of the server's own: the cache, and others. */
  #beyond(view: View, client: Client, mayRecurse: boolean): Applies {
    const { to, name, recursionDesired } = this.#question;
    const { access, settings } = view;
    const refusal = settings.recursion === null ? NO_CACHE : access.cacheRefusal(client, to);
    this.#steps.push(...this.#lists.cache(view, client, refusal === null, mayRecurse));
    if (refusal !== null) {
      const why =
        settings.recursion === null
          ? 'No zone here has the name, and “recursion no” leaves it at that: REFUSED.'
          : `No zone here has the name, and ${refusal.list} does not let the client at the cache: REFUSED.`;
      return this.#end(view, 'refused', mayRecurse, why);
    }
    if (!mayRecurse || !recursionDesired)
      return this.#end(
        view,
        'referral',
        mayRecurse,
        'What the cache has; nobody is asked for it. Where it has nothing, a referral to the closest servers known.',
      );
    const found = new ConfiguredZones(settings.recursion?.configured ?? []).find(name);
    return this.#end(view, 'recursion', true, recursionWords(found));
  }

  #end(view: View | null, outcome: Outcome, recursionAvailable: boolean, summary: string): Applies {
    const steps = this.#steps;
    return { view: view?.name ?? null, outcome, recursionAvailable, unloaded: null, summary, steps };
  }
}

/** Where the aliases of an answer lead to; null where it has none. */
function lastAlias({ answers }: AuthorityAnswer): Name | null {
  const alias = answers.findLast(({ type }) => type === TYPE.CNAME);
  return alias === undefined ? null : targetName(TYPE.CNAME, alias.rdata);
}

const NO_CACHE = { list: 'recursion no' };

const KINDS: Partial<Readonly<Record<AuthorityAnswer['kind'], string>>> = {
  answer: 'The answer comes',
  cname: 'An alias comes',
  nodata: 'NODATA comes',
  nxdomain: 'NXDOMAIN comes',
  'too-long': 'YXDOMAIN comes',
};

function keyName(name: Name): string {
  return name.toRelaxedString().toLowerCase().replace(/\.$/, '');
}

function note(title: string, text: string): Step {
  return { title, verdict: 'note', text, place: null, elements: [] };
}

function recursionWords(found: ReturnType<ConfiguredZones['find']>): string {
  if (found === null) return 'The answer is sought from the root servers down, or comes out of the cache.';
  const servers = [
    ...found.servers.map(({ address, port }) => (port === undefined ? address : `${address} port ${port}`)),
    ...(found.hosts ?? []).map((host) => host.toRelaxedString()),
  ].join(', ');
  const zone = found.name.isRoot ? 'everything' : `zone ${found.name.toRelaxedString()}`;
  if (found.kind !== 'forward')
    return `The servers of the ${found.kind} ${zone} are asked: ${servers}; or the cache has it.`;
  const first = found.first === true ? '; where they fail, the server goes from the root itself' : '';
  return `The forwarders of ${zone} are asked: ${servers}${first}; or the cache has it.`;
}
