/** Where a configuration says that the server listens. */
import type { NamedConfiguration } from '../../engine/config/named-conf.ts';
import type { Endpoint } from '../../engine/network/journal.ts';
import { placesOf } from './interfaces.ts';

/** `refuse` is told of what is asked for and is not there: TLS and HTTP. */
export function listenPlaces(
  { options, acls }: NamedConfiguration,
  families: readonly (4 | 6)[],
  port: number,
  refuse: (text: string) => void,
): readonly Endpoint[] {
  return families.flatMap((family) => {
    const clause = family === 4 ? 'listen-on' : 'listen-on-v6';
    const listens = options[clause];
    // Unlike named, which takes all interfaces: nobody is served beyond this machine unless it is asked for.
    if (listens === undefined) return [{ address: family === 4 ? '127.0.0.1' : '::1', port }];
    const plain = listens.filter(({ over }) => over === null || over === 'none');
    for (const { over } of listens)
      if (over !== null && over !== 'none')
        refuse(
          `${clause}: '${over}': DNS over TLS and HTTPS are not supported; these addresses are not listened on`,
        );
    return placesOf(plain, family, port, acls);
  });
}
