import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BLOCKS, CATEGORIES as IN_MANUAL } from '../../testing/bind-manual.ts';
import { findProgram } from '../../testing/programs.ts';
import { CATEGORIES } from './categories.ts';
import { explainMessage } from './explain.ts';
import { readMessage } from './known-message.ts';
import { LogIndex } from './log-index.ts';
import { readLine } from './log-line.ts';
import { MESSAGES } from './messages/table.ts';

const SAMPLES = join(import.meta.dirname, 'samples');
const samples = readdirSync(SAMPLES).map(
  (name) => [name, readFileSync(join(SAMPLES, name), 'latin1')] as const,
);

describe('logs that named 9.18 wrote', () => {
  test.each(samples)('every entry of %s is a known message', (_, text) => {
    const index = new LogIndex();
    index.feed(text);
    index.finish(0);
    const lines = text.split('\n');
    const unknown: string[] = [];
    for (let i = 0; i < index.length; i++)
      if (index.messages.at(i) === 0) unknown.push(lines[index.lines.at(i)] ?? '');
    expect(unknown).toEqual([]);
    expect(index.length).toBeGreaterThan(30);
  });

  test('category and severity of each message are what named writes', () => {
    const [, text = ''] = samples.find(([name]) => name === 'named-9.18-debug.log') ?? [];
    const different = new Set<string>();
    for (const line of text.split('\n')) {
      const { category, severity, text: said } = readLine(line);
      const { message } = readMessage(said);
      if (category === '' || message === null) continue;
      if (message.category !== category || message.severity !== severity)
        different.add(`${category} ${severity}: ${message.source}`);
    }
    // named files these by what they are about, or says them more quietly the second time.
    // One message of each is told in two ways: asked for by rndc status, at the first load, of a rule that lets through,
    // refused by a list rather than for want of one.
    expect([...different].sort()).toEqual([
      "general debug: received control channel command '{text}'",
      'rpz-passthru info: rpz {word} {word} rewrite {question} via {name}',
      "update-security error: update '{question}' denied",
      "zoneload debug: loading from master file {file} failed: {'file not found'}",
    ]);
  });
});

describe('the parts of a message', () => {
  const parts = (text: string): string[] =>
    explainMessage(text).parts.map(({ kind, value }) => `${kind} ${value}`);

  test.each([
    [
      "lame server resolving 'www.example.com' (in 'example.com'?): 192.0.2.1#53",
      ['name www.example.com', 'zone example.com', 'server 192.0.2.1#53'],
    ],
    [
      "REFUSED unexpected RCODE resolving '0/25.2.0.192.in-addr.arpa/PTR/IN': 2001:db8::1#53",
      ['name 0/25.2.0.192.in-addr.arpa', 'type PTR', 'class IN', 'server 2001:db8::1#53'],
    ],
    [
      'client @0x7f1234 2001:db8::2#4242/key k.example (www.example.com): view inside: query: www.example.com IN A +SE(0)TDCK (192.0.2.53)',
      [
        ...['client 2001:db8::2#4242', 'key k.example', 'name www.example.com', 'view inside'],
        ...['name www.example.com', 'class IN', 'type A', 'flags +SE(0)TDCK', 'address 192.0.2.53'],
      ],
    ],
    [
      "client 192.0.2.9#53 (x.example): query (cache) 'x.example/A/IN' denied",
      ['client 192.0.2.9#53', 'name x.example', 'name x.example', 'type A', 'class IN'],
    ],
    [
      'zone example.com/IN/inside (signed): sending notifies (serial 7)',
      ['zone example.com', 'class IN', 'view inside', 'serial 7'],
    ],
    [
      "transfer of 'example.com/IN' from 192.0.2.1#53: Transfer status: REFUSED",
      ['zone example.com', 'class IN', 'server 192.0.2.1#53'],
    ],
    [
      "dns_rdata_fromtext: db.example:12: near '1.2.3': bad dotted quad",
      ['file db.example', 'line 12', 'text 1.2.3'],
    ],
    ["/etc/bind/named.conf:3: unknown option 'foo'", ['file /etc/bind/named.conf', 'line 3', 'text foo']],
    [
      '  validating www.example/A: bad cache hit (example/DNSKEY)',
      ['name www.example', 'type A', 'name example', 'type DNSKEY'],
    ],
  ])('%s', (text, wanted) => {
    expect(explainMessage(text).known).toBe(true);
    expect(parts(text)).toEqual(wanted);
  });

  test('places are those in the message', () => {
    const text = 'zone example.com/IN: refused notify from non-primary: 192.0.2.1#53';
    for (const { start, end, value } of explainMessage(text).parts)
      expect(text.slice(start, end)).toBe(value);
  });

  test('the flags of a query are told one by one', () => {
    const text = 'client @0x1 192.0.2.1#1 (a): query: a IN A -E(0)TV (192.0.2.2)';
    expect(explainMessage(text).parts.find(({ kind }) => kind === 'flags')?.note).toBe(
      '- no recursion is wanted: from another server, or dig +norec; E with EDNS, version 0; T over TCP; V with a DNS cookie that is good',
    );
  });
});

describe('the table', () => {
  test('has no pattern twice, and no sentence without an end', () => {
    const sources = MESSAGES.map(({ opening, category, source }) => `${opening} ${category} ${source}`);
    expect(sources.filter((source, at) => sources.indexOf(source) !== at)).toEqual([]);
    expect(MESSAGES.filter(({ means }) => !/[.!?]\)?$/.test(means)).map(({ source }) => source)).toEqual([]);
    expect(MESSAGES.length).toBeGreaterThan(400);
  });

  test('its categories are those of the manual, and two of newer servers', () => {
    const manual = new Set(IN_MANUAL.trim().split(/\s+/));
    expect([...manual].filter((category) => !CATEGORIES.includes(category))).toEqual([]);
    expect(CATEGORIES.filter((category) => category !== '' && !manual.has(category))).toEqual([
      'responses',
      'drop',
    ]);
    expect(MESSAGES.filter(({ category }) => category !== '' && !manual.has(category))).toEqual([]);
  });

  test('what it refers to in the manual is there', () => {
    const words = new Set(BLOCKS.split('\n').map((line) => line.slice(0, line.indexOf(':'))));
    for (const category of IN_MANUAL.trim().split(/\s+/)) words.add(`category ${category}`);
    for (const type of ['hint', 'secondary']) words.add(`type ${type}`);
    // Whole chapters.
    for (const chapter of ['named.conf', 'zone file']) words.add(chapter);
    const named = MESSAGES.flatMap(
      ({ reference }) => / ?BIND ARM, (.*)$/.exec(reference)?.[1]?.split(' and ') ?? [],
    );
    expect(named.length).toBeGreaterThan(400);
    expect([...new Set(named)].filter((word) => !words.has(word))).toEqual([]);
  });

  test('every pattern but the most general finds itself again', () => {
    const lost = MESSAGES.filter((message) => {
      const { found } = sampleOf(message.source, message.opening);
      return found === null || found.means !== message.means;
    });
    expect(lost.map(({ source }) => source)).toEqual([]);
  });

  test('its words are those of named’s own program and libraries', (context) => {
    const program = findProgram('named');
    if (program === null) context.skip('needs named');
    const folder = '/usr/lib/x86_64-linux-gnu';
    const libraries = readable(folder).filter((name) =>
      /^lib(ns|dns|isc|isccfg|isccc|bind9)-9.*\.so$/.test(name),
    );
    if (libraries.length < 5) context.skip('needs the libraries of named 9.18');
    const files = [program ?? '', ...libraries.map((name) => join(folder, name))];
    const words = files.map(wordsIn).join('\n');
    const strange = MESSAGES.filter(
      ({ category, means }) => category !== '' && !/older BIND|newer BIND|Rootwalk only/.test(means),
    )
      .flatMap(({ source }) => [...source.split(/\{'|'\}|\{[a-z]+\}/)])
      .filter((literal, at, all) => literal.length > 3 && all.indexOf(literal) === at)
      .filter((literal) => !isMadeOf(literal, words));
    expect(strange).toEqual([]);
  });
});

/** A text that is like the pattern, and what it is read as. */
function sampleOf(source: string, opening: string) {
  const OPENINGS: Record<string, string> = {
    plain: '',
    client: 'client @0x7f00 192.0.2.1#4242 (a.example): ',
    zone: 'zone example/IN: ',
    transfer: "transfer of 'example/IN' from 192.0.2.1#53: ",
    validating: 'validating a.example/A: ',
    file: 'named.conf:3: ',
  };
  const rest = source
    .replace(/\{'([^}]*)'\}/g, '$1')
    .replace(/\{(number|serial|line)\}/g, '12')
    .replace(/\{(server|client)\}/g, '192.0.2.7#53')
    .replace(/\{question\}/g, 'b.example/AAAA')
    .replace(/\{result\}/g, 'qqq')
    .replace(/\{flags\}/g, '+E(0)')
    .replace(/\{[a-z]+\}/g, 'zzz');
  return { found: readMessage((OPENINGS[opening] ?? '') + rest).message };
}

/** The text that is in a program. */
function wordsIn(file: string): string {
  return (readFileSync(file, 'latin1').match(/[\t\x20-\x7e]{3,}/g) ?? []).join('\n');
}

function readable(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** named puts its lines together from pieces: each must be found, but for a few characters between. */
function isMadeOf(literal: string, words: string): boolean {
  for (let at = 0; at < literal.length;) {
    // What begins a longer piece that is there, is there, too.
    let [length, beyond] = [0, literal.length - at + 1];
    while (beyond - length > 1) {
      const middle = (length + beyond) >> 1;
      if (words.includes(literal.slice(at, at + middle))) length = middle;
      else beyond = middle;
    }
    if (length < 3 && at + length < literal.length) return false;
    at += length;
  }
  return true;
}
