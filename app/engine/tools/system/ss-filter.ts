/** The words behind the options of `ss`: which sockets to show. `state listening`, `sport = :53 and not src 127.0.0.1`. */
import { addressOctets } from '../../protocol/address.ts';
import type { ShownSocket } from './ss-sockets.ts';
import { portNumber } from './services.ts';

export type SocketTest = (socket: ShownSocket) => boolean;

export interface SocketFilter {
  /** Null: as the options say. */
  readonly states: ReadonlySet<string> | null;
  readonly test: SocketTest;
}

export interface FilterProblem {
  readonly kind: 'filter-problem';
  readonly text: string;
  readonly exitCode: number;
  /** Whether the usage follows. */
  readonly usage: boolean;
}

/** Names of states, and what `ss` prints for them. */
const STATES: Readonly<Record<string, readonly string[]>> = {
  all: ['UNCONN', 'LISTEN', 'ESTAB', 'SYN-SENT'],
  connected: ['ESTAB', 'SYN-SENT'],
  synchronized: ['ESTAB'],
  established: ['ESTAB'],
  'syn-sent': ['SYN-SENT'],
  'syn-recv': [],
  'fin-wait-1': [],
  'fin-wait-2': [],
  'time-wait': [],
  bucket: [],
  big: ['UNCONN', 'LISTEN', 'ESTAB', 'SYN-SENT'],
  closed: ['UNCONN'],
  unconnected: ['UNCONN'],
  'close-wait': [],
  'last-ack': [],
  closing: [],
  listening: ['LISTEN'],
};
const ALL = STATES['all'] as readonly string[];

export function readSocketFilter(words: readonly string[]): SocketFilter | FilterProblem {
  const reader = new FilterReader(words.flatMap((word) => word.match(/[()]|[^()\s]+/g) ?? []));
  const states = reader.states();
  if (states !== null && 'kind' in states) return states;
  const test = reader.atEnd ? (): boolean => true : reader.either();
  if (typeof test !== 'function') return test;
  return reader.atEnd ? { states, test } : SYNTAX;
}

const SYNTAX: FilterProblem = {
  kind: 'filter-problem',
  text: 'ss: bison bellows (while parsing filter): "syntax error!" Sorry.\n',
  exitCode: 255,
  usage: true,
};

/** `or` binds least, then `and` (which may be left out), then `not`. */
class FilterReader {
  readonly #words: string[];

  constructor(words: readonly string[]) {
    this.#words = [...words];
  }

  get atEnd(): boolean {
    return this.#words.length === 0;
  }

  states(): ReadonlySet<string> | FilterProblem | null {
    let states: Set<string> | null = null;
    while (this.#words[0] === 'state' || this.#words[0] === 'exclude') {
      const only = this.#words.shift() === 'state';
      const name = this.#words.shift() ?? '';
      const meant = STATES[name];
      if (meant === undefined) return wrong(`ss: wrong state name: ${name}\n`, 255);
      states ??= new Set(only ? [] : ALL);
      for (const state of meant)
        if (only) states.add(state);
        else states.delete(state);
    }
    return states;
  }

  either(): SocketTest | FilterProblem {
    let left = this.#all();
    while (typeof left === 'function' && this.#take('or', '|', '||')) {
      const right = this.#all();
      if (typeof right !== 'function') return right;
      const before = left;
      left = (socket) => before(socket) || right(socket);
    }
    return left;
  }

  #all(): SocketTest | FilterProblem {
    let left = this.#one();
    while (
      typeof left === 'function' &&
      !this.atEnd &&
      !['or', '|', '||', ')'].includes(this.#words[0] as string)
    ) {
      this.#take('and', '&', '&&');
      const right = this.#one();
      if (typeof right !== 'function') return right;
      const before = left;
      left = (socket) => before(socket) && right(socket);
    }
    return left;
  }

  #one(): SocketTest | FilterProblem {
    if (this.#take('not', '!')) {
      const test = this.#one();
      return typeof test === 'function' ? (socket) => !test(socket) : test;
    }
    if (this.#take('(')) {
      const test = this.either();
      if (typeof test !== 'function') return test;
      return this.#take(')') ? test : SYNTAX;
    }
    const what = this.#words.shift() ?? '';
    if (what === 'sport' || what === 'dport') return this.#port(what);
    if (what === 'src' || what === 'dst') {
      this.#take('=', '==', 'eq');
      return this.#address(what, this.#words.shift());
    }
    return what === 'state' || what === 'and' || what === '' ? SYNTAX : this.#address('dst', what);
  }

  #port(what: 'sport' | 'dport'): SocketTest | FilterProblem {
    const [operator, word] = this.#words.splice(0, 2);
    const compare = operator === undefined ? undefined : COMPARE[operator];
    if (compare === undefined || word === undefined) return SYNTAX;
    const port = portNumber(word.replace(/^.*:/, ''));
    if (port === null)
      return wrong(
        `Error: "${word.replace(/^:/, '')}" does not look like a port.\nCannot parse dst/src address.\n`,
        1,
      );
    return ({ local, remote }) => compare((what === 'sport' ? local : remote)?.port ?? 0, port);
  }

  #address(what: 'src' | 'dst', word: string | undefined): SocketTest | FilterProblem {
    if (word === undefined) return SYNTAX;
    const [, bracketed, plain = '', port] =
      /^(?:\[([^\]]*)\]|([\d.*/]+|[^:]*|[0-9a-f:/]+?))(?::(\w+|\*))?$/i.exec(word) ?? [];
    const text = bracketed ?? plain;
    const place = ({ local, remote }: ShownSocket) =>
      what === 'src' ? local : (remote ?? { address: '', port: 0 });
    const wanted = port === undefined || port === '*' ? null : portNumber(port);
    const [address = '', bits] = text.split('/');
    const octets = addressOctets(address);
    if (address !== '' && address !== '*' && octets === null)
      return wrong(
        `Error: an inet prefix is expected rather than "${text}".\nCannot parse dst/src address.\n`,
        1,
      );
    const length = octets === null ? 0 : bits === undefined ? octets.length * 8 : Number(bits);
    return (socket) => {
      const { address: own, port: at } = place(socket);
      if (wanted !== null && at !== wanted) return false;
      return octets === null || begins(addressOctets(own), octets, length);
    };
  }

  #take(...words: readonly string[]): boolean {
    if (!words.includes(this.#words[0] ?? '')) return false;
    this.#words.shift();
    return true;
  }
}

const COMPARE: Readonly<Record<string, (a: number, b: number) => boolean>> = Object.fromEntries(
  (
    [
      [['=', '==', 'eq'], (a, b) => a === b],
      [['!=', 'ne', 'neq'], (a, b) => a !== b],
      [['>', 'gt'], (a, b) => a > b],
      [['<', 'lt'], (a, b) => a < b],
      [['>=', 'ge', 'geq'], (a, b) => a >= b],
      [['<=', 'le', 'leq'], (a, b) => a <= b],
    ] as [string[], (a: number, b: number) => boolean][]
  ).flatMap(([names, test]) => names.map((name) => [name, test])),
);

function wrong(text: string, exitCode: number): FilterProblem {
  return { kind: 'filter-problem', text, exitCode, usage: false };
}

function begins(own: Uint8Array | null, network: Uint8Array, bits: number): boolean {
  if (own === null || own.length !== network.length) return false;
  for (let bit = 0; bit < bits; bit++) {
    const mask = 0x80 >> (bit & 7);
    if (((own[bit >> 3] as number) & mask) !== ((network[bit >> 3] as number) & mask)) return false;
  }
  return true;
}
