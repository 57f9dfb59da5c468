/** named.conf read; messages as named-checkconf 9.18 gives them for the same text. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildParserFile } from '@lezer/generator';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../random.ts';
import { needsPrograms, runProgram } from '../../testing/programs.ts';
import { grammarProblems } from './grammar-problems.ts';
import { parseNamedConf } from './language/named-conf-language.ts';
import { matcherOf, type MatchElement } from './match-list.ts';
import { readNamedConf } from './named-conf.ts';
import { configLine } from './syntax.ts';

const at = (file: string): string => readFileSync(join(import.meta.dirname, file), 'utf8');
const read = (text: string) => readNamedConf(text, { fileName: 'named.conf' });

test('the generated parser is the grammar’s', () => {
  const made = buildParserFile(at('named-conf.grammar'), { typeScript: true });
  expect(at('named-conf-parser.ts').trim()).toBe(made.parser.trim());
  expect(at('named-conf-parser.terms.ts').trim()).toBe(made.terms.trim());
});

/** BIND's own files, where they lie beside the repository. */
const CORPUS = join(import.meta.dirname, '../../../../shared/oracles/bind/corpus/bin/tests/system/checkconf');

const FORMS = [
  'a-b/c "x\\"y\nz" ! { b; !c; { }; } /* c */ d // e\n; f # g\n h;',
  'zone "x" { type primary; file "a/b"; }; zone x/y in { type hint; file "c#d"; };',
  'options { listen-on port 53 { !10.0.0.1; 10/8; ::1/128; }; cookie-secret "0123"; };',
  'dyndb "x" "y" { any "thing{" at all; }; plugin query "p.so" { };',
  'acl a{!b;};acl b{any;};/**/acl c{/* x */none;};',
  'options{max-cache-size 50%;directory"/tmp";};',
];

test('where the language reads a text, the editor’s grammar finds nothing to mend', () => {
  const files = existsSync(CORPUS) ? readdirSync(CORPUS, { recursive: true, encoding: 'utf8' }) : [];
  const texts = [...FORMS, ...MISTAKES];
  for (const file of files)
    if (/\.conf(?:\.in)?$/.test(file)) texts.push(readFileSync(join(CORPUS, file), 'latin1'));
  let read = 0;
  for (const text of texts) {
    const { diagnostics } = parseNamedConf(text, {
      fileName: 'named.conf',
      readInclude: () => ({ text: '' }),
    });
    // Words that have no place are none of the grammar's business.
    const broken = diagnostics.some(
      ({ severity, message }) => severity === 'error' && !/^unknown option|redefined near/.test(message),
    );
    if (broken) continue;
    read++;
    expect.soft(grammarProblems(text), text).toEqual([]);
  }
  expect(read).toBeGreaterThan(FORMS.length + 20);
});

test('a caching server’s configuration, with all forms of comments', () => {
  const { options, zones, acls, diagnostics } = read(`
    // who may ask
    acl trusted { 10.0.0.0/8; !10.9.9.9; fd00::/8; }; # networks
    /* the
       options */
    options {
      directory "/var/cache/bind";
      listen-on port 5353 { 127.0.0.1; 10/8; }; listen-on-v6 { none; };
      recursion yes; allow-query { trusted; localhost; };
      forwarders { 192.0.2.1; 192.0.2.2 port 5300; }; forward only;
      max-cache-ttl 1d12h; max-cache-size 64m; minimal-responses no-auth; querylog yes;
      dnssec-validation no;
    };
    zone "." { type hint; file "root.hints"; };
    zone "example.com" IN { type master; file "example.com.zone"; allow-query { any; }; };
    zone "corp.test" { type forward; forwarders { 10.0.0.53; }; };
  `);
  expect(diagnostics).toEqual([]);
  expect(options).toMatchObject({
    directory: '/var/cache/bind',
    recursion: true,
    forwarders: [{ address: '192.0.2.1' }, { address: '192.0.2.2', port: 5300 }],
    forward: 'only',
    'max-cache-ttl': 129_600,
    'max-cache-size': { octets: 64 * 1024 * 1024 },
    'minimal-responses': 'no-auth',
    querylog: true,
  });
  expect(options['listen-on']?.[0]?.port).toBe(5353);
  expect(zones.map(({ name, type, file }) => [name.toRelaxedString(), type, file])).toEqual([
    ['.', 'hint', 'root.hints'],
    ['example.com', 'primary', 'example.com.zone'],
    ['corp.test', 'forward', undefined],
  ]);
  expect([...acls.keys()]).toEqual(['trusted']);
});

describe('address match lists', () => {
  const local: { localhost: MatchElement[]; localnets: MatchElement[] } = {
    localhost: [{ kind: 'network', not: false, octets: new Uint8Array([127, 0, 0, 1]), length: 32 }],
    localnets: [],
  };
  const allows = (list: string, address: string): boolean => {
    const { options, acls, errors } = read(
      `acl inner { !10.1.1.1; 10.1.0.0/16; }; options { allow-query { ${list} }; };`,
    );
    expect(errors).toBe(0);
    return matcherOf(options['allow-query'] ?? [], acls, local)(address);
  };

  test('the first element that matches decides', () => {
    expect(allows('!10.0.0.1; 10/8;', '10.0.0.1')).toBe(false);
    expect(allows('!10.0.0.1; 10/8;', '10.0.0.2')).toBe(true);
    expect(allows('10/8; !10.0.0.1;', '10.0.0.1')).toBe(true);
    expect(allows('10/8;', '11.0.0.1')).toBe(false);
    expect(allows('fd00::/8;', 'fd12::1')).toBe(true);
    expect(allows('none;', '10.0.0.1')).toBe(false);
    expect(allows('localhost;', '127.0.0.1')).toBe(true);
  });

  test('a no of a list within leaves the question to the elements after it', () => {
    expect(allows('inner; any;', '10.1.1.1')).toBe(true);
    expect(allows('inner;', '10.1.1.1')).toBe(false);
    expect(allows('!inner; any;', '10.1.2.3')).toBe(false);
    expect(allows('!{ 10.2.0.0/16; }; any;', '10.2.0.1')).toBe(false);
  });
});

/** Texts with one mistake each. */
const MISTAKES = [
  'fo#c d\n{};',
  'options { foo#c yes; };',
  'options { recursion y/*c*/es; };',
  'options { fo//c d\n no; };',
  'options { fo/**/ };',
  'options { recursion yes\n allow-query { any; }; };\n',
  'options { foo yes; };\n',
  'options { recursion maybe; };\n',
  'options { recursion yes; \n',
  'options { recursion yes; }\nzone "x" { type primary; file "x"; };',
  'options { recursion yes; } };\n',
  'options { recursion yes }; ',
  'options { }',
  'options { allow-query { nosuch; }; };\n',
  'options { port 99999; };\n',
  'options { max-cache-ttl abc; };\n',
  'options { max-ncache-ttl 8d; };\n',
  'options { forward maybe; };',
  'zone "x" { file "x"; };\n',
  'zone "x" { type primary; };\n',
  'zone "x" { type foo; };\n',
  'zone "b" { type stub; };',
  'zone "." { type hint; };',
  'zone "s" { type secondary; };',
  '\n\nzone "x" { type primary; file "x"; bar no; };\n',
  'options { recursion yes; recursion no; };\n',
  'options {}; options {};\n',
  'acl a { 10.2.3.4; };\nacl a { any; };\n',
  'acl a { b; }; acl b { a; }; options { allow-query { a; }; };',
  'include "nofile";\n',
  '/* open\n',
  'options { directory "abc\n',
  'options { forward only; };\n',
  'options { forwarders { 192.0.2.1 port 5300; x; }; };\n',
  'zone x in { type forward; forwarders { 192.0.2.1 port 99999; }; };',
  'options { recursion; };\n',
  'options { max-cache-size 10q; };\n',
  'zone "a" { type primary; file "x"; };zone "a" { type primary; file "y"; };\n',
  'options { dnssec-enable yes; };\n',
  'options { version 5; };',
  'options recursion;\n',
  'options { allow-query any; };\n',
  'key k { algorithm hmac-sha256; };\n',
  'options { allow-query { 10.0.0.1/8; }; };',
  '};',
  'view a { };\nzone "x" { type primary; file "x"; };\n',
  'view a { }; view b { };\nview a { };\n',
  'view a { directory "x"; };\n',
  'options { match-clients { any; }; };\n',
  'view a { match-clients { nosuch; }; };\n',
  'view a { zone "x" { in-view b; }; };\nview b { zone "x" { type primary; file "x"; }; };\n',
  'logging { channel a { file "x"; }; category queries { a; b; }; };\n',
  'logging {\n channel a { file "x"; null; };\n};\n',
  'logging { channel a { severity 5; file "x"; }; };\n',
  'options { rate-limit {\n slop 1; }; };\n',
  'options { dns64 64:ff9b::/96 {\n break-dnssec maybe; }; };\n',
  'server 10.0.0.1 {\n edns no;\n foo 1; };\n',
  'options { notify maybe; };\n',
  'options { max-recursion-queries; };\n',
  'options { fetches-per-server 10 explode; };\n',
  'zone "x" { type forward;\n file "x"; };\n',
  'zone "x" { type primary; file "x"; file "y"; };\n',
  'zone "x" { type stub; primaries { nobody; }; };\n',
  'key k { algorithm hmac-sha256; secret "eHh4"; };\nkey k { algorithm hmac-sha256; secret "eHh4"; };\n',
  'controls { inet 127.0.0.1 port 99999 allow { any; }; };\n',
  'options { query-source address address; };',
  'options { query-source address * port 99999; };',
  'options { max-cache-ttl P1D2; };',
  'options { max-cache-ttl 4294967296; };',
  'options { max-cache-ttl 1000000w; };',
  'options {\n dnstap { all; }; };\n',
  'options { dnstap-output file "a" size 1k size 2k; };',
  'options { fstrm-set-reopen-interval P1D; fstrm-set-output-notify-threshold 0; };',
  'options { rate-limit {\n ipv4-prefix-length 7; }; };\n',
  'zone abc {\n in-view abc; notify no; };\n',
];

test(
  'of each mistake all messages are named-checkconf’s, with their lines',
  { timeout: 60_000 },
  async (context) => {
    needsPrograms(context, 'named-checkconf');
    const folder = mkdtempSync(join(tmpdir(), 'rootwalk-conf-'));
    try {
      const different: unknown[] = [];
      for (const text of MISTAKES) {
        const file = join(folder, 'named.conf');
        writeFileSync(file, text);
        const { out, err } = await runProgram('named-checkconf', [file]);
        const theirs = (out + err).replaceAll(file, 'named.conf');
        const { diagnostics, errors } = read(text);
        const ours = errors === 0 ? 'accepted' : diagnostics.map((one) => `${configLine(one)}\n`).join('');
        if (ours !== theirs) different.push({ text, ours, theirs });
      }
      expect(different).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);

test('what named knows and this server does not act on is a warning', () => {
  const { diagnostics, errors } = read('options {\n  synth-from-dnssec no;\n  dnssec-validation auto;\n};\n');
  expect(errors).toBe(0);
  expect(diagnostics.map(configLine)).toEqual([
    "named.conf:2: option 'synth-from-dnssec' is not implemented",
    "named.conf:3: option 'dnssec-validation' is not implemented: answers are not validated",
  ]);
});

test('a secondary zone is told as not implemented, and the rest of the file counts', () => {
  const { diagnostics, errors, zones } = read('zone "s" { type secondary; primaries { 192.0.2.1; }; };');
  expect(errors).toBe(0);
  expect(diagnostics.map(configLine)).toEqual([
    "named.conf:1: zone 's': type 'secondary' is not implemented",
  ]);
  expect(zones[0]?.type).toBe('secondary');
});

test('a file that is included counts where it stands; one that includes itself ends', () => {
  const files: Readonly<Record<string, string>> = {
    'options.conf': 'options { recursion no; };',
    'self.conf': 'include "self.conf";',
  };
  const readInclude = (file: string) => {
    const text = files[file];
    return text === undefined ? { problem: 'file not found' } : { text };
  };
  const good = readNamedConf('include "options.conf";', { fileName: 'named.conf', readInclude });
  expect(good.options.recursion).toBe(false);
  const endless = readNamedConf('include "self.conf";', { fileName: 'named.conf', readInclude });
  expect(endless.diagnostics.map(configLine)).toEqual(['self.conf:1: parsing failed: too many open files']);
});

test('ten thousand broken texts are read without a crash, and quickly', { timeout: 30_000 }, () => {
  const random = seededRandom('broken configurations');
  const parts = [
    '{',
    '}',
    ';',
    '!',
    '"',
    'options',
    'zone',
    'acl',
    '/*',
    '*/',
    '//',
    '10/8',
    '\n',
    ' ',
    '\\',
    'any',
    '\u0000',
  ];
  let slowest = 0;
  for (let i = 0; i < 10_000; i++) {
    let text = MISTAKES[random.below(MISTAKES.length)] ?? '';
    for (let k = random.below(8); k >= 0; k--) {
      const cut = random.below(text.length + 1);
      text =
        text.slice(0, cut) + (parts[random.below(parts.length)] ?? '') + text.slice(cut + random.below(3));
    }
    const begun = performance.now();
    read(text);
    slowest = Math.max(slowest, performance.now() - begun);
  }
  expect(slowest).toBeLessThan(1000);
  const deep = read('{'.repeat(50_000));
  expect(deep.errors).toBeGreaterThan(0);
});
