/** A machine's interfaces: what `localhost` and `localnets` mean on it, and where a configuration says that the server listens. */
import type { ListenOn } from '../../config/clauses.ts';
import {
  matcherOf,
  networkOf,
  type Acls,
  type LocalNetworks,
  type MatchElement,
} from '../../config/match-list.ts';
import type { NamedConfiguration } from '../../config/named-conf.ts';
import type { Endpoint } from '../../network/journal.ts';
import { addressText } from '../../protocol/rdata.ts';
import type { LogSeverity } from '../server-log.ts';

export interface MachineInterface {
  /** `eth0` */
  readonly name: string;
  readonly address: string;
  /** Bits of its network; null where that is not known. */
  readonly length: number | null;
}

export function localNetworksOf(interfaces: readonly MachineInterface[]): LocalNetworks {
  const networks = (texts: readonly string[]): MatchElement[] =>
    texts.map((text) => networkOf(text)).filter((network) => network !== null && network !== 'bits');
  return {
    localhost: networks(interfaces.map(({ address }) => address)),
    localnets: networks(interfaces.map(network)),
  };
}

/** The network of an interface: its address with the bits of the host cleared. */
function network({ address, length }: MachineInterface): string {
  const whole = networkOf(address);
  if (whole === null || whole === 'bits' || length === null) return address;
  const octets = whole.octets.map(
    (octet, i) => octet & (0xff << Math.min(8, Math.max(0, 8 * (i + 1) - length))),
  );
  return `${addressText(octets)}/${length}`;
}

export interface ListenSurroundings {
  readonly families: readonly (4 | 6)[];
  readonly port: number;
  readonly interfaces: readonly MachineInterface[];
  /** Where it listens that has no such clause. */
  readonly otherwise: (family: 4 | 6) => readonly Endpoint[];
  /** Is told of what is asked for and is not there: TLS and HTTP. */
  readonly refuse: (text: string) => void;
}

export function listenPlaces(
  { options, acls }: Pick<NamedConfiguration, 'options' | 'acls'>,
  { families, port, interfaces, otherwise, refuse }: ListenSurroundings,
): readonly Endpoint[] {
  return families.flatMap((family) => {
    const clause = family === 4 ? 'listen-on' : 'listen-on-v6';
    const listens = options[clause];
    if (listens === undefined) return otherwise(family);
    const plain = listens.filter(({ over }) => over === null || over === 'none');
    for (const { over } of listens)
      if (over !== null && over !== 'none')
        refuse(
          `${clause}: '${over}': DNS over TLS and HTTPS are not supported; these addresses are not listened on`,
        );
    return placesOf(plain, family, port, interfaces, acls);
  });
}

/** The places of a listen-on list: the machine's addresses that it matches, and loopback addresses that it names. */
function placesOf(
  listens: readonly ListenOn[],
  family: 4 | 6,
  port: number,
  interfaces: readonly MachineInterface[],
  acls: Acls,
): Endpoint[] {
  const local = localNetworksOf(interfaces);
  const places = new Map<string, Endpoint>();
  for (const listen of listens) {
    const matches = matcherOf(listen.list, acls, local);
    const named = listen.list.flatMap((element) =>
      element.kind === 'network' && element.length === element.octets.length * 8 && element.octets[0] === 127
        ? [addressText(element.octets)]
        : [],
    );
    for (const address of [...interfaces.map((one) => one.address), ...named]) {
      if (address.includes(':') !== (family === 6) || !matches(address)) continue;
      const at = listen.port ?? port;
      places.set(`${address}#${at}`, { address, port: at });
    }
  }
  return [...places.values()];
}

/** What named says of places that it has left and of those that are new. */
export function logListening(
  log: (severity: LogSeverity, text: string, category: string) => void,
  before: readonly Endpoint[],
  now: readonly Endpoint[],
  interfaceOf: (address: string) => string,
): void {
  const at = ({ address, port }: Endpoint): string => `${address}#${port}`;
  const [old, present] = [before.map(at), now.map(at)];
  for (const gone of old.filter((one) => !present.includes(one)))
    log('info', `no longer listening on ${gone}`, 'network');
  for (const place of now) {
    if (old.includes(at(place))) continue;
    const family = place.address.includes(':') ? 'IPv6' : 'IPv4';
    log('info', `listening on ${family} interface ${interfaceOf(place.address)}, ${at(place)}`, 'network');
  }
  if (now.length === 0) log('warning', 'not listening on any interfaces', 'network');
}
