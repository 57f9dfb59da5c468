/** What a resolver knows of other servers, as a dump has it: by name, with what the cache has for each. */
import type {
  DumpedAddress,
  DumpedAddresses,
  DumpedServerName,
  FamilyState,
} from '../../dump/address-dump.ts';
import type { Instant } from '../../network/clock.ts';
import { TYPE } from '../../protocol/codes.ts';
import type { Name } from '../../protocol/name.ts';
import type { ServerRecord } from '../../resolver/address-database.ts';
import type { Resolver } from '../../resolver/resolver.ts';

/** Milliseconds. BIND: an address is kept so long after its last use. */
const KEPT = 1_800_000;
/** Octets. BIND: no server counts as one that manages less. */
const LEAST_UDP_SIZE = 512;
/** The cache's order of trust, from there on an answer to a question. */
const ANSWERS: ReadonlySet<string> = new Set(['answer', 'authauthority', 'authanswer', 'secure']);

export function addressesOf(resolver: Resolver, now: Instant): DumpedAddresses {
  const names = new Map<string, { readonly name: Name; readonly addresses: DumpedAddress[] }>();
  const unassociated: DumpedAddress[] = [];
  for (const server of resolver.addresses.servers()) {
    if (server.usedAt + KEPT <= now) continue;
    const address = addressOf(server);
    if (server.names.length === 0) unassociated.push(address);
    for (const name of server.names) {
      let known = names.get(name.key);
      if (known === undefined) names.set(name.key, (known = { name, addresses: [] }));
      known.addresses.push(address);
    }
  }
  return {
    names: [...names.values()].map(({ name, addresses }) => serverName(resolver, name, addresses, now)),
    unassociated,
  };
}

function serverName(
  { cache }: Resolver,
  name: Name,
  addresses: readonly DumpedAddress[],
  now: Instant,
): DumpedServerName {
  const family = (type: number, isOurs: (address: string) => boolean): [number | null, FamilyState] => {
    const found = cache.lookup(name, type, true);
    const has = addresses.some(({ address }) => isOurs(address));
    if (found === null || found.kind === 'any') return has ? [0, 'success'] : [null, 'unexpected'];
    const ttl = found.entry.remaining(now);
    if (found.kind === 'nodata') return [ttl, 'nxrrset'];
    if (found.kind === 'nxdomain') return [ttl, 'nxdomain'];
    if (found.kind === 'cname') return [ttl, 'failure'];
    // BIND: what is known from glue alone was not found by asking.
    return [ttl, ANSWERS.has(found.entry.trust) ? 'success' : 'not_found'];
  };
  const [v4Ttl, v4] = family(TYPE.A, (address) => !address.includes(':'));
  const [v6Ttl, v6] = family(TYPE.AAAA, (address) => address.includes(':'));
  return { name, v4Ttl, v6Ttl, v4, v6, addresses };
}

function addressOf({ address, srtt, longest, ...server }: ServerRecord): DumpedAddress {
  const { clientCookie, serverCookie, load, exchanges } = server;
  const cookie = serverCookie === null ? null : Uint8Array.from([...clientCookie, ...serverCookie]);
  return {
    address,
    srtt,
    edns: [exchanges.ednsAnswers, exchanges.ednsSilences],
    plain: [exchanges.plainAnswers, exchanges.plainSilences],
    udpSize: longest === 0 ? null : Math.max(LEAST_UDP_SIZE, longest),
    cookie,
    expiresAt: server.usedAt + KEPT,
    quota: load === null ? null : { rate: load.timeoutRatio, most: load.quota },
  };
}
