/**
 * A view: what a server is to some of its clients. It has zones, a cache, a resolver and rules of access of its own.
 * Of several views the first that wants a query answers it (BIND: match-clients, match-destinations,
 * match-recursive-only). A configuration without views has one that wants all, named `_default`.
 */
import type { Random } from '../random.ts';
import type { MinimalResponses } from '../zone/authority.ts';
import { ZoneSet } from '../zone/authority.ts';
import { DEFAULT_UDP_SIZES, type UdpSizes } from './edns.ts';
import { Access, type AddressMatcher, type Client } from './access.ts';
import type { NamedOptions, ViewOptions, ViewSettings } from './options.ts';
import type { Recursion } from './recursion.ts';
import { RRsetOrders } from './rrset-order.ts';
import type { KeyRing } from './tsig.ts';
import { DEFAULT_VIEW, type ServerLog } from './server-log.ts';

export class View {
  readonly name: string;
  /** They stay while the server is stopped. */
  readonly zones: ZoneSet;
  readonly settings: ViewSettings;
  readonly access: Access;
  readonly minimal: MinimalResponses;
  readonly minimalAny: boolean;
  readonly authNxdomain: boolean;
  readonly requireServerCookie: boolean;
  readonly udpSizes: UdpSizes;
  readonly log: ServerLog;
  readonly keys: KeyRing;
  /** Null: records stand as they are kept. */
  readonly orders: RRsetOrders | null;
  /** Null while the server does not run, and in a view without recursion. */
  recursion: Recursion | null = null;
  readonly #clients: AddressMatcher;
  readonly #destinations: AddressMatcher;
  readonly #recursiveOnly: boolean;

  constructor(options: ViewOptions, log: ServerLog, random: Random) {
    const { name, zones, recursion, access, minimalResponses, minimalAny } = options;
    const allowed = recursion?.allow === undefined ? {} : { allowRecursion: recursion.allow };
    this.name = name;
    this.zones = new ZoneSet(zones);
    this.settings = options;
    this.access = new Access({ ...allowed, ...access });
    this.minimal = minimalResponses ?? 'no-auth-recursive';
    this.minimalAny = minimalAny ?? false;
    this.authNxdomain = options.authNxdomain ?? false;
    this.requireServerCookie = options.requireServerCookie ?? false;
    this.udpSizes = { ...DEFAULT_UDP_SIZES, ...options.udpSizes };
    this.log = log.inView(name);
    this.orders = options.rrsetOrder === undefined ? null : new RRsetOrders(options.rrsetOrder, random);
    this.keys = options.keys ?? new Map();
    this.#clients = options.matchClients ?? everybody;
    this.#destinations = options.matchDestinations ?? everybody;
    this.#recursiveOnly = options.matchRecursiveOnly ?? false;
  }

  /** Whether a query from `client`, sent to the address `to`, is for this view. */
  wants(client: Client, to: string, recursionDesired: boolean): boolean {
    return (
      this.#clients(client.address, client.signer) &&
      this.#destinations(to) &&
      (recursionDesired || !this.#recursiveOnly)
    );
  }
}

/** The views of a server in their order, without a cache yet. */
export function viewsOf(options: NamedOptions, log: ServerLog): readonly View[] {
  const views = options.views ?? [{ ...options, name: DEFAULT_VIEW }];
  return views.map((view) => new View(view, log, options.random.fork(`order of records in ${view.name}`)));
}

function everybody(): boolean {
  return true;
}
