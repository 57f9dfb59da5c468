import { expect, test } from 'vitest';
import type { ServerChanged } from '../network/server-change.ts';
import { nameOf } from '../protocol/name.ts';
import { seededRandom } from '../random.ts';
import { AddressDatabase } from './address-database.ts';

const ZONE = nameOf('test.');

/** A database with room for three, and what it told of. */
function small(): { readonly servers: AddressDatabase; readonly dropped: () => string[] } {
  const told: ServerChanged[] = [];
  const servers = new AddressDatabase(seededRandom('address database'), (news) => told.push(...news), 3);
  return {
    servers,
    dropped: () => told.flatMap((one) => ('gone' in one && one.gone === 'dropped' ? [one.address] : [])),
  };
}

function met(servers: AddressDatabase, last: number, now: number): ReturnType<AddressDatabase['server']> {
  return servers.server(`192.0.2.${last}`, now, ZONE, null);
}

test('where there is no more room, the server longest unused makes place, not the one met first', () => {
  const { servers, dropped } = small();
  for (const last of [1, 2, 3]) met(servers, last, last);
  met(servers, 1, 4); // considered again
  met(servers, 4, 5);
  servers.asks(met(servers, 3, 6), 6);
  met(servers, 5, 7);
  servers.tell(7);
  expect(dropped()).toEqual(['192.0.2.2', '192.0.2.1']);
  expect([...servers.servers()].map(({ address }) => address)).toEqual([
    '192.0.2.3',
    '192.0.2.4',
    '192.0.2.5',
  ]);
});

test('a server that a search still asks when it was dropped, or flushed, takes no room', () => {
  const { servers, dropped } = small();
  const [first] = [1, 2, 3, 4].map((last) => met(servers, last, last));
  if (first === undefined) throw new Error('no server');
  servers.asks(first, 5);
  for (const last of [5, 6, 7]) met(servers, last, last);
  servers.tell(8);
  expect(servers.size).toBe(3);
  expect(dropped()).toEqual([1, 2, 3, 4].map((last) => `192.0.2.${last}`));
  servers.flush();
  servers.asks(first, 9);
  for (const last of [1, 2, 3, 4]) met(servers, last, 10 + last);
  servers.tell(20);
  expect([...servers.servers()].map(({ address }) => address)).toEqual([2, 3, 4].map((n) => `192.0.2.${n}`));
});
