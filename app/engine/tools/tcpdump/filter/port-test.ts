/** `port`, `portrange`: by number or by name, in both versions of IP. */
import type { ServiceTable } from '../services.ts';
import {
  filterProblem,
  isFilterProblem,
  type FilterProblem,
  type Qualifiers,
  type Value,
} from './expression.ts';
import { ETHER, type LinkLayout } from './link-layout.ts';
import { unfragmented } from './protocol-test.ts';
import { anyOf, both, equals, load, type FilteredPacket, type Test } from './test.ts';

const TRANSPORTS: Readonly<Record<string, number>> = { tcp: 6, udp: 17, sctp: 132 };
const HIGHEST = 65_535;

interface Ports {
  readonly low: number;
  readonly high: number;
  /** Where the name is that of one protocol alone. */
  readonly protocol: 'tcp' | 'udp' | null;
}

export function portTest(
  layout: LinkLayout,
  qualifiers: Qualifiers,
  value: Value,
  services: ServiceTable,
): Test | FilterProblem {
  const word = qualifiers.kind === 'port' ? 'port' : 'portrange';
  const wanted = qualifiers.protocol;
  if (wanted !== null && !Object.hasOwn(TRANSPORTS, wanted))
    return filterProblem(`illegal qualifier of '${word}'`);
  const ports = value.kind === 'number' ? numbered(value.number) : named(value, word, services);
  if (isFilterProblem(ports)) return ports;
  if (wanted !== null && ports.protocol !== null && wanted !== ports.protocol && value.kind === 'name')
    return filterProblem(`${word} '${value.text}' is ${ports.protocol}`);
  const only = wanted ?? ports.protocol;
  const numbers = only === null ? Object.values(TRANSPORTS) : [TRANSPORTS[only] as number];
  const { network } = layout;
  const isOneOf = (at: number): Test => anyOf(numbers.map((number) => equals(at, 1, number)));
  const v4 = both(
    both(layout.isType(ETHER.ipv4), both(isOneOf(network + 9), unfragmented(layout))),
    matches(qualifiers, ports, (packet) => network + (load(packet, network, 1) & 15) * 4),
  );
  const v6 = both(
    both(layout.isType(ETHER.ipv6), isOneOf(network + 6)),
    matches(qualifiers, ports, () => network + 40),
  );
  return anyOf([v4, v6]);
}

function matches(
  { direction }: Qualifiers,
  { low, high }: Ports,
  transport: (packet: FilteredPacket) => number,
): Test {
  const within = (packet: FilteredPacket, offset: number): boolean => {
    const port = load(packet, transport(packet) + offset, 2);
    return port >= low && port <= high;
  };
  switch (direction) {
    case 'src':
      return (packet) => within(packet, 0);
    case 'dst':
      return (packet) => within(packet, 2);
    case 'both':
      return (packet) => within(packet, 0) && within(packet, 2);
    case 'any':
      return (packet) => within(packet, 0) || within(packet, 2);
  }
}

function numbered(number: number): Ports | FilterProblem {
  if (number > HIGHEST) return filterProblem(`illegal port number ${number} > ${HIGHEST}`);
  return { low: number, high: number, protocol: null };
}

function named(value: Value, word: 'port' | 'portrange', services: ServiceTable): Ports | FilterProblem {
  if (value.kind !== 'name') return filterProblem('syntax error in filter expression');
  if (word === 'portrange') {
    const range = /^([^-]+)-([^-]+)$/.exec(value.text);
    const low = range ? portOf(range[1] ?? '', services) : null;
    const high = range ? portOf(range[2] ?? '', services) : null;
    if (range && (low === null || high === null))
      return filterProblem(`unknown port in range '${value.text}'`);
    if (low !== null && high !== null)
      return {
        low: Math.min(low.port, high.port),
        high: Math.max(low.port, high.port),
        protocol: low.protocol === high.protocol ? low.protocol : null,
      };
  }
  const found = services.find(value.text);
  if (found === null) return filterProblem(`unknown port '${value.text}'`);
  return { low: found.port, high: found.port, protocol: found.protocol };
}

function portOf(text: string, services: ServiceTable): ReturnType<ServiceTable['find']> {
  if (!/^\d+$/.test(text)) return services.find(text);
  return Number(text) <= HIGHEST ? { port: Number(text), protocol: null } : null;
}
