/** Configurations, zone files, folders and archives of the person's own computer, as the window's worker reads them. */
import { packTar } from 'modern-tar';
import { expect, test } from 'vitest';
import type {
  DocumentInfo,
  FromReader,
  ReaderMethod,
  ReaderParams,
  ReaderResult,
} from '../../../reader-contract.ts';
import { needsPrograms, runProgram } from '../../../testing/programs.ts';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Reader } from '../reader.ts';
import { safePath } from './gathered.ts';
import { guessOrigin } from './zone-origin.ts';

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

async function opened(name: string, text: string) {
  const ask = reading();
  const info: DocumentInfo = await ask('open', { name, content: new Blob([text]) });
  const check = (origin: string | null = null) =>
    ask('check', { document: info.document, folder: null, path: name, origin });
  return { info, check };
}

const SOA = '@ 3600 IN SOA ns hostmaster 7 1d 2h 4w 1h\n@ 3600 IN NS ns\nns 3600 IN A 192.0.2.1\n';

test('a named.conf by itself has named-checkconf’s messages at their lines, and says what it could not follow', async () => {
  const { info, check } = await opened(
    'named.conf',
    'include "/etc/bind/named.conf.local";\noptions {\n\trecurson no;\n};\n',
  );
  expect(info.kind).toBe('named.conf');
  expect(await check()).toEqual({
    problems: [{ line: 3, column: 2, severity: 'error', message: "unknown option 'recurson'", file: '' }],
    said: [],
    missing: ['/etc/bind/named.conf.local'],
    origin: null,
  });
});

test('a zone file’s name is guessed, can be set, and decides what is wrong with it', async () => {
  const { info, check } = await opened('db.example.org', `${SOA}www.example.org. 60 IN A 192.0.2.9\n`);
  expect(info.kind).toBe('zone');
  expect(await check()).toEqual({
    problems: [],
    said: ['zone example.org/IN: loaded serial 7'],
    missing: [],
    origin: { name: 'example.org.', from: 'name' },
  });
  const other = await check('example.net');
  expect(other.origin).toEqual({ name: 'example.net.', from: 'asked' });
  expect(other.problems).toContainEqual(
    expect.objectContaining({
      line: 4,
      severity: 'warning',
      message: expect.stringContaining('out-of-zone') as string,
    }),
  );
  expect((await check('a..b')).said).toEqual(["'a..b.' is no name of a zone"]);
});

test('what a zone file says of its name comes before what it is called', () => {
  const named = (name: string, text = '@ SOA a b 1 1 1 1 1\n') => guessOrigin(name, text);
  expect(named('x.zone', 'example.net. IN SOA a b 1 1 1 1 1\n')).toEqual({
    name: 'example.net.',
    from: 'SOA',
  });
  expect(named('x.zone', '$ORIGIN net.\n$TTL 5\nexample 3600 IN SOA a b 1 1 1 1 1\n')).toEqual({
    name: 'example.net.',
    from: '$ORIGIN',
  });
  expect(named('db.192.0.2').name).toBe('2.0.192.in-addr.arpa.');
  expect(named('db.local').name).toBe('localhost.');
  expect(named('example.com.hosts').name).toBe('example.com.');
  expect(named('zone1')).toEqual({ name: 'example.com.', from: 'nothing' });
});

/** An /etc/bind, as it would be dropped; two mistakes in it. */
const FOLDER: Readonly<Record<string, string>> = {
  'named.conf': 'include "/etc/bind/named.conf.options";\ninclude "/etc/bind/more/zones.conf";\n',
  'named.conf.options':
    'options {\n\tdirectory "/var/cache/bind";\n\trecursion yes;\n};\nacl inside { 192.0.2.0/24; };\n',
  'more/zones.conf':
    'zone "good.test" { type primary; file "/etc/bind/more/db.good"; allow-query { inside; }; };\nzone "bad.test" { type primary; file "/etc/bind/more/db.bad"; };\n',
  'more/db.good': `$TTL 1h\n${SOA}$INCLUDE /etc/bind/more/hosts\n`,
  'more/hosts': 'www A 192.0.2.7\n',
  'more/db.bad': `$TTL 1h\n${SOA}www A 192.0.2.777\n`,
};

async function folder() {
  const ask = reading();
  const files = Object.entries(FOLDER).map(([path, text]) => ({ path, content: new Blob([text]) }));
  const { document: number } = await ask('openFolder', { name: 'bind', files });
  const check = async (path: string) => {
    const content = new Blob([FOLDER[path] ?? '']);
    const { document } = await ask('open', { name: path.replace(/^.*\//, ''), content });
    return ask('check', { document, folder: number, path, origin: null });
  };
  return { ask, number, check };
}

test('in a folder, includes are followed to their files, wherever on the server they say that they lie', async () => {
  const { check } = await folder();
  expect(await check('more/zones.conf')).toMatchObject({ problems: [], missing: [] });
  expect(await check('more/db.good')).toMatchObject({
    origin: { name: 'good.test.', from: 'configuration' },
    said: ['zone good.test/IN: loaded serial 7'],
  });
  expect((await check('more/db.bad')).problems).toEqual([
    expect.objectContaining({
      line: 5,
      severity: 'error',
      message: expect.stringContaining('bad dotted quad') as string,
    }),
  ]);
});

test('an $INCLUDE of a zone file leads to its file', async () => {
  const { ask, number } = await folder();
  const text = FOLDER['more/db.good'] ?? '';
  const { document } = await ask('open', { name: 'db.good', content: new Blob([text]) });
  const place = { document, folder: number, path: 'more/db.good', origin: null };
  const offset = text.indexOf('hosts');
  expect(await ask('target', { ...place, offset })).toEqual({ path: 'more/hosts', line: 1 });
  expect(await ask('target', { ...place, offset: 3 })).toBeNull();
});

test('the folder’s report is named-checkconf -z’s, each line with its place', async (context) => {
  const { ask, number } = await folder();
  const report = await ask('checkFolder', { document: number, main: null });
  expect(report).toMatchObject({ main: 'named.conf', status: 1, missing: [], supposed: ['/var/cache/bind'] });
  expect(report.lines).toContainEqual({
    text: expect.stringMatching(/more\/db\.bad:5: .*bad dotted quad/) as string,
    place: { path: 'more/db.bad', line: 5 },
  });
  needsPrograms(context, 'named-checkconf');
  // The real one, where the folder lies as it says.
  const place = mkdtempSync(join(tmpdir(), 'rootwalk-folder-'));
  try {
    for (const [path, text] of Object.entries(FOLDER)) {
      const to = join(place, 'etc/bind', path);
      mkdirSync(dirname(to), { recursive: true });
      writeFileSync(to, text.replaceAll('/etc/bind', join(place, 'etc/bind')));
    }
    const judged = await runProgram('named-checkconf', ['-z', join(place, 'etc/bind/named.conf')]);
    const lines = (judged.out + judged.err)
      .replaceAll(place, '')
      .split('\n')
      .filter((line) => line !== '');
    expect(report.lines.map(({ text }) => text).sort()).toEqual(lines.sort());
    expect(report.status).toBe(judged.status);
  } finally {
    rmSync(place, { recursive: true });
  }
});

test('a folder without named.conf is told so', async () => {
  const ask = reading();
  const { document } = await ask('openFolder', {
    name: 'x',
    files: [{ path: 'a', content: new Blob(['b']) }],
  });
  expect(await ask('checkFolder', { document, main: null })).toMatchObject({ main: null, lines: [] });
});

test('a tar that is packed is unpacked as it was, also gzipped', async () => {
  const ask = reading();
  const long = `${'deep/'.repeat(40)}db.example`;
  const entry = (path: string, text: string) =>
    ({ path, kind: 'file', mode: 0o640, modified: 0, target: '', content: new Blob([text]) }) as const;
  const archive = await ask('pack', {
    form: 'tar',
    entries: [
      { path: 'more', kind: 'folder', mode: 0o755, modified: 0, target: '', content: null },
      entry('more/db.good', 'x'),
      entry(long, 'long'),
      { path: 'link', kind: 'link', mode: 0o777, modified: 0, target: 'more/db.good', content: null },
    ],
  });
  const read = async (content: Blob) => {
    const { files, left } = await ask('unpack', { name: 'a.tar', content });
    return {
      files: await Promise.all(files.map(async ({ path, content: text }) => [path, await text.text()])),
      left,
    };
  };
  const expected = {
    files: [
      ['more/db.good', 'x'],
      [long, 'long'],
    ],
    left: ['link: it is a link'],
  };
  expect(await read(archive)).toEqual(expected);
  const gzip = archive.stream().pipeThrough(new CompressionStream('gzip'));
  const gzipped = await new Response(gzip as unknown as ReadableStream).blob();
  expect(await ask('open', { name: 'a.tgz', content: gzipped })).toMatchObject({ kind: 'archive' });
  expect(await ask('open', { name: 'a', content: archive })).toMatchObject({ kind: 'archive' });
  expect(await read(gzipped)).toEqual(expected);
});

test('a hostile tar puts nothing outside, and what is none is refused in words', async () => {
  const ask = reading();
  const names = [
    '../up',
    '/etc/passwd',
    'a/../../b',
    'ok/../x',
    'C:\\x',
    'a\\..\\b',
    'line\nfeed',
    '<b>bold',
  ];
  const tar = await packTar(names.map((name) => ({ header: { name, size: 1, type: 'file' }, body: 'x' })));
  const { files, left } = await ask('unpack', { name: 'h.tar', content: new Blob([new Uint8Array(tar)]) });
  expect(files.map(({ path }) => path)).toEqual(['<b>bold']);
  expect(left).toHaveLength(7);
  expect(left.join('')).not.toContain('\n');
  const junk = ask('unpack', { name: 'junk.tar', content: new Blob(['no archive '.repeat(100)]) });
  await expect(junk).rejects.toThrow('junk.tar cannot be taken apart as a tar archive');
  for (const name of ['', '.', '..', './..', '//']) expect(safePath(name), name).toBeNull();
  expect(safePath('./a//b/')).toBe('a/b');
});

test('an archive of /etc/bind is the folder itself, from wherever it was packed', async () => {
  const ask = reading();
  const names = ['./etc/bind/', './etc/bind/named.conf', './etc/bind/zones/db', './etc/bind/zones/db'];
  const tar = await packTar(
    names.map((name, at) => {
      const type = name.endsWith('/') ? 'directory' : 'file';
      return type === 'file'
        ? { header: { name, size: 1, type }, body: String(at) }
        : { header: { name, size: 0, type } };
    }),
  );
  const { files, left } = await ask('unpack', { name: 'b.tar', content: new Blob([new Uint8Array(tar)]) });
  expect(files.map(({ path }) => path)).toEqual(['named.conf', 'zones/db']);
  expect(await files[1]?.content.text()).toBe('3');
  expect(left).toEqual(['etc/bind/zones/db: it is there twice; the later one is taken']);
});

test('a word of a configuration is explained, and leads to where its name is made, in another file of its folder too', async () => {
  const ask = reading();
  const main = 'include "/etc/bind/acls.conf";\noptions {\n\tallow-query { trusted; };\n};\n';
  const files = [
    { path: 'named.conf', content: new Blob([main]) },
    { path: 'acls.conf', content: new Blob(['# who may\nacl trusted { 10.0.0.0/8; };\n']) },
  ];
  const { document: folder } = await ask('openFolder', { name: 'etc', files });
  const { document } = await ask('open', { name: 'named.conf', content: new Blob([main]) });
  const at = (word: string) => ({
    ...{ document, folder, path: 'named.conf', origin: null },
    offset: main.indexOf(word) + 1,
  });
  expect(await ask('tip', at('allow-query'))).toMatchObject({
    title: 'allow-query',
    from: main.indexOf('allow-query'),
  });
  expect(await ask('tip', at('trusted'))).toMatchObject({
    title: 'acl trusted',
    facts: [{ label: 'Defined', text: 'acls.conf, line 2' }],
  });
  expect(await ask('target', at('trusted'))).toEqual({ path: 'acls.conf', line: 2 });
  expect(await ask('target', at('/etc/bind'))).toEqual({ path: 'acls.conf', line: 1 });
  expect(await ask('target', { ...at('trusted'), folder: null, path: 'named.conf' })).toBe(null);
});

test('a field of a zone file’s SOA is explained with its time in words', async () => {
  const ask = reading();
  const text = `$ORIGIN example.test.\n${SOA}`;
  const { document } = await ask('open', { name: 'db.example', content: new Blob([text]) });
  const place = { document, folder: null, path: 'db.example', origin: null, offset: text.indexOf('1d') + 1 };
  const tip = await ask('tip', place);
  expect(tip?.title).toMatch(/refresh/i);
  expect(JSON.stringify(tip)).toContain('86400 s: 1 d');
  expect(await ask('target', place)).toBe(null);
});
