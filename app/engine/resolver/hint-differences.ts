/** Where the hints and what the root servers say of themselves differ, in the words that named logs (checkhints). */
import type { Cache } from '../cache/cache.ts';
import type { Instant } from '../network/clock.ts';
import { TYPE, typeText } from '../protocol/codes.ts';
import type { Name } from '../protocol/name.ts';
import { addressText } from '../protocol/rdata.ts';
import { serversOf, type Hints } from './hints.ts';

/** Compares the hints with what the cache has by now; one line a difference. */
export function hintDifferences(hints: Hints, cache: Cache, now: Instant): string[] {
  const root = cache.find(hints.rootServers.name, TYPE.NS);
  if (root === null || root.kind !== 'rrset') return ['checkhints: unable to get root NS rrset from cache'];
  const lines: string[] = [];
  const told = serversOf(root.rrset(now));
  for (const server of told) {
    if (hints.serverNames.some((name) => name.equals(server))) {
      lines.push(...addressDifferences(hints, cache, server, now));
    } else {
      lines.push(`checkhints: unable to find root NS '${server.toRelaxedString()}' in hints`);
    }
  }
  for (const hinted of hints.serverNames) {
    if (!told.some((name) => name.equals(hinted)))
      lines.push(`checkhints: extra NS '${hinted.toRelaxedString()}' in hints`);
  }
  return lines;
}

function addressDifferences(hints: Hints, cache: Cache, server: Name, now: Instant): string[] {
  const lines: string[] = [];
  const text = server.toRelaxedString();
  for (const type of [TYPE.A, TYPE.AAAA]) {
    const found = cache.lookup(server, type, true);
    // BIND: where the cache knows no address, there is nothing to compare.
    if (found?.kind !== 'rrset') continue;
    const told = found.entry.rrset(now).rdatas.map(addressText);
    const hinted = hints
      .addressesOf(server)
      .filter((address) => address.includes(':') === (type === TYPE.AAAA));
    const say = (address: string, what: string): void => {
      lines.push(`checkhints: ${text}/${typeText(type)} (${address}) ${what}`);
    };
    for (const address of told) if (!hinted.includes(address)) say(address, 'missing from hints');
    for (const address of hinted) if (!told.includes(address)) say(address, 'extra record in hints');
  }
  return lines;
}
