/** This machine's addresses and networks: what `localhost` and `localnets` mean, and where a listen-on list leads. */
import { networkInterfaces } from 'node:os';
import {
  matcherOf,
  networkOf,
  type Acls,
  type LocalNetworks,
  type MatchElement,
} from '../../engine/config/match-list.ts';
import type { ListenOn } from '../../engine/config/clauses.ts';
import type { Endpoint } from '../../engine/network/journal.ts';
import { addressText } from '../../engine/protocol/rdata.ts';

interface Interface {
  readonly name: string;
  readonly address: string;
  readonly cidr: string;
}

function interfaces(): Interface[] {
  const found: Interface[] = [];
  for (const [name, addresses] of Object.entries(networkInterfaces())) {
    for (const { address, cidr } of addresses ?? []) {
      // Link-local addresses mean nothing without their interface.
      if (!/^fe80:/i.test(address)) found.push({ name, address, cidr: cidr ?? address });
    }
  }
  return found;
}

export function localNetworks(): LocalNetworks {
  const all = interfaces();
  const networks = (texts: readonly string[]): MatchElement[] =>
    texts.map((text) => networkOf(text)).filter((network) => network !== null && network !== 'bits');
  return { localhost: networks(all.map(({ address }) => address)), localnets: networks(all.map(network)) };
}

/** The interface of an address; `lo` for what is loopback anyway. */
export function interfaceOf(address: string): string {
  return interfaces().find((one) => one.address === address)?.name ?? 'lo';
}

/** The places of a listen-on list: the machine's addresses that it matches, and loopback addresses that it names. */
export function placesOf(listens: readonly ListenOn[], family: 4 | 6, port: number, acls: Acls): Endpoint[] {
  const local = localNetworks();
  const places = new Map<string, Endpoint>();
  for (const listen of listens) {
    const matches = matcherOf(listen.list, acls, local);
    const named = listen.list.flatMap((element) =>
      element.kind === 'network' && element.length === element.octets.length * 8 && element.octets[0] === 127
        ? [addressText(element.octets)]
        : [],
    );
    for (const address of [...interfaces().map((one) => one.address), ...named]) {
      if (address.includes(':') !== (family === 6) || !matches(address)) continue;
      const at = listen.port ?? port;
      places.set(`${address}#${at}`, { address, port: at });
    }
  }
  return [...places.values()];
}

/** The network of an interface: its address with the bits of the host cleared. */
function network({ address, cidr }: Interface): string {
  const bits = Number(cidr.split('/')[1]);
  const whole = networkOf(address);
  if (whole === null || whole === 'bits' || Number.isNaN(bits)) return address;
  const octets = whole.octets.map(
    (octet, i) => octet & (0xff << Math.min(8, Math.max(0, 8 * (i + 1) - bits))),
  );
  return `${addressText(octets)}/${bits}`;
}
