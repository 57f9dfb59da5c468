/** The lists of a configuration as one client meets them: where each stands, and which of its elements decides. */
import type { ClauseValues, TransferList } from '../../config/clauses.ts';
import type { MatchElement } from '../../config/match-list.ts';
import type { GivenClause, NamedConfiguration, ViewClause } from '../../config/named-conf.ts';
import type { ConfigPlace } from '../../config/syntax.ts';
import type { Name } from '../../protocol/name.ts';
import type { Client } from '../access.ts';
import type { Surroundings } from '../configuration/surroundings.ts';
import { DEFAULT_VIEW } from '../server-log.ts';
import type { View } from '../view.ts';
import type { AppliesQuestion, Step } from './applies.ts';
import { explainList, type ListTold } from './explain-list.ts';

type ListWord = {
  [W in keyof ClauseValues]: Exclude<ClauseValues[W], undefined> extends readonly MatchElement[] ? W : never;
}[keyof ClauseValues] &
  string;

interface Given {
  readonly word: string;
  readonly list: readonly MatchElement[];
  readonly place: ConfigPlace | null;
}

export class Lists {
  readonly #configuration: NamedConfiguration;
  readonly #around: Surroundings;
  readonly #question: AppliesQuestion;

  constructor(configuration: NamedConfiguration, around: Surroundings, question: AppliesQuestion) {
    this.#configuration = configuration;
    this.#around = around;
    this.#question = question;
  }

  /** Null where there is none. */
  blackhole(): Step | null {
    const { options, hasOptions } = this.#configuration;
    const list = options.blackhole;
    if (list === undefined) return null;
    const { verdict, elements } = this.#told(list, this.#question.client, undefined);
    const text = verdict ? 'The client is in it: its queries are dropped.' : 'The client is not in it.';
    return {
      title: 'blackhole',
      verdict: verdict ? 'no' : 'yes',
      text,
      place: hasOptions.get('blackhole') ?? null,
      elements,
    };
  }

  /** Why a view takes the query or leaves it to the next. */
  ofView(view: View, { signer }: Client, wanted: boolean): Step[] {
    const clause = this.#clauseOf(view);
    if (clause === undefined) return [];
    const { client, to, recursionDesired } = this.#question;
    const steps: Step[] = [];
    const add = (
      word: 'match-clients' | 'match-destinations',
      address: string,
      by: string | undefined,
    ): boolean => {
      const list = clause.values[word];
      if (list === undefined) return true;
      const { verdict, elements } = this.#told(list, address, by);
      const place = clause.has.get(word) ?? null;
      const who = word === 'match-clients' ? 'The client' : `The server’s address ${to}`;
      const text = `${who} is ${verdict ? '' : 'not '}in it.`;
      steps.push({
        title: `view ${view.name}: ${word}`,
        verdict: verdict ? 'yes' : 'no',
        text,
        place,
        elements,
      });
      return verdict;
    };
    const goes = add('match-clients', client, signer) && add('match-destinations', to, undefined);
    if (goes && !recursionDesired && clause.values['match-recursive-only'] === true)
      steps.push({
        title: `view ${view.name}: match-recursive-only`,
        verdict: 'no',
        text: 'The query does not ask for recursion.',
        place: clause.has.get('match-recursive-only') ?? null,
        elements: [],
      });
    const text = wanted ? 'This view takes the query.' : 'The next view is tried.';
    const { place } = clause;
    return [
      ...steps,
      { title: `view ${view.name}`, verdict: wanted ? 'yes' : 'no', text, place, elements: [] },
    ];
  }

  /** Who may ask for a zone of the server's own. */
  zone(view: View, client: Client, origin: Name, refused: boolean): Step[] {
    const clause = this.#zoneClause(view, origin);
    const place = clause?.place ?? null;
    const found: Step = {
      title: `zone ${origin.toRelaxedString()}`,
      verdict: 'yes',
      text: 'The closest zone of this view that holds the name.',
      place,
      elements: [],
    };
    const own = clause?.values['allow-query'];
    const list: Given | null =
      own === undefined
        ? this.#given(view, 'allow-query')
        : { word: 'allow-query', list: own, place: clause?.has.get('allow-query') ?? place };
    const where = own === undefined ? '' : ` of zone ${origin.toRelaxedString()}`;
    const steps = [found, this.#access(`allow-query${where}`, list, client, 'everybody may ask')];
    const on = clause?.values['allow-query-on'] ?? this.#given(view, 'allow-query-on')?.list;
    if (on === undefined || !refused) return steps;
    const { verdict, elements } = this.#told(on, this.#question.to, undefined);
    const text = `The server’s address ${this.#question.to} is ${verdict ? '' : 'not '}in it.`;
    return [
      ...steps,
      { title: 'allow-query-on', verdict: verdict ? 'yes' : 'no', text, place: null, elements },
    ];
  }

  /** Who may have what is in the cache, and others asked. */
  cache(view: View, client: Client, maySee: boolean, mayRecurse: boolean): Step[] {
    if (view.settings.recursion === null) {
      const place = this.#placeOf(view, 'recursion');
      const text = 'No others are asked in this view, and there is no cache.';
      return [{ title: 'recursion no', verdict: 'no', text, place, elements: [] }];
    }
    const steps = [
      this.#inherited(view, client, ['allow-query-cache', 'allow-recursion', 'allow-query']),
      this.#inherited(view, client, ['allow-recursion', 'allow-query-cache', 'allow-query']),
    ];
    for (const [word, fine] of [
      ['allow-query-cache-on', maySee],
      ['allow-recursion-on', mayRecurse],
    ] as const) {
      const given = this.#given(view, word);
      if (given === null || fine) continue;
      const { verdict, elements } = this.#told(given.list, this.#question.to, undefined);
      const text = `The server’s address ${this.#question.to} is ${verdict ? '' : 'not '}in it.`;
      steps.push({ title: word, verdict: verdict ? 'yes' : 'no', text, place: given.place, elements });
    }
    return steps;
  }

  /** BIND: a list that is not given takes its value from the others, in this order. */
  #inherited(view: View, client: Client, words: readonly [ListWord, ListWord, ListWord]): Step {
    const given = words.flatMap((word) => this.#given(view, word) ?? [])[0] ?? null;
    const [wanted] = words;
    const title = given === null || given.word === wanted ? wanted : `${wanted}, from ${given.word}`;
    const { localnets, localhost } = this.#around.local;
    const otherwise = { word: wanted, list: [...localnets, ...localhost], place: null };
    return this.#access(title, given ?? otherwise, client, '', given === null);
  }

  #access(
    title: string,
    given: Given | null,
    { address, signer }: Client,
    otherwise: string,
    isDefault = false,
  ): Step {
    if (given === null)
      return { title, verdict: 'yes', text: `Not given: ${otherwise}.`, place: null, elements: [] };
    const { verdict, elements } = this.#told(given.list, address, signer);
    const of = isDefault ? 'Not given: { localnets; localhost; }. ' : '';
    const text = `${of}The client is ${verdict ? '' : 'not '}in it.`;
    return { title, verdict: verdict ? 'yes' : 'no', text, place: given.place, elements };
  }

  /** A view's own list, or that of `options`. */
  #given(view: View, word: ListWord): Given | null {
    const clause = this.#clauseOf(view);
    const { options } = this.#configuration;
    const list = listOf(clause?.values[word] ?? options[word]);
    return list === undefined ? null : { word, list, place: this.#placeOf(view, word) };
  }

  #placeOf(view: View, word: string): GivenClause | null {
    return this.#clauseOf(view)?.has.get(word) ?? this.#configuration.hasOptions.get(word) ?? null;
  }

  #clauseOf({ name }: View): ViewClause | undefined {
    return name === DEFAULT_VIEW ? undefined : this.#configuration.views.find((view) => view.name === name);
  }

  #zoneClause(view: View, origin: Name): NamedConfiguration['zones'][number] | undefined {
    const zones = this.#clauseOf(view)?.zones ?? this.#configuration.zones;
    return zones.find(({ name }) => name.equals(origin));
  }

  #told(list: readonly MatchElement[], address: string, signer: string | undefined): ListTold {
    const { acls } = this.#configuration;
    return explainList(list, acls, this.#around.local, address, signer);
  }
}

function listOf(
  value: readonly MatchElement[] | TransferList | undefined,
): readonly MatchElement[] | undefined {
  return value === undefined || 'list' in value ? undefined : value;
}
