/** Where a configuration says that the server listens on this machine. */
import type { NamedConfiguration } from '../../engine/config/named-conf.ts';
import type { Endpoint } from '../../engine/network/journal.ts';
import { listenPlaces as placesOn } from '../../engine/server/configuration/listen-places.ts';
import { machineInterfaces } from './interfaces.ts';

/** `refuse` is told of what is asked for and is not there: TLS and HTTP. */
export function listenPlaces(
  configuration: Pick<NamedConfiguration, 'options' | 'acls'>,
  families: readonly (4 | 6)[],
  port: number,
  refuse: (text: string) => void,
): readonly Endpoint[] {
  return placesOn(configuration, {
    families,
    port,
    interfaces: machineInterfaces(),
    // Unlike named, which takes all interfaces: nobody is served beyond this machine unless it is asked for.
    otherwise: (family) => [{ address: family === 4 ? '127.0.0.1' : '::1', port }],
    refuse,
  });
}
