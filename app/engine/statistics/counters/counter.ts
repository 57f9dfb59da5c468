/** What a table says of one counter: its name in XML and JSON, its words in named.stats, and what it tells. */
export interface CounterText {
  /** As in statistics-channels: `QryNXDOMAIN`. */
  readonly name: string;
  /** As in named.stats: `queries resulted in NXDOMAIN`. */
  readonly words: string;
  readonly unit: Unit;
  /**
   * `count` only grows while the server runs, so that a difference has a rate. `now` is as it stands at the moment;
   * `peak` is the highest that it ever was.
   */
  readonly kind: CounterKind;
  /** Our own words, for a learner. */
  readonly help: string;
}

export type Unit =
  | 'queries'
  | 'responses'
  | 'messages'
  | 'octets'
  | 'entries'
  | 'sockets'
  | 'transfers'
  | 'updates'
  | 'validations'
  | 'lookups'
  | 'times'
  | 'clients'
  | 'signatures';

export type CounterKind = 'count' | 'now' | 'peak';

export type CounterLine = readonly [
  name: string,
  words: string,
  unit: Unit,
  help: string,
  kind?: Exclude<CounterKind, 'count'>,
];

export function counterTexts(lines: readonly CounterLine[]): readonly CounterText[] {
  return lines.map(([name, words, unit, help, kind]) => ({ name, words, unit, kind: kind ?? 'count', help }));
}
