/** What is wrong with a configuration as a whole, in named-checkconf's words: names that mean nothing, zones that lack something. */
import { addressOctets } from '../protocol/rdata.ts';
import type { ClauseValues } from './clauses.ts';
import { TYPE_LETTERS, KNOWN_IN_ZONES } from './known-clauses.ts';
import type { MatchElement } from './match-list.ts';
import type { GivenClause, ReadConfiguration, RemoteServer, ZoneClause } from './named-conf.ts';
import type { Told } from './statement-reader.ts';
import type { ConfigDiagnostic, ConfigPlace } from './syntax.ts';

type Given = ReadonlyMap<string, GivenClause>;

export function checkConfiguration(configuration: ReadConfiguration, tell: Told): void {
  new Check(configuration, tell).run();
}

class Check {
  readonly #read: ReadConfiguration;
  readonly #tell: Told;

  constructor(configuration: ReadConfiguration, tell: Told) {
    this.#read = configuration;
    this.#tell = tell;
  }

  run(): void {
    const { acls, lists, options, hasOptions, zones, views, file } = this.#read;
    for (const list of acls.values()) this.#list(list);
    for (const list of lists) this.#list(list);
    // BIND: a loop is met where a list is used.
    for (const name of new Set(lists.flatMap(namesIn))) this.#loop(name);
    this.#forwarding(options, { file, line: 1, column: 1 });
    this.#controls();
    this.#limits();
    this.#ports(hasOptions);
    this.#zones(zones, new Map());
    const [first] = zones;
    if (views.length > 0 && first !== undefined)
      this.#tell(first.place, "when using 'view' statements, all zones must be in views");
    const before = new Map<string, ConfigPlace>();
    for (const view of views) {
      const key = `${view.rrClass} ${view.name}`;
      const other = before.get(key);
      if (other !== undefined)
        this.#tell(
          view.place,
          `view '${view.name}': already exists previous definition: ${other.file}:${other.line}`,
        );
      before.set(key, view.place);
      this.#forwarding(view.values, view.place);
      this.#ports(view.has);
      this.#zones(view.zones, view.has);
    }
  }

  #forwarding({ forward, forwarders }: ClauseValues, place: ConfigPlace): void {
    if (forward !== undefined && forwarders === undefined)
      this.#tell(place, "no matching 'forwarders' statement");
  }

  /** What is read and not acted on in all its values. */
  #limits(): void {
    const { options, hasOptions, views, file } = this.#read;
    const warn = (word: string, what: string, place?: ConfigPlace): void =>
      this.#tell(
        place ?? hasOptions.get(word) ?? { file, line: 1, column: 1 },
        `option '${word}' is not implemented: ${what}`,
        'warning',
      );
    const validation = [options, ...views.map(({ values }) => values)].map((one) => one['dnssec-validation']);
    if (validation.some((value) => value === 'yes' || value === 'auto'))
      warn('dnssec-validation', 'answers are not validated');
    if (options['cookie-algorithm'] === 'aes') warn('cookie-algorithm', 'cookies are made with siphash24');
  }

  #controls(): void {
    const { controls, keys } = this.#read;
    for (const { place, keys: named } of controls ?? [])
      for (const key of named ?? [])
        if (!keys.has(key))
          this.#tell(place, `couldn't find key '${key}' for use with command channel`, 'warning');
  }

  /** BIND: what it listens at cannot be where it sends from. */
  #ports(has: Given): void {
    const port = String(this.#read.options.port ?? 53);
    for (const [keyword, clause] of has) {
      const at = clause.words.indexOf('port');
      if (SOURCES.test(keyword) && at >= 0 && clause.words[at + 1] === port)
        this.#tell(clause, `'${keyword}' cannot specify the DNS listener port (${port})`);
    }
  }

  /** BIND: of a zone that is signed by a policy it has to be said how its own changes come in. */
  #signing(zone: ZoneClause, view: Given): void {
    if (zone.type !== 'primary') return;
    const { hasOptions } = this.#read;
    const policy =
      zone.has.get('dnssec-policy') ?? view.get('dnssec-policy') ?? hasOptions.get('dnssec-policy');
    if (policy === undefined || policy.words[0] === 'none') return;
    const dynamic =
      zone.has.has('update-policy') || [zone.has, view, hasOptions].some((has) => has.has('allow-update'));
    if (!zone.has.has('inline-signing') && !dynamic)
      this.#tell(
        policy,
        "'inline-signing yes;' must also be configured explicitly for zones using dnssec-policy without a configured " +
          "'allow-update' or 'update-policy'. See https://kb.isc.org/docs/dnssec-policy-requires-dynamic-dns-or-inline-signing",
      );
  }

  #zones(zones: readonly ZoneClause[], view: Given): void {
    const places = new Map<string, ConfigPlace>();
    for (const zone of zones) {
      const key = `${zone.rrClass} ${zone.name.key}`;
      const before = places.get(key);
      if (before !== undefined)
        this.#tell(
          zone.place,
          `zone '${zone.name.toRelaxedString()}': already exists previous definition: ${before.file}:${before.line}`,
        );
      places.set(key, zone.place);
      this.#zone(zone);
      this.#ports(zone.has);
      this.#signing(zone, view);
    }
  }

  #zone(zone: ZoneClause): void {
    const text = zone.name.toRelaxedString();
    const tell = (message: string, severity: ConfigDiagnostic['severity'] = 'error'): void =>
      this.#tell(zone.place, `zone '${text}': ${message}`, severity);
    if (zone.inView !== undefined) return this.#inView(zone, tell);
    if (zone.type === null) return tell('type not present');
    if (zone.rrClass !== 'IN') tell(`class '${zone.rrClass}' is not implemented`, 'warning');
    const letter = TYPE_LETTERS[zone.type];
    for (const [keyword, place] of zone.has) {
      const types = allowedTypes(keyword);
      if (types !== null && !types.includes(letter))
        this.#tell(place, `option '${keyword}' is not allowed in '${zone.type}' zone '${text}'`);
    }
    this.#remote(zone.primaries ?? []);
    switch (zone.type) {
      case 'primary':
      case 'hint':
        if (zone.file === undefined && !zone.has.has('database') && !zone.has.has('dlz'))
          tell("missing 'file' entry");
        return;
      case 'stub':
        if (zone.primaries === undefined) tell("missing 'primaries' entry");
        return;
      case 'forward':
      case 'static-stub':
        return;
      default:
        if (zone.type === 'secondary' && zone.primaries === undefined)
          return tell("missing 'primaries' entry");
        return tell(`type '${zone.type}' is not implemented`, 'warning');
    }
  }

  #inView(zone: ZoneClause, tell: (message: string) => void): void {
    const text = zone.name.toRelaxedString();
    if (zone.has.size > 1 && [...zone.has.keys()].some((word) => !IN_VIEW_COMPANIONS.has(word)))
      return tell("'in-view' used with other zone options");
    const { views } = this.#read;
    const mine = views.findIndex(({ zones }) => zones.includes(zone));
    const theirs = views.findIndex(({ name }) => name === zone.inView);
    const has = views[theirs]?.zones.some((other) => other.name.equals(zone.name)) ?? false;
    const view = zone.inView ?? '';
    if (!has || theirs >= mine)
      this.#tell(
        zone.place,
        `'in-view' zone '${text}' does not exist in view '${view}', or view '${view}' is not yet defined`,
      );
  }

  #remote(servers: readonly RemoteServer[]): void {
    for (const server of servers)
      if ('list' in server && !this.#read.servers.has(server.list) && addressOctets(server.list) === null)
        this.#tell(server.place, `unable to find primaries list '${server.list}'`);
  }

  #list(list: readonly MatchElement[]): void {
    for (const element of list) {
      if (element.kind === 'list') this.#list(element.list);
      else if (element.kind === 'name' && !BUILT_IN.has(element.name) && !this.#read.acls.has(element.name))
        this.#tell(element.place, `undefined ACL '${element.name}'`);
    }
  }

  #loop(start: string): void {
    const { acls, aclPlaces } = this.#read;
    const seen = new Set<string>();
    const waiting = namesIn(acls.get(start) ?? []);
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (next === start) {
        const place = aclPlaces.get(start);
        if (place !== undefined) this.#tell(place, `acl loop detected: ${start}`);
        return;
      }
      if (seen.has(next)) continue;
      seen.add(next);
      waiting.push(...namesIn(acls.get(next) ?? []));
    }
  }
}

/** The letters of the zone types that may have a clause; null where any may. */
function allowedTypes(keyword: string): string | null {
  return KNOWN_IN_ZONES.get(keyword)?.types ?? OWN_TYPES[keyword] ?? null;
}

/** Of the clauses that this server acts on. */
const OWN_TYPES: Readonly<Record<string, string>> = {
  'allow-query': 'psmrtu',
  'allow-query-on': 'psmrtu',
  'allow-transfer': 'psm',
  file: 'psmhru',
  forward: 'psftu',
  forwarders: 'psftu',
  primaries: 'smru',
  'server-addresses': 't',
  'server-names': 't',
};

/** The clauses that say where something is sent from. */
const SOURCES = /^(alt-)?(notify|transfer|parental|query)-source(-v6)?$/;

const IN_VIEW_COMPANIONS: ReadonlySet<string> = new Set(['in-view', 'forward', 'forwarders']);

function namesIn(list: readonly MatchElement[]): string[] {
  return list.flatMap((element) =>
    element.kind === 'list' ? namesIn(element.list) : element.kind === 'name' ? [element.name] : [],
  );
}

const BUILT_IN: ReadonlySet<string> = new Set(['any', 'none', 'localhost', 'localnets']);
