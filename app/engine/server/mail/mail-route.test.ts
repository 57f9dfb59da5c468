import { expect, test } from 'vitest';
import { delayText } from './delay-text.ts';
import { findRoute, type MailAnswer, type MailExchanger, type MailResolver } from './mail-route.ts';
import { recipientsIn, splitMessage, withoutBcc } from './mail-text.ts';

type Told<T> = Readonly<Record<string, MailAnswer<T>>>;

/** Says of each name what a table has, and of all others that they do not exist. */
function resolver(mx: Told<MailExchanger>, addresses: Told<string>): MailResolver {
  return {
    mx: async (domain) => mx[domain] ?? { kind: 'no-name' },
    addresses: async (host) => addresses[host] ?? { kind: 'no-name' },
  };
}

const mxs = (...hosts: readonly (readonly [number, string])[]): MailAnswer<MailExchanger> => ({
  kind: 'records',
  records: hosts.map(([preference, host]) => ({ preference, host })),
});
const at = (...records: string[]): MailAnswer<string> => ({ kind: 'records', records });
const OWN = ['relay.workshop.example'];

test('hosts come in the order of their preference, all addresses of each', async () => {
  const found = await findRoute(
    resolver(
      { 'a.example': mxs([20, 'two.example'], [10, 'one.example']) },
      { 'one.example': at('127.53.1.1', '127.53.1.2'), 'two.example': at('127.53.1.3') },
    ),
    'a.example',
    OWN,
  );
  expect(found).toEqual([
    { name: 'one.example', address: '127.53.1.1' },
    { name: 'one.example', address: '127.53.1.2' },
    { name: 'two.example', address: '127.53.1.3' },
  ]);
});

test('without MX records the domain itself is the host', async () => {
  const route = await findRoute(
    resolver({ 'a.example': { kind: 'no-data' } }, { 'a.example': at('127.53.1.1') }),
    'a.example',
    OWN,
  );
  expect(route).toEqual([{ name: 'a.example', address: '127.53.1.1' }]);
});

test('where MX records could not be found out, the domain itself is not tried', async () => {
  const route = await findRoute(
    resolver({ 'a.example': { kind: 'try-again' } }, { 'a.example': at('127.53.1.1') }),
    'a.example',
    OWN,
  );
  expect(route).toMatchObject({ kind: 'deferred', dsn: '4.4.3' });
});

test('one host that may be found later is reason to wait; none that ever will, to give up', async () => {
  const list = mxs([10, 'gone.example'], [20, 'slow.example']);
  const some = resolver({ 'a.example': list }, { 'slow.example': { kind: 'try-again' } });
  expect(await findRoute(some, 'a.example', OWN)).toMatchObject({
    kind: 'deferred',
    words: expect.stringContaining('name=slow.example type=A'),
  });
  const none = resolver({ 'a.example': list }, { 'slow.example': { kind: 'no-data' } });
  expect(await findRoute(none, 'a.example', OWN)).toMatchObject({ kind: 'bounced', dsn: '5.4.4' });
  const other = resolver({ 'a.example': list }, { 'slow.example': at('127.53.1.9') });
  expect(await findRoute(other, 'a.example', OWN)).toEqual([{ name: 'slow.example', address: '127.53.1.9' }]);
});

test('a single MX of the root says that there is no mail (RFC 7505)', async () => {
  expect(await findRoute(resolver({ 'a.example': mxs([0, '']) }, {}), 'a.example', OWN)).toMatchObject({
    kind: 'bounced',
    words: 'Domain a.example does not accept mail (nullMX)',
  });
});

test('only hosts that are preferred to the relay itself are tried (RFC 5321 §5.1)', async () => {
  const mx = { 'a.example': mxs([10, 'one.example'], [20, 'Relay.Workshop.Example'], [30, 'last.example']) };
  const route = await findRoute(
    resolver(mx, { 'one.example': at('127.53.1.1'), 'last.example': at('127.53.1.2') }),
    'a.example',
    OWN,
  );
  expect(route).toEqual([{ name: 'one.example', address: '127.53.1.1' }]);
  expect(
    await findRoute(resolver({ 'a.example': mxs([5, OWN[0] as string]) }, {}), 'a.example', OWN),
  ).toMatchObject({
    kind: 'bounced',
    words: 'mail for a.example loops back to myself',
  });
});

test('delays have two digits that count', () => {
  expect([0, 4, 30, 100, 994, 1_440, 9_960, 300_600].map(delayText)).toEqual([
    '0',
    '0',
    '0.03',
    '0.1',
    '0.99',
    '1.4',
    '10',
    '301',
  ]);
});

test('headers end at the empty line; a text without any is all body', () => {
  expect(splitMessage('To: a\n b\nSubject: x\n\nbody\n')).toEqual({
    headers: 'To: a\n b\nSubject: x',
    body: 'body\n',
  });
  expect(splitMessage('hello there\n')).toEqual({ headers: '', body: 'hello there\n' });
  expect(splitMessage('\nFrom: no header\n')).toEqual({ headers: '', body: 'From: no header\n' });
  const text = 'To: A <a@x>,\n b@y\nBcc: c@z,\n d@z\nSubject: to: e@w\n\nCc: f@v\n';
  expect(recipientsIn(text)).toEqual(['a@x', 'b@y', 'c@z', 'd@z']);
  expect(withoutBcc(text)).toBe('To: A <a@x>,\n b@y\nSubject: to: e@w\n\nCc: f@v\n');
});
