/**
 * Makes a test on packets of an expression: first the names of hosts in it are looked up, then every part becomes a
 * function, with the offsets of the link that the packets come from.
 */
import { arithmeticValue, protocolsOf } from './arithmetic.ts';
import { hostTest, netTest, type Address } from './address-test.ts';
import { LAYOUTS, type LinkLayout } from './link-layout.ts';
import { portTest } from './port-test.ts';
import { protocolNumberTest, protocolTest } from './protocol-test.ts';
import { both, either, equals, negated, OutOfPacket, type FilteredPacket, type Test } from './test.ts';
import {
  filterProblem,
  type Expression,
  type FilterProblem,
  type Qualifiers,
  type Relation,
} from './expression.ts';
import type { ServiceTable } from '../services.ts';

export interface FilterSurroundings {
  /** The link's number in capture files. */
  readonly link: number;
  readonly services: ServiceTable;
  /** Addresses of a host by its name; empty where there is none. */
  readonly lookup: (name: string) => Promise<readonly string[]>;
  /** Whether the packets come from a file: then which way they went is not known on every link. */
  readonly fromFile: boolean;
}

export type Filter = (packet: FilteredPacket) => boolean;

export async function compileFilter(
  expression: Expression,
  surroundings: FilterSurroundings,
): Promise<Filter | FilterProblem> {
  const layout = LAYOUTS[surroundings.link];
  if (layout === undefined) return filterProblem(`filters are not known for link type ${surroundings.link}`);
  const hosts = new Map<string, readonly string[]>();
  for (const name of new Set(hostNames(expression))) hosts.set(name, await surroundings.lookup(name));
  const test = new Compiler(layout, surroundings, hosts).test(expression);
  if (typeof test === 'object') return test;
  if (test === false) return filterProblem('expression rejects all packets');
  if (test === true) return () => true;
  return (packet) => {
    try {
      return test(packet);
    } catch (error) {
      if (error instanceof OutOfPacket) return false;
      throw error;
    }
  };
}

function hostNames(expression: Expression): readonly string[] {
  switch (expression.kind) {
    case 'and':
    case 'or':
      return [...hostNames(expression.left), ...hostNames(expression.right)];
    case 'not':
      return hostNames(expression.of);
    case 'value': {
      const { qualifiers, value } = expression;
      const isHost = qualifiers.kind === null || qualifiers.kind === 'host';
      return isHost && value.kind === 'name' ? [value.text] : [];
    }
    default:
      return [];
  }
}

class Compiler {
  readonly #layout: LinkLayout;
  readonly #surroundings: FilterSurroundings;
  readonly #hosts: ReadonlyMap<string, readonly string[]>;

  constructor(
    layout: LinkLayout,
    surroundings: FilterSurroundings,
    hosts: ReadonlyMap<string, readonly string[]>,
  ) {
    this.#layout = layout;
    this.#surroundings = surroundings;
    this.#hosts = hosts;
  }

  test(expression: Expression): Test | FilterProblem {
    switch (expression.kind) {
      case 'and':
      case 'or': {
        const left = this.test(expression.left);
        if (typeof left === 'object') return left;
        const right = this.test(expression.right);
        if (typeof right === 'object') return right;
        return expression.kind === 'and' ? both(left, right) : either(left, right);
      }
      case 'not': {
        const of = this.test(expression.of);
        return typeof of === 'object' ? of : negated(of);
      }
      case 'protocol':
        return protocolTest(this.#layout, expression.name);
      case 'value':
        return this.#value(expression);
      case 'relation':
        return this.#relation(expression);
      case 'cast':
        return this.#cast(expression);
      case 'direction':
        return this.#direction(expression.inbound);
      case 'interface':
        return this.#layout.interfaceAt === null
          ? filterProblem(`ifindex not supported on ${this.#layout.description}`)
          : equals(this.#layout.interfaceAt, 4, expression.index);
    }
  }

  #value({ qualifiers, value }: Extract<Expression, { kind: 'value' }>): Test | FilterProblem {
    switch (qualifiers.kind) {
      case 'port':
      case 'portrange':
        return portTest(this.#layout, qualifiers, value, this.#surroundings.services);
      case 'proto':
        return protocolNumberTest(this.#layout, qualifiers.protocol, value);
      case 'net':
        return netTest(this.#layout, qualifiers, value);
      default:
        return value.kind === 'name'
          ? this.#hostNamed(qualifiers, value.text)
          : hostTest(this.#layout, qualifiers, value);
    }
  }

  #hostNamed(qualifiers: Qualifiers, name: string): Test | FilterProblem {
    const addresses = this.#hosts.get(name) ?? [];
    if (addresses.length === 0) return filterProblem(`unknown host '${name}'`);
    let any: Test = false;
    for (const text of addresses) {
      const value: Address = text.includes(':')
        ? { kind: 'ipv6', text, prefix: null }
        : { kind: 'ipv4', text, prefix: null, mask: null };
      // A name may have addresses of both families where one is asked for.
      if (qualifiers.protocol === (value.kind === 'ipv6' ? 'ip' : 'ip6')) continue;
      const test = hostTest(this.#layout, qualifiers, value);
      if (typeof test === 'object') return test;
      any = either(any, test);
    }
    return any;
  }

  #relation({ relation, left, right }: Extract<Expression, { kind: 'relation' }>): Test | FilterProblem {
    if (left.kind === 'number' && right.kind === 'number')
      return compares(relation, left.number >>> 0, right.number >>> 0);
    const first = arithmeticValue(this.#layout, left);
    const second = arithmeticValue(this.#layout, right);
    let test: Test = (packet) => compares(relation, first(packet), second(packet));
    for (const name of new Set([...protocolsOf(left), ...protocolsOf(right)])) {
      const check = protocolTest(this.#layout, name, true);
      if (typeof check === 'object') return check;
      test = both(check, test);
    }
    return test;
  }

  #cast({ protocol, what }: Extract<Expression, { kind: 'cast' }>): Test | FilterProblem {
    const { network, ethernet } = this.#layout;
    if (protocol === 'ip' || protocol === 'ip6') {
      const is = protocolTest(this.#layout, protocol);
      if (typeof is === 'object') return is;
      if (protocol === 'ip6')
        return what === 'multicast'
          ? both(is, equals(network + 24, 1, 255))
          : filterProblem('only link-layer/IP broadcast filters supported');
      const high = (packet: FilteredPacket): boolean => (packet.octets[network + 16] ?? 0) >= 224;
      const all = either(equals(network + 16, 4, 0), equals(network + 16, 4, 0xffff_ffff));
      return both(is, what === 'multicast' ? high : all);
    }
    if (!ethernet)
      return filterProblem(
        what === 'broadcast'
          ? 'not a broadcast link'
          : 'link-layer multicast filters supported only on ethernet/FDDI/token ring/ARCNET/802.11/ATM LANE/Fibre Channel',
      );
    return what === 'multicast' ? equals(0, 1, 1, 1) : both(equals(0, 4, 0xffff_ffff), equals(4, 2, 0xffff));
  }

  #direction(inbound: boolean): Test | FilterProblem {
    const { outgoing, description } = this.#layout;
    if (outgoing === null && !this.#surroundings.fromFile) return (packet) => packet.outgoing === !inbound;
    if (outgoing === null)
      return filterProblem(`inbound/outbound not supported on ${description} when reading savefiles`);
    return inbound ? negated(outgoing) : outgoing;
  }
}

function compares(relation: Relation, left: number, right: number): boolean {
  switch (relation) {
    case '=':
      return left === right;
    case '!=':
      return left !== right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
  }
}
