/** What the editor is told of a place: a tip, what may be typed, where a name is made. */
import { describe, expect, test } from 'vitest';
import { completeAt, type FilesToComplete } from './complete.ts';
import { definitionAt } from './definition.ts';
import { hoverAt } from './hover.ts';
import { fieldWords } from './reference/fields.ts';
import { outlineOf } from './outline.ts';

const DISK: Readonly<Record<string, string>> = {
  '/etc/bind/named.conf': 'include "/etc/bind/named.conf.options";\ninclude "/etc/bind/named.conf.local";\n',
  '/etc/bind/named.conf.options':
    'acl "trusted" { 10.0.0.0/8; };\noptions { directory "/var/cache/bind"; };\n',
  '/etc/bind/named.conf.local':
    'key k1. { algorithm hmac-sha256; secret "c2VjcmV0"; };\nview inner { zone "x.test" { type hint; }; };\nprimaries pp { 10.0.0.1; };\n',
  '/var/cache/bind/db.x': '',
  '/etc/bind/rndc.key': '',
};

/** A text with `|` where the cursor is, as a file of its own. */
function at(marked: string): [FilesToComplete, number] {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const files: FilesToComplete = {
    path: '/etc/bind/new.conf',
    text,
    main: '/etc/bind/named.conf',
    readText: (path) => DISK[path] ?? null,
    resolve: (folder, file) => (file.startsWith('/') ? file : `${folder}/${file}`).replace(/(.)\/\.?$/, '$1'),
    list: (folder) =>
      Object.keys(DISK)
        .filter((path) => path.slice(0, path.lastIndexOf('/')) === folder)
        .map((path) => ({ name: path.slice(path.lastIndexOf('/') + 1), isFolder: false })),
  };
  return [files, offset];
}

const labels = (marked: string): string[] =>
  completeAt(...at(marked))?.options.map(({ label }) => label) ?? [];
const hover = (marked: string) => hoverAt(...at(marked));

describe('what may be typed', () => {
  test('is the clauses of the block, whatever stands behind', () => {
    expect(labels('options { recur|\n directory "x";\n')).toEqual(
      expect.arrayContaining(['recursion', 'allow-query', 'include']),
    );
    expect(labels('|')).toEqual(expect.arrayContaining(['options', 'view', 'zone', 'acl']));
    expect(labels('options { recursion yes; | };')).not.toContain('recursion');
    expect(labels('options { |')).not.toContain('fetch-glue');
    expect(labels('logging { channel x { |')).toEqual(
      expect.arrayContaining(['file', 'severity', 'print-time']),
    );
  });

  test('in a zone are those of its type', () => {
    expect(labels('zone "a" { type hint; |')).not.toContain('allow-update');
    expect(labels('zone "a" { type master; |')).toContain('allow-update');
    expect(labels('zone "a" { type master; |')).not.toContain('primaries');
  });

  test('is a value where one stands', () => {
    expect(labels('options { recursion |')).toEqual(['yes', 'no']);
    expect(labels('options { minimal-responses no|')).toEqual(['no-auth', 'no-auth-recursive', 'yes', 'no']);
    expect(labels('zone x { type |')).toContain('secondary');
    expect(labels('options { response-policy { zone "a" policy |')).toContain('nxdomain');
    expect(labels('logging { channel x { severity |')).toEqual(expect.arrayContaining(['debug', 'dynamic']));
    expect(labels('key x { algorithm |')).toContain('hmac-sha256');
  });

  test('is a name that the configuration makes, in whatever file', () => {
    expect(labels('options { allow-query { !|')).toEqual(
      expect.arrayContaining(['trusted', 'any', 'localnets']),
    );
    expect(labels('options { allow-query { 10.0.0.1; key |')).toEqual(['k1.']);
    expect(labels('zone a { type secondary; primaries { |')).toEqual(['pp']);
    expect(labels('zone a { in-view |')).toEqual(['inner']);
    expect(labels('server 10.0.0.1 { keys |')).toEqual(['k1.']);
    expect(labels('logging { category |')).toContain('lame-servers');
    expect(labels('acl own { any; };\nacl other { |')).toContain('own');
  });

  test('is a file of the disk, from the working directory on', () => {
    expect(labels('zone a { file "|')).toEqual(['db.x']);
    const found = completeAt(...at('include "/etc/bind/na|'));
    expect(found?.options.map(({ label }) => label)).toContain('named.conf.local');
    expect(found?.from).toBe('include "/etc/bind/'.length);
    expect(completeAt(...at('include |'))?.options).toMatchObject([{ insert: '"/var/cache/bind/db.x"' }]);
  });

  test('is nothing in a comment, behind a closed string, and where text is somebody else’s', () => {
    expect(labels('options { // |')).toEqual([]);
    expect(labels('options { /* a\n |')).toEqual([]);
    expect(labels('options { # "|')).toEqual([]);
    expect(labels('zone a { file "x"|')).toEqual([]);
    expect(labels('plugin query "x.so" { |')).toEqual([]);
    expect(labels('options { "// " |')).toEqual([]);
  });
});

describe('a tip', () => {
  test('inside a clause that is a sentence tells each of its words', () => {
    const inside =
      'options { response-policy { zone "z" policy nx|domain max-policy-ttl 1h; } break-dnssec no; };';
    expect(hover(inside)).toMatchObject({
      title: 'nxdomain in response-policy',
      about: 'The name does not exist, the client hears.',
    });
    const moved = (before: string): string => inside.replace('|', '').replace(before, `${before}|`);
    expect(hover(moved('break'))?.about).toMatch(/^Whether signed answers are changed/);
    expect(hover(moved('max-'))?.about).toMatch(/Default: 5 seconds/);
    expect(hover(moved('response-'))?.title).toBe('response-policy');
    expect(hover(moved('"z'))?.title).toBe('response-policy');
    for (const clause of ['response-policy', 'catalog-zones'])
      for (const word of fieldWords(clause))
        expect(hover(`options { ${clause}|`)?.form, word).toMatch(new RegExp(`\\b${word}\\b`));
  });

  test('of a file says where it lies, and whether it is there', () => {
    const inFull = (marked: string): string | undefined =>
      hover(marked)?.facts.find(({ label }) => label === 'In full')?.text;
    expect(inFull('zone "x" { file "db|.x"; };')).toBe('/var/cache/bind/db.x');
    expect(inFull('zone "x" { file "db|.y"; };')).toBe('/var/cache/bind/db.y, which is not here');
    expect(inFull('include "/etc/bind/rn|dc.key";')).toBeUndefined();
    expect(inFull('options { dump-file "du|mp"; };')).toBe('/var/cache/bind/dump');
  });

  test('says what a clause is for, its form and default, and where it may stand', () => {
    const told = hover('options { allow-rec|ursion { any; }; };');
    expect(told).toMatchObject({
      title: 'allow-recursion',
      form: 'allow-recursion { <address match element>; … };',
      from: 10,
      to: 25,
    });
    expect(told?.facts).toEqual(
      expect.arrayContaining([
        { label: 'Default', text: 'localnets; localhost' },
        { label: 'Stands in', text: 'options, view' },
      ]),
    );
  });

  test('tells a default in words where it is a time, the types of zones, and where the manual has it', () => {
    const facts = (marked: string): Record<string, string> =>
      Object.fromEntries(hover(marked)?.facts.map(({ label, text }) => [label, text]) ?? []);
    expect(facts('options { max-cache|-ttl 5; };')).toMatchObject({
      Default: '604800 s: 1 w',
      'BIND 9.18 manual': '8.2.14.13, “Tuning”',
    });
    expect(facts('options { servfail|-ttl 5; };')['Default']).toBe('1 s');
    expect(facts('options { max-records| 5; };')['Default']).toBe('0');
    expect(facts('zone x { allow-not|ify { any; }; };')['Stands in']).toBe(
      'options, zone (secondary, mirror), view',
    );
    expect(facts('options { fake-|iquery no; };')).not.toHaveProperty('BIND 9.18 manual');
  });

  test('of a value tells the clause, and a time in words', () => {
    expect(hover('options { max-cache-ttl 129|600; };')?.facts[0]).toEqual({
      label: 'Here',
      text: '129600 s: 1 d 12 h',
    });
    expect(hover('options { rate-limit { slip| 3; }; };')?.facts).toContainEqual({
      label: 'Stands in',
      text: 'rate-limit',
    });
    expect(hover('options { allow-query { 10.|0.0.1; }; };')?.title).toBe('allow-query');
  });

  test('of a name tells where it is made, and no secret', () => {
    expect(hover('options { allow-query { trus|ted; }; };')).toMatchObject({
      title: 'acl trusted',
      form: 'acl "trusted" { 10.0.0.0/8; };',
      facts: [{ label: 'Defined', text: '/etc/bind/named.conf.options, line 1' }],
    });
    expect(hover('server 10.0.0.1 { keys K|1; };')?.form).toBe(
      'key k1. { algorithm hmac-sha256; secret "…"; };',
    );
    expect(hover('options { allow-query { local|nets; }; };')?.about).toMatch(/networks/);
  });

  test('says what is deprecated and what is gone', () => {
    const state = (marked: string): string | undefined =>
      hover(marked)?.facts.find(({ label }) => label === 'State')?.text;
    expect(state('options { glue-|cache no; };')).toMatch(/^deprecated/);
    expect(state('options { fake-|iquery no; };')).toMatch(/does not start/);
    expect(hover('options { nons|ense 1; };')).toBeNull();
  });
});

test('a name leads to where it is made, a file to itself', () => {
  expect(definitionAt(...at('options { allow-query { trus|ted; }; };'))).toEqual({
    path: '/etc/bind/named.conf.options',
    line: 1,
  });
  expect(definitionAt(...at('include "/etc/bind/named.conf|.local";'))).toEqual({
    path: '/etc/bind/named.conf.local',
    line: 1,
  });
  expect(definitionAt(...at('zone a { file "db.|x"; };'))?.path).toBe('/var/cache/bind/db.x');
  expect(definitionAt(...at('zone a { primaries { p|p key k1; }; };'))).toMatchObject({ line: 3 });
  expect(definitionAt(...at('zone a { in-view inn|er; };'))).toMatchObject({ line: 2 });
  expect(definitionAt(...at('zone a { allow-query { no-su|ch; }; };'))).toBeNull();
});

test('an outline has the views with their zones', () => {
  const text =
    'acl a { any; };\nview "in" {\n zone "x" {\n type primary; file "db.x"; };\n};\nzone y { in-view in;';
  expect(outlineOf(text)).toEqual([
    { kind: 'acl', name: 'a', detail: '', line: 1, level: 0 },
    { kind: 'view', name: 'in', detail: '', line: 2, level: 0 },
    { kind: 'zone', name: 'x', detail: 'primary, db.x', line: 3, level: 1 },
    { kind: 'zone', name: 'y', detail: 'in view in', line: 6, level: 0 },
  ]);
});

test('ten thousand zones are read in little time, and any half text without fault', () => {
  const many = Array.from(
    { length: 10_000 },
    (_, i) => `zone "z${i}.test" { type primary; file "z${i}"; };\n`,
  );
  expect(outlineOf(many.join(''))).toHaveLength(10_000);
  const whole =
    'options { allow-query { !k; "a\\"b"; /* c */ }; // d\n x "y" { z { q; }; }; }; zone "a" IN { file "';
  for (let end = 0; end <= whole.length; end++) {
    const [files] = at(`${whole.slice(0, end)}|`);
    for (const offset of new Set([0, end >> 1, end])) {
      hoverAt(files, offset);
      completeAt(files, offset);
      definitionAt(files, offset);
    }
  }
});
