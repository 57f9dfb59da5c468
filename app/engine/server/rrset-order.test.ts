import { describe, expect, test } from 'vitest';
import { SMALL_HINTS, smallInternet, zoneOf } from '../../testing/dns-lab.ts';
import { TYPE } from '../protocol/codes.ts';
import { nameOf } from '../protocol/name.ts';
import type { NamedOptions } from './named.ts';
import type { OrderRule } from './rrset-order.ts';

const ZONE = zoneOf(
  'own.test.',
  `@ 60 SOA ns h 1 1 1 1 1
@ 60 NS ns
ns 60 A 127.0.0.1
m 60 A 192.0.2.4
m 60 A 192.0.2.1
m 60 A 192.0.2.3
m 60 A 192.0.2.2
sub.m 60 A 192.0.2.1
sub.m 60 A 192.0.2.2
t 60 TXT a
t 60 TXT b
`,
);

/** The last digits of the addresses (or the texts) of `times` answers, in their order. */
async function orders(
  rrsetOrder: readonly OrderRule[] | undefined,
  name = 'm.own.test.',
  times = 8,
  type = 'A',
): Promise<string[]> {
  const lab = smallInternet();
  const options: Partial<NamedOptions> = {
    zones: [ZONE],
    ...(rrsetOrder === undefined ? {} : { rrsetOrder }),
  };
  lab.caching(SMALL_HINTS, {}, options);
  const seen: string[] = [];
  for (let i = 0; i < times; i++) {
    const answer = await lab.ask(name, type);
    seen.push(
      (answer?.answers ?? [])
        .map(({ rdata }) => String.fromCharCode((rdata.at(-1) ?? 0) + (type === 'A' ? 48 : 0)))
        .join(''),
    );
  }
  return seen;
}

/** Whether each is the one before, begun one record later. */
function turns(seen: readonly string[]): boolean {
  return seen.every((one, i) => i === 0 || one === `${seen[i - 1]?.slice(1)}${seen[i - 1]?.[0]}`);
}

describe('rrset-order', () => {
  test('without rules, with fixed, with none, and where no rule fits, records stand as they are kept', async () => {
    const kept = Array.from({ length: 8 }, () => '');
    const [first] = await orders(undefined);
    kept.fill(first ?? '');
    for (const rules of [
      undefined,
      [{ order: 'fixed' }],
      [{ order: 'none' }],
      [{ order: 'random', type: TYPE.AAAA }],
      [{ order: 'random', name: nameOf('other.test.') }],
      [{ order: 'none', name: nameOf('m.own.test.') }, { order: 'random' }],
    ] as const)
      expect(await orders(rules)).toEqual(kept);
    expect([...(first ?? '')].sort().join('')).toBe('1234');
  });

  test('cyclic begins with the next record each time', async () => {
    const seen = await orders([{ order: 'cyclic' }]);
    expect(new Set(seen).size).toBe(4);
    expect(turns(seen)).toBe(true);
    expect(turns(await orders([{ order: 'cyclic' }], 't.own.test.', 6, 'TXT'))).toBe(true);
  });

  test('random gives every order in the end, and the same ones for the same seed', async () => {
    const seen = await orders([{ order: 'random' }], 'm.own.test.', 200);
    expect(new Set(seen).size).toBe(24);
    expect(await orders([{ order: 'random' }], 'm.own.test.', 200)).toEqual(seen);
  });

  test('a name is that name alone, a wildcard all below it', async () => {
    const alone: OrderRule[] = [{ order: 'cyclic', name: nameOf('m.own.test.') }];
    expect(turns(await orders(alone))).toBe(true);
    expect(turns(await orders(alone, 'sub.m.own.test.'))).toBe(false);
    const below: OrderRule[] = [{ order: 'cyclic', name: nameOf('*.m.own.test.') }];
    expect(turns(await orders(below))).toBe(false);
    expect(turns(await orders(below, 'sub.m.own.test.'))).toBe(true);
  });

  test('what comes from the cache is ordered too, however often it was given', async () => {
    const lab = smallInternet();
    lab.caching(SMALL_HINTS, {}, { rrsetOrder: [{ order: 'cyclic' }], minimalResponses: 'yes' });
    const first = [];
    for (let i = 0; i < 6; i++)
      first.push((await lab.ask('tiscali.co.uk.', 'NS'))?.answers.map(({ rdata }) => rdata[3]).join());
    expect(new Set(first.slice(0, 2)).size).toBe(2);
    expect(first.slice(2)).toEqual([...first.slice(0, 2), ...first.slice(0, 2)]);
  });
});
