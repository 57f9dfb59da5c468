/** What a dropped configuration makes of a client's question, and its outline: by itself, and in its folder. */
import { expect, test } from 'vitest';
import { Reader } from '../reader.ts';
import type {
  ClientAsked,
  FromReader,
  ReaderMethod,
  ReaderParams,
  ReaderResult,
} from '../../../reader-contract.ts';

/** A reader with its replies as promises. */
function reading() {
  const waiting = new Map<number, (message: FromReader) => void>();
  const reader = new Reader((message) => message.type === 'reply' && waiting.get(message.id)?.(message));
  let id = 0;
  return async <M extends ReaderMethod>(method: M, params: ReaderParams<M>): Promise<ReaderResult<M>> => {
    const number = ++id;
    const reply = await new Promise<FromReader>((resolve) => {
      waiting.set(number, resolve);
      reader.hear({ type: 'request', id: number, method, params });
    });
    if (reply.type !== 'reply' || !reply.ok)
      throw new Error(reply.type === 'reply' && !reply.ok ? reply.error.message : '');
    // A reply's result is that of its method: the contract says so.
    return reply.result as ReaderResult<M>;
  };
}

const ASKED: ClientAsked = {
  client: '10.1.2.3',
  name: 'www.example.com',
  type: 'A',
  key: null,
  server: '',
};

const CONFIGURATION = `acl inside { 10.0.0.0/8; localnets; };
view "inner" {
	match-clients { inside; };
	allow-recursion { inside; };
	zone "example.com" { type primary; file "/etc/bind/db.inner"; };
	forwarders { 192.0.2.1; 192.0.2.2 port 5353; };
	forward only;
};
view "outer" {
	recursion no;
	zone "example.com" { type secondary; primaries { 192.0.2.9; }; file "s/example.com"; };
};
`;

async function byItself(text: string, asked: Partial<ClientAsked>) {
  const ask = reading();
  const { document } = await ask('open', { name: 'named.conf', content: new Blob([text]) });
  return ask('applies', { document, folder: null, path: 'named.conf', asked: { ...ASKED, ...asked } });
}

test('a named.conf by itself tells view, lists, zone and forwarders; what its zone files hold is not made up', async () => {
  expect(await byItself(CONFIGURATION, {})).toMatchObject({
    kind: 'applies',
    view: 'inner',
    summary:
      'Zone example.com answers, with authority. Its file /etc/bind/db.inner is not here, so what it holds cannot be told.',
    missing: [],
    steps: [
      {
        title: 'view inner: match-clients',
        verdict: 'yes',
        place: { path: 'named.conf', line: 3 },
        elements: [{ text: 'inside', matched: true }],
      },
      { title: 'view inner', place: { path: 'named.conf', line: 2 } },
      { title: 'zone example.com', place: { path: 'named.conf', line: 5 } },
      { title: 'allow-query', verdict: 'yes' },
    ],
  });
  expect(await byItself(CONFIGURATION, { name: 'www.isc.org' })).toMatchObject({
    view: 'inner',
    summary: 'The forwarders of everything are asked: 192.0.2.1, 192.0.2.2 port 5353; or the cache has it.',
  });
  expect(await byItself(CONFIGURATION, { client: '198.51.100.7' })).toMatchObject({
    view: 'outer',
    summary:
      'Zone example.com answers, with authority. What it holds comes from its primaries and is not here.',
  });
  expect(await byItself(CONFIGURATION, { client: '198.51.100.7', name: 'x.test' })).toMatchObject({
    summary: 'No zone here has the name, and “recursion no” leaves it at that: REFUSED.',
  });
});

test('what is included and not here is told', async () => {
  const text = 'include "/etc/bind/else.conf";\nzone "example.com" { type primary; file "db"; };\n';
  expect(await byItself(text, { client: '127.0.0.1' })).toMatchObject({
    missing: ['/etc/bind/else.conf'],
    summary: expect.stringContaining('Its file db is not here') as string,
  });
});

test('Debian’s configuration is told without the root hints, which lie in another package', async () => {
  const text = 'zone "." { type hint; file "/usr/share/dns/root.hints"; };\n';
  expect(await byItself(text, { client: '127.0.0.1' })).toMatchObject({
    summary: 'The answer is sought from the root servers down, or comes out of the cache.',
    missing: [],
  });
});

test('localnets are those of the server’s address, which can be set', async () => {
  const client = '192.0.2.77';
  expect(await byItself(CONFIGURATION, { client })).toMatchObject({ view: 'outer' });
  expect(await byItself(CONFIGURATION, { client, server: '192.0.2.53/24' })).toMatchObject({ view: 'inner' });
  expect(await byItself(CONFIGURATION, { client, server: '192.0.2.53' })).toMatchObject({ view: 'outer' });
  expect(await byItself(CONFIGURATION, { server: '192.0.2.53/33' })).toEqual({
    kind: 'problem',
    why: 'The server needs an address, such as 192.0.2.53 or 192.0.2.53/24.',
  });
  expect(await byItself('options { recurson no; };', {})).toEqual({
    kind: 'problem',
    why: "The configuration cannot be used: named.conf:1: unknown option 'recurson'",
  });
  expect(await byItself(CONFIGURATION, { client: 'me' })).toMatchObject({ kind: 'problem' });
});

const SOA = '$TTL 1h\n@ SOA ns h 7 1d 2h 4w 1h\n@ NS ns\nns A 192.0.2.1\n';
/** An /etc/bind with a wildcard include, an alias from one zone into another, and a file that nothing includes. */
const FOLDER: Readonly<Record<string, string>> = {
  'named.conf': 'include "/etc/bind/named.conf.options";\ninclude "/etc/bind/zones.d/*.conf";\n',
  'named.conf.options':
    'acl office { 10.1.0.0/16; };\noptions {\n\tdirectory "/var/cache/bind";\n\tallow-query { office; };\n};\n',
  'zones.d/a.conf': 'zone "example.com" { type primary; file "/etc/bind/db.com"; };\n',
  'zones.d/b.conf':
    'zone "example.net" { type primary; file "/etc/bind/db.net"; };\nzone "no.test" { type primary; file "/etc/bind/db.no"; };\n',
  'db.com': `${SOA}www CNAME www.example.net.\nfar CNAME x.no.test.\n$INCLUDE /etc/bind/more\n`,
  'db.net': `${SOA}www A 192.0.2.7\n`,
  more: 'deep A 192.0.2.8\n',
  'old.conf': 'zone "old.test" { type forward; forwarders { 192.0.2.3; }; };\n',
};

async function inFolder(path: string | null, asked: Partial<ClientAsked>) {
  const ask = reading();
  const files = Object.entries(FOLDER).map(([name, text]) => ({ path: name, content: new Blob([text]) }));
  const { document: folder } = await ask('openFolder', { name: 'bind', files });
  const shown =
    path === null
      ? null
      : await ask('open', { name: path.replace(/^.*\//, ''), content: new Blob([FOLDER[path] ?? '']) });
  const place = { document: shown?.document ?? null, folder };
  return {
    told: await ask('applies', { ...place, path: path ?? '', asked: { ...ASKED, ...asked } }),
    outline: await ask('outline', place),
  };
}

test('in a folder includes and zone files are followed, aliases from zone to zone too', async () => {
  expect((await inFolder(null, {})).told).toMatchObject({
    kind: 'applies',
    summary: 'The answer comes from zone example.com, with authority.',
    missing: [],
    steps: [
      { title: 'zone example.com', place: { path: 'zones.d/a.conf', line: 1 } },
      { title: 'allow-query', verdict: 'yes', place: { path: 'named.conf.options', line: 4 } },
    ],
  });
  const { told } = await inFolder('zones.d/b.conf', { name: 'deep.example.com' });
  expect(told).toMatchObject({ summary: 'The answer comes from zone example.com, with authority.' });
  expect((await inFolder(null, { name: 'far.example.com' })).told).toMatchObject({
    summary:
      'Zone no.test answers, with authority. Its file /etc/bind/db.no is not here, so what it holds cannot be told.',
  });
  expect((await inFolder(null, { client: '10.2.0.1' })).told).toMatchObject({
    summary: expect.stringContaining('REFUSED') as string,
  });
});

test('a file that the folder’s named.conf does not come to is read by itself', async () => {
  expect((await inFolder('old.conf', { name: 'x.old.test', client: '127.0.0.1' })).told).toMatchObject({
    summary: expect.stringContaining('The forwarders of zone old.test are asked: 192.0.2.3') as string,
  });
});

test('the outline of a folder is that of its whole configuration, of a file its own', async () => {
  const { outline } = await inFolder(null, {});
  expect(outline.map(({ kind, name, path, line, level }) => [kind, name, path, line, level])).toEqual([
    ['include', '/etc/bind/named.conf.options', 'named.conf', 1, 0],
    ['acl', 'office', 'named.conf.options', 1, 1],
    ['options', '', 'named.conf.options', 2, 1],
    ['include', '/etc/bind/zones.d/*.conf', 'named.conf', 2, 0],
    ['zone', 'example.com', 'zones.d/a.conf', 1, 1],
    ['zone', 'example.net', 'zones.d/b.conf', 1, 1],
    ['zone', 'no.test', 'zones.d/b.conf', 2, 1],
  ]);
  expect((await inFolder('zones.d/b.conf', {})).outline.map(({ name, path }) => [name, path])).toEqual([
    ['example.net', ''],
    ['no.test', ''],
  ]);
});

test('of 5,000 zones with a file each only those are read that the question comes to', async () => {
  const ask = reading();
  const zones = Array.from({ length: 5000 }, (_, i) => `z${i}.test`);
  let read = 0;
  class Counted extends Blob {
    override arrayBuffer(): Promise<ArrayBuffer> {
      read++;
      return super.arrayBuffer();
    }
  }
  const files = zones.map((zone) => ({ path: zone, content: new Counted([`${SOA}www A 192.0.2.7\n`]) }));
  const main = zones.map((zone) => `zone "${zone}" { type primary; file "/etc/bind/${zone}"; };\n`).join('');
  files.push({ path: 'named.conf', content: new Counted([main]) });
  const { document: folder } = await ask('openFolder', { name: 'bind', files });
  const asked = { ...ASKED, name: 'www.z4711.test' };
  const told = await ask('applies', { document: null, folder, path: '', asked });
  expect(told).toMatchObject({ summary: 'The answer comes from zone z4711.test, with authority.' });
  expect(read).toBeLessThan(5);
  expect(await ask('outline', { document: null, folder })).toHaveLength(5000);
});
