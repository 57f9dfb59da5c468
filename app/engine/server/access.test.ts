import { describe, expect, test } from 'vitest';
import { type DnsLab, SMALL_HINTS, smallInternet, zoneOf } from '../../testing/dns-lab.ts';
import { RCODE } from '../protocol/codes.ts';
import type { Message } from '../protocol/message.ts';
import { nameOf } from '../protocol/name.ts';
import type { AccessOptions } from './access.ts';

const ZONES = [
  zoneOf('open.test.', '@ 60 SOA a. b. 1 1 1 1 1\n@ 60 NS ns\nns 60 A 127.0.0.1\nwww 60 A 127.0.0.2\n'),
  zoneOf('alias.test.', '@ 60 SOA a. b. 1 1 1 1 1\n@ 60 NS ns.open.test.\nwww 60 CNAME www.tiscali.co.uk.\n'),
];
const EDNS = { version: 0, udpSize: 1232, dnssecOk: false, z: 0, options: [] };
const nobody = (): boolean => false;
const everybody = (): boolean => true;
const elsewhere = (address: string): boolean => address !== '127.53.0.53';

function lab(access: AccessOptions, recursion = true): DnsLab {
  const made = smallInternet();
  if (recursion) made.caching(SMALL_HINTS, {}, { zones: ZONES, access });
  else made.named(made.host('cache', '127.53.0.53'), { zones: ZONES, recursion: null, access });
  return made;
}

/** `REFUSED rd | 0/0 | EDE 18`: the response in short. */
function short(message: Message | null): string {
  if (message === null) return 'no answer';
  const rcode = Object.entries(RCODE).find(([, number]) => number === message.rcode)?.[0] ?? '';
  const flags = (['aa', 'rd', 'ra'] as const).filter((flag) => message[flag]).join(' ');
  const error = message.edns?.options.find((option) => option.code === 15)?.data[1];
  const counts = `${message.answers.length}/${message.authority.length}`;
  return `${rcode} ${flags} | ${counts}${error === undefined ? '' : ` | EDE ${error}`}`;
}

function ask(made: DnsLab, name: string, rd = true): Promise<Message | null> {
  return made.ask(name, 'A', '127.53.0.53', { flags: { rd }, edns: EDNS, limitMs: 5000 });
}

function denials(made: DnsLab): string[] {
  return made
    .journal()
    .flatMap((entry) => (entry.kind === 'log' && entry.category === 'security' ? [entry.text] : []))
    .map((text) => text.replace(/^client @0x[0-9a-f]+ 127\.53\.0\.2#\d+ /, ''));
}

describe('access (each line as named 9.18.49 gave it, with the same lists)', () => {
  test('allow-recursion that leaves a client out keeps it from the cache too', async () => {
    const made = lab({ allowRecursion: nobody });
    expect(short(await ask(made, 'foo.other.'))).toBe('REFUSED rd | 0/0 | EDE 18');
    expect(short(await ask(made, 'foo.other.', false))).toBe('REFUSED  | 0/0 | EDE 18');
    expect(short(await ask(made, 'www.open.test.'))).toBe('NOERROR aa rd | 1/0');
    expect(short(await ask(made, 'www.alias.test.'))).toBe('NOERROR aa rd | 1/0 | EDE 18');
    expect(denials(made)).toEqual([
      "(foo.other): query (cache) 'foo.other/A/IN' denied (allow-query-cache did not match)",
      "(foo.other): query (cache) 'foo.other/A/IN' denied (allow-query-cache did not match)",
      "(www.alias.test): query (cache) 'www.tiscali.co.uk/A/IN' denied (allow-query-cache did not match)",
    ]);
    expect(made.questions('cache')).toEqual([]);
  });

  test('who may see the cache and not ask for recursion is answered from the cache, with the roots where it is empty', async () => {
    const made = lab({ allowRecursion: nobody, allowQueryCache: everybody });
    expect(short(await ask(made, 'foo.other.'))).toBe('NOERROR rd | 0/2');
    expect(short(await ask(made, 'foo.other.', false))).toBe('NOERROR  | 0/2');
    expect(short(await ask(made, 'www.alias.test.'))).toBe('NOERROR aa rd | 1/2');
    expect(made.questions('cache')).toEqual([]);
  });

  test('who may have recursion and not see the cache has neither', async () => {
    const made = lab({ allowRecursion: everybody, allowQueryCache: nobody });
    expect(short(await ask(made, 'foo.other.'))).toBe('REFUSED rd | 0/0 | EDE 18');
  });

  test('allow-query is for the zones, and for all else where nothing is said of it', async () => {
    const made = lab({ allowQuery: nobody });
    expect(short(await ask(made, 'foo.other.'))).toBe('REFUSED rd | 0/0 | EDE 18');
    expect(short(await ask(made, 'www.open.test.'))).toBe('REFUSED rd | 0/0 | EDE 18');
    expect(denials(made)).toEqual([
      "(foo.other): query (cache) 'foo.other/A/IN' denied (allow-query-cache did not match)",
      "(www.open.test): query 'www.open.test/A/IN' denied",
    ]);
    const open = lab({ allowQuery: nobody, allowRecursion: everybody });
    expect(short(await ask(open, 'www.open.test.'))).toBe('REFUSED rd ra | 0/0 | EDE 18');
    expect(short(await ask(open, 'www.tiscali.co.uk.'))).toBe('NOERROR rd ra | 1/0');
  });

  test("a zone's own list goes before the server's", async () => {
    const made = lab({
      allowQuery: nobody,
      allowQueryOf: (zone) => (zone.equals(nameOf('open.test.')) ? everybody : null),
    });
    expect(short(await ask(made, 'www.open.test.'))).toBe('NOERROR aa rd | 1/0');
    expect(short(await ask(made, 'www.alias.test.'))).toBe('REFUSED rd | 0/0 | EDE 18');
  });

  test('without recursion all that is not its own is refused, and nothing said of why', async () => {
    const made = lab({}, false);
    expect(short(await ask(made, 'foo.other.'))).toBe('REFUSED rd | 0/0');
    expect(short(await ask(made, 'www.alias.test.'))).toBe('NOERROR aa rd | 1/0');
    expect(denials(made)).toEqual([]);
  });

  test('the last default is for those that no list speaks of', async () => {
    const made = lab({ otherwise: nobody });
    expect(short(await ask(made, 'www.tiscali.co.uk.'))).toBe('REFUSED rd | 0/0 | EDE 18');
    expect(short(await ask(made, 'www.open.test.'))).toBe('NOERROR aa rd | 1/0');
  });

  test('allow-query-on: the zones at some addresses of the server alone; a zone may have its own', async () => {
    const made = lab({ allowQueryOn: elsewhere });
    expect(short(await ask(made, 'www.open.test.'))).toBe('REFUSED rd ra | 0/0 | EDE 18');
    expect(short(await ask(made, 'www.tiscali.co.uk.'))).toBe('NOERROR rd ra | 1/0');
    expect(denials(made)).toEqual(['(www.open.test): query-on denied']);
    const own = lab({
      allowQueryOn: elsewhere,
      allowQueryOnOf: (zone) => (zone.equals(nameOf('open.test.')) ? everybody : null),
    });
    expect(short(await ask(own, 'www.open.test.'))).toBe('NOERROR aa rd ra | 1/0');
    expect(short(await ask(own, 'www.alias.test.'))).toBe('REFUSED rd ra | 0/0 | EDE 18');
  });

  test('allow-recursion-on and allow-query-cache-on stand in for each other', async () => {
    for (const access of [{ allowRecursionOn: elsewhere }, { allowQueryCacheOn: elsewhere }]) {
      const made = lab(access);
      expect(short(await ask(made, 'foo.other.'))).toBe('REFUSED rd | 0/0 | EDE 18');
      expect(short(await ask(made, 'www.open.test.'))).toBe('NOERROR aa rd | 1/0');
      expect(short(await ask(made, 'www.alias.test.'))).toBe('NOERROR aa rd | 1/0 | EDE 18');
      expect(denials(made)).toEqual([
        "(foo.other): query (cache) 'foo.other/A/IN' denied (allow-query-cache-on did not match)",
        "(www.alias.test): query (cache) 'www.tiscali.co.uk/A/IN' denied (allow-query-cache-on did not match)",
      ]);
    }
    const cacheOnly = lab({ allowRecursionOn: elsewhere, allowQueryCacheOn: everybody });
    expect(short(await ask(cacheOnly, 'foo.other.'))).toBe('NOERROR rd | 0/2');
    expect(cacheOnly.questions('cache')).toEqual([]);
  });

  test('blackhole: not a word, over UDP and TCP', async () => {
    const made = lab({ blackhole: (address) => address === '127.53.0.2' });
    expect(await ask(made, 'www.open.test.')).toBeNull();
    const empty = new Uint8Array(14);
    empty[1] = 12;
    const octets = await made.exchangeTcp(empty, '127.53.0.53', () => false, 5000);
    expect(octets).toHaveLength(0);
    expect(made.questions('cache')).toEqual([]);
  });

  test('blackhole: servers there are not asked; others of the zone are', async () => {
    const one = lab({ blackhole: (address) => address === '127.53.9.1' || address === '127.53.1.2' });
    expect(short(await ask(one, 'www.tiscali.co.uk.'))).toBe('NOERROR rd ra | 1/0');
    expect(one.questions('cache')).toHaveLength(3);
    expect(one.questions('cache')).toContain('www.tiscali.co.uk. A > ns2.tiscali.co.uk');
    const all = lab({ blackhole: (address) => address.startsWith('127.53.9.') });
    expect(short(await ask(all, 'www.tiscali.co.uk.'))).toBe('SERVFAIL rd ra | 0/0');
    expect(all.questions('cache').filter((asked) => asked.includes('> ns'))).toEqual([]);
  });
});
