/** A zone's servers as a table of short marks, the same for the text and the picture. */
import { serves, serverText, type NameFacts, type ServerFacts, type ZoneFacts } from './facts.ts';
import { groups, networkOf } from './judge.ts';

export interface MatrixRow {
  readonly server: string;
  readonly address: string;
  readonly state: 'ok' | 'bad' | 'unknown';
  /** `yes`, or what it did instead. */
  readonly answer: string;
  readonly aa: string;
  readonly serial: string;
  /** `=` named by delegation and zone, `<` by the delegation only, `>` by the zone only. */
  readonly ns: string;
  /** `=` the address stands in its own zone too, `!` it does not, `?` its zone was not reached. */
  readonly glue: string;
  readonly tcp: string;
  /** Letters: the same letter is the same network, or the same data. */
  readonly network: string;
  readonly data: string;
}

export interface Matrix {
  readonly rows: readonly MatrixRow[];
  /** Addresses that no way leads to from here, in no row. */
  readonly notAsked: number;
  readonly networks: readonly { readonly letter: string; readonly text: string }[];
  readonly data: readonly { readonly letter: string; readonly text: string }[];
}

const NONE = '-';

export function matrixOf(facts: ZoneFacts): Matrix {
  const shown = facts.servers.filter((row) => !isFolded(facts, row));
  const networks = letters(shown.map(({ address }) => networkOf(address)));
  const data = letters(
    groups(shown, dataText).map(({ value }) => value),
    'A',
  );
  const rows = shown.map((row) => rowOf(row, nameOf(facts, row), networks, data));
  const pairs = (map: ReadonlyMap<string, string>) => [...map].map(([text, letter]) => ({ letter, text }));
  return {
    rows: [...rows, ...facts.names.flatMap((name) => without(facts, name))],
    notAsked: facts.servers.length - shown.length,
    networks: pairs(networks),
    data: pairs(data),
  };
}

/** Of an address that was not asked there is nothing to show, but that its glue is wrong. */
function isFolded(facts: ZoneFacts, row: ServerFacts): boolean {
  return row.standing === 'not asked' && glueMark(row, nameOf(facts, row)) !== '!';
}

function nameOf({ names }: ZoneFacts, row: ServerFacts): NameFacts | undefined {
  return names.find(({ server }) => server.equals(row.server));
}

function rowOf(
  row: ServerFacts,
  name: NameFacts | undefined,
  networks: ReadonlyMap<string, string>,
  data: ReadonlyMap<string, string>,
): MatrixRow {
  const { standing } = row;
  return {
    server: serverText(row.server),
    address: row.address,
    state: standing === 'ok' && row.tcp !== false ? 'ok' : standing === 'not asked' ? 'unknown' : 'bad',
    answer: serves(row) ? 'yes' : standing === 'not asked' ? 'not asked' : standing,
    aa: standing === 'ok' ? 'aa' : standing === 'no aa' ? 'NO' : NONE,
    serial: row.serial === null ? NONE : String(row.serial),
    ns: nsMark(name),
    glue: glueMark(row, name),
    tcp: row.tcp === null ? NONE : row.tcp ? 'yes' : 'NO',
    network: networks.get(networkOf(row.address)) ?? NONE,
    data: data.get(dataText(row) ?? '') ?? NONE,
  };
}

/** A row for a name that has no address to ask at. */
function without(facts: ZoneFacts, name: NameFacts): MatrixRow[] {
  if (facts.servers.some(({ server }) => server.equals(name.server))) return [];
  return [
    {
      server: serverText(name.server),
      address: NONE,
      state: 'bad',
      answer: name.own.kind === 'alias' ? 'is an alias' : 'no address',
      aa: NONE,
      serial: NONE,
      ns: nsMark(name),
      glue: NONE,
      tcp: NONE,
      network: NONE,
      data: NONE,
    },
  ];
}

function nsMark(name: NameFacts | undefined): string {
  if (name === undefined || name.inParent === null || name.inChild === null) return NONE;
  if (name.inParent && name.inChild) return '=';
  return name.inParent ? '<' : '>';
}

function glueMark({ address }: ServerFacts, name: NameFacts | undefined): string {
  if (name === undefined || !name.glue.includes(address)) return NONE;
  if (name.own.kind !== 'addresses') return '?';
  return name.own.addresses.includes(address) ? '=' : '!';
}

function dataText({ data }: ServerFacts): string | null {
  if (data === null) return null;
  return data.ttl === null ? data.text : `${data.text}, TTL ${data.ttl}`;
}

function letters(texts: readonly string[], first = 'a'): ReadonlyMap<string, string> {
  const all = [...new Set(texts)];
  return new Map(all.map((text, at) => [text, letterAt(first, at)]));
}

/** a to z, then numbers. */
function letterAt(first: string, at: number): string {
  return at < 26 ? String.fromCharCode(first.charCodeAt(0) + at) : String(at + 1);
}
