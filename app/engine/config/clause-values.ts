/** What single values of the language mean to a server. */
import type { PortRange } from '../network/ports.ts';
import { fieldOf, itemsOf, numberOf, textOf, type AddressValue, type Value } from './language/value.ts';
import type { ConfigPlace } from './syntax.ts';

export interface ServerPlace {
  readonly address: string;
  readonly port?: number;
}

/** A server to fetch a zone from; or the name of a list of them. */
export type RemoteServer = ServerPlace | { readonly list: string; readonly place: ConfigPlace };

function serverPlaceOf({ address, port }: AddressValue, otherwise: number | null): ServerPlace {
  const at = port === 0 ? otherwise : port;
  return at === null ? { address } : { address, port: at };
}

/** `{ 192.0.2.1; 192.0.2.2 port 5300; }` */
export function serverPlacesOf(
  list: Value | undefined,
  otherwise: number | null = null,
): readonly ServerPlace[] {
  return itemsOf(list).flatMap((item) => (item.kind === 'address' ? [serverPlaceOf(item, otherwise)] : []));
}

/** `[ port 5300 ] { 192.0.2.1 [ port 5300 ] [ key k ] [ tls t ]; list; … }` */
export function remoteServersOf(value: Value): readonly RemoteServer[] {
  const common = numberOf(fieldOf(value, 'port'));
  return itemsOf(fieldOf(value, 'addresses')).flatMap((item): RemoteServer[] => {
    const server = fieldOf(item, 'server');
    if (server?.kind === 'address') return [serverPlaceOf(server, common)];
    return server === undefined ? [] : [{ list: textOf(server), place: server.place }];
  });
}

/** `{ range 1024 5000; 5300; }` */
export function portRangesOf(list: Value): readonly PortRange[] {
  return itemsOf(list).flatMap((item): PortRange[] => {
    if (item.kind === 'range') return [{ low: item.low, high: item.high }];
    return item.kind === 'number' ? [{ low: item.value, high: item.value }] : [];
  });
}

export type SizeOption = { readonly octets: number } | { readonly percent: number } | 'unlimited' | 'default';

/** Octets, or the machine's memory in per cent. */
export function sizeOf(value: Value): SizeOption {
  if (value.kind === 'number') return { octets: value.value };
  if (value.kind === 'percent') return { percent: Math.min(100, value.value) };
  return textOf(value).toLowerCase() === 'unlimited' ? 'unlimited' : 'default';
}
