/** The checkers and what they load: includes with wildcards, zones of a configuration, raw and relative zones. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, type TestContext } from 'vitest';
import { namedCheckconf } from '../../engine/tools/named/checkconf.ts';
import { namedCheckzone, namedCompilezone } from '../../engine/tools/named/checkzone.ts';
import type { Tool } from '../../engine/tools/tool.ts';
import { needsPrograms, runProgram, type Finished } from '../../testing/programs.ts';
import { realContext } from './real-context.ts';

let folder = '';

const WARNED = `$TTL 300
@ SOA ns hm 7 2 3 4 5
 NS ns
 MX 10 mail
 MX 10 alias
alias CNAME ns
_x._tcp SRV 1 2 3 alias
ns A 192.0.2.3
ns_x A 192.0.2.3
sub NS a.sub2
sub2 NS b.sub
x SPF "v=spf1"
d HIP 2 200100107B1A74DF365639CC39F1D578 AwEAAQ== A.b.
d HIP 2 200100107B1A74DF365639CC39F1D578 AwEAAQ== a.b.
`;

/** Each of its clauses in a zone of its own. */
const STRICTNESS =
  'check-names warn; check-mx fail;|check-names warn;||check-names ignore; check-mx-cname fail;|' +
  'check-names ignore; check-mx-cname ignore; check-srv-cname ignore;|check-names warn; check-srv-cname fail;|' +
  'check-names warn; check-integrity no;|check-names warn; check-sibling yes; check-spf ignore;|' +
  'check-names warn; check-dup-records fail;|check-names warn; check-dup-records ignore; check-wildcard no;|' +
  'max-zone-ttl 100;|masterfile-format raw;';

const FILES: Readonly<Record<string, string>> = {
  'd/b.conf': 'acl b { any; };\n',
  'd/a.conf': 'acl a { any; };\n',
  'd/c10.conf': 'acl c { any; };\n',
  'd/c9.conf': 'acl d { any; };\n',
  'd/.hidden.conf': 'acl h { any; };\n',
  'd/e/x.conf': 'acl e { any; };\n',
  'wrong/y.conf': 'bar;\n',
  'wrong/z.conf': 'foo;\n',
  'good.db': '$TTL 300\n@ SOA ns hm 7 2 3 4 5\n NS ns\nns A 192.0.2.1\n',
  'bad.db': '$TTL 300\n@ SOA ns hm 7 2 3 4 5\n NS ns\nns A 192.0.2.300\n',
  'no-servers.db': '$TTL 300\n@ SOA ns hm 7 2 3 4 5\nns A 192.0.2.3\n',
  'warned.db': WARNED,
  'journal.db': '@ 300 SOA ns hm 7 2 3 4 5\n 300 NS ns.test.\n',
  'journal.db.jnl': 'x'.repeat(100),
  'tree.db':
    '$TTL 300\n@ SOA ns hm 7 1h 3 4w 5\n NS ns\n NS ns.elsewhere.test.\nns A 192.0.2.1\nb.a 60 TXT "x y"\n' +
    '*.c MX 10 ns\nc 120 A 192.0.2.4\n 120 A 192.0.2.5\nd.e.f A 192.0.2.6\ng.e.f CNAME d.e.f\nfoo.*.w TXT a\n' +
    'h HINFO a b\n  A 192.0.2.7\n  TXT "z"\nk DNSKEY 257 3 8 AwEAAQ==\n',
  'zones.conf':
    'options { directory "FOLDER"; };\n' +
    STRICTNESS.split('|')
      .map((clauses, i) => `zone "X${i}.test." { type primary; file "warned.db"; ${clauses} };\n`)
      .join('') +
    ['bad', 'no-servers', 'gone', 'empty', 'journal']
      .map((name) => `zone "${name}.test" in { type MASTER; file "${name}.db"; };\n`)
      .join('') +
    'zone "folder.test" { type primary; file "d"; };\nzone "." { type hint; file "nosuch"; };\n' +
    'zone "s.test" { type secondary; primaries { 192.0.2.1; }; file "s.db"; };\n',
  'empty.db': '',
  'views.conf':
    'options { directory "FOLDER"; check-names primary fail; check-sibling yes; };\n' +
    'view "a" { check-names master ignore; zone "x.test" { type primary; file "warned.db"; }; };\n' +
    'view "b" { zone "x.test" { in-view a; }; zone "y.test" { type primary; file "good.db"; }; };\n' +
    'view "c" { check-integrity no; zone "." { type redirect; file "good.db"; }; zone "z.test" { type primary; file "warned.db"; }; };\n',
};

const INCLUDES = [
  'include "d/[ab].conf";',
  'include "d/*.conf";',
  'include "d/c?.conf";',
  'include "d/c*.conf"; include "d/[!ac]*.conf";',
  'include "d/none*";',
  'include "d/*/*";',
  'include "*/a.conf";',
  'include "d/*";',
  'include "d/.*.conf";',
  'include "d/[a.conf";',
  'include "d/\\*.conf";',
  'options { include "d/*.conf"; };',
  '\n\ninclude "wrong/*.conf"; acl after { any; };',
  'include "links/*";',
  'options { directory "FOLDER/d"; };\ninclude "[a-b].conf";',
];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rootwalk-checkers-'));
  const put = (name: string, text: string): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text.replaceAll('FOLDER', folder));
  };
  for (const [name, text] of Object.entries(FILES)) put(name, text);
  INCLUDES.forEach((text, i) =>
    put(`include${i}.conf`, text.replaceAll(/"(?!FOLDER|\[a-b)/g, '"FOLDER/').replaceAll('"FOLDER/;', '";')),
  );
  put('links/a', 'acl link { any; };\n');
  symlinkSync('nowhere', join(folder, 'links/b'));
});

afterAll(() => rmSync(folder, { recursive: true }));

const TOOLS: Readonly<Record<string, Tool>> = {
  'named-checkconf': namedCheckconf,
  'named-checkzone': namedCheckzone,
  'named-compilezone': namedCompilezone,
};

/** FOLDER stands for the folder of the files. */
async function both(context: TestContext, line: string): Promise<[Finished, Finished]> {
  needsPrograms(context, 'named-checkconf', 'named-checkzone', 'named-compilezone');
  const [program = '', ...args] = line.replaceAll('FOLDER', folder).split(' ');
  let out = '';
  let err = '';
  const status = await (TOOLS[program] as Tool)({
    ...realContext(args, new AbortController().signal),
    out: (text) => void (out += text),
    err: (text) => void (err += text),
  });
  return [{ status, out, err }, await runProgram(program, args)];
}

describe("says what BIND's say", () => {
  for (const line of [
    ...INCLUDES.map((_, i) => `named-checkconf -p FOLDER/include${i}.conf`),
    ...['-z', '-zj', '-zl', '-zp'].map((words) => `named-checkconf ${words} FOLDER/zones.conf`),
    'named-checkconf -z FOLDER/views.conf',
    'named-checkzone -j -i local journal.test FOLDER/journal.db',
    'named-compilezone -i local -s relative -o - x.test FOLDER/tree.db',
    'named-compilezone -i local -s full -o - x.test FOLDER/tree.db',
    'named-compilezone -i local -o FOLDER/written.db x.test FOLDER/tree.db',
    'named-checkzone -i local -m fail x.test FOLDER/warned.db',
    'named-checkzone -f raw x.test FOLDER/tree.db',
  ])
    test(line, async (context) => {
      const [ours, theirs] = await both(context, line);
      expect(ours).toEqual(theirs);
    });
});

describe('the raw format', () => {
  const compile = (format: string, file: string): string =>
    `named-compilezone -i local -F ${format} -o FOLDER/${file} x.test FOLDER/tree.db`;

  /** The time at which it was written aside. */
  const written = (file: string): string => {
    const octets = readFileSync(join(folder, file));
    return octets.fill(0, 8, 12).toString('hex');
  };

  for (const format of ['raw', 'raw=0', 'raw=1', 'raw=1 -L 4000000000'])
    test(`-F ${format} writes the same octets`, async (context) => {
      await both(context, compile(format, 'theirs.raw'));
      const theirs = written('theirs.raw');
      const args = compile(format, 'ours.raw').replaceAll('FOLDER', folder).split(' ').slice(1);
      const silent = { out: () => undefined, err: () => undefined };
      expect(await namedCompilezone({ ...realContext(args, new AbortController().signal), ...silent })).toBe(
        0,
      );
      expect(written('ours.raw')).toBe(theirs);
    });

  test('what BIND wrote is read, for its zone and class alone, and whole', async (context) => {
    await both(context, compile('raw', 'read.raw'));
    const octets = readFileSync(join(folder, 'read.raw'));
    writeFileSync(join(folder, 'cut.raw'), octets.subarray(0, octets.length - 5));
    for (const words of [
      'x.test FOLDER/read.raw',
      'y.test FOLDER/read.raw',
      '-c CH x.test FOLDER/read.raw',
      'x.test FOLDER/cut.raw',
      '-l 100 x.test FOLDER/read.raw',
    ]) {
      const [ours, theirs] = await both(context, `named-checkzone -i local -D -f raw ${words}`);
      expect(ours, words).toEqual(theirs);
    }
  });
});
