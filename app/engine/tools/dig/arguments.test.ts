import { describe, expect, test } from 'vitest';
import { testRun } from '../../../testing/tool-run.ts';
import type { TestSettings } from '../../../testing/tool-run.ts';
import { Reading, readArguments, readDigrc } from './arguments.ts';
import { dig } from './dig.ts';
import { PLUS_OPTIONS, findPlusOption, plusOptionNames } from './options.ts';
import { reverseName } from './reverse.ts';
import { DIG } from './program.ts';
import { Dig } from './state.ts';

/** Reads words as dig does and gives the lookups they ask for. */
async function read(line: string, settings: TestSettings = {}): Promise<Dig> {
  const words = line.split(' ').filter((word) => word !== '');
  const state = new Dig(testRun(words, settings).context, DIG);
  await readDigrc(state);
  await readArguments(new Reading(state, words, false, false));
  return state;
}

async function failure(line: string): Promise<{ status: number; out: string; err: string }> {
  const run = testRun(line.split(' '));
  const status = await dig(run.context);
  return { status, out: run.out(), err: run.err() };
}

describe('+ options', () => {
  test.each([
    ['add', 'additional'],
    ['ad', 'adflag'],
    ['cl', 'class'],
    ['co', 'coflag'],
    ['com', 'comments'],
    ['do', 'do'],
    ['dom', 'domain'],
    ['edns', 'edns'],
    ['i', 'ignore'],
    ['multi', 'multiline'],
    ['rec', 'recurse'],
    ['retri', 'retries'],
    ['time', 'timeout'],
    ['ttl', 'ttlid'],
    ['v', 'vc'],
    ['tCP', null],
    ['aNSWER', null],
    ['anSWER', 'answer'],
    ['sho', null],
    ['id', null],
    ['a', null],
    ['answers', null],
    ['', null],
  ])('+%s means %s', (text, name) => {
    expect(findPlusOption(text)?.name ?? null).toBe(name);
  });

  test('every option can be given by its full name and by its least letters', () => {
    for (const option of PLUS_OPTIONS) {
      expect(option.name.startsWith(option.least)).toBe(true);
      const found = findPlusOption(option.name);
      expect(found === null || found.name.startsWith(option.name)).toBe(true);
    }
  });

  test('are offered for completion with what they mean', () => {
    const names = new Map(plusOptionNames().map(({ name, description }) => [name, description]));
    expect(names.get('norecurse')).toBe('Recursive mode (+[no]rdflag)');
    expect(names.has('timeout=')).toBe(true);
    expect(names.has('notimeout=')).toBe(false);
    expect(names.has('mapped')).toBe(false);
  });

  test.each([
    ['+nosuch a', 1, '', 'Invalid option: +nosuch\nUsage:'],
    ['+time=abc a', 10, "invalid timeout 'abc': not a valid number\n", "dig: Couldn't parse timeout\n"],
    [
      '+bufsize=70000 a',
      10,
      "invalid buffer size '70000': out of range\n",
      "dig: Couldn't parse buffer size\n",
    ],
    ['+subnet=foo a', 1, '', "dig: invalid address 'foo'\n"],
    ['+ednsopt=65001:zz a', 1, '', 'dig: isc_hex_decodestring: bad hex encoding\n'],
    ['-p 99999 a', 1, "invalid port number '99999': out of range\n", "dig: Couldn't parse port number\n"],
    ['-b 1.2.3 a', 1, '', 'dig: invalid address 1.2.3\n'],
    ['-46 a', 1, '', 'dig: only one of -4 and -6 allowed\n'],
    ['-t', 1, '', 'Invalid option: -t\nUsage:'],
    ['-f nowhere', 8, '', "nowhere: No such file or directory\ndig: couldn't open specified batch file\n"],
    ['@nowhere.example a', 1, '', "dig: couldn't get address for 'nowhere.example': not found\n"],
    ['a..b', 10, '', "dig: 'a..b' is not a legal name (empty label)\n"],
  ])('dig %s ends with status %i and dig’s own words', async (line, status, out, err) => {
    const failed = await failure(line);
    expect(failed.status).toBe(status);
    expect(failed.out).toBe(out);
    expect(failed.err.startsWith(err)).toBe(true);
  });
});

describe('words in any order', () => {
  test('an option before the first name holds for all, one after a name for that name', async () => {
    const { queue } = await read('+tcp a.example +norec b.example MX +dnssec');
    expect(queue.map(({ text, tcp, recurse, dnssec, type }) => [text, tcp, recurse, dnssec, type])).toEqual([
      ['a.example', true, false, false, 1],
      ['b.example', true, true, true, 15],
    ]);
  });

  test('a type or class before the name is the default for all names', async () => {
    const { queue } = await read('CH TXT a.example b.example A');
    expect(queue.map((lookup) => [lookup.class, lookup.type])).toEqual([
      [3, 16],
      [3, 1],
    ]);
  });

  test('without a name the root’s servers are asked for', async () => {
    const { queue } = await read('+norec');
    expect(queue.map(({ text, type, recurse }) => [text, type, recurse])).toEqual([['.', 2, false]]);
  });

  test('-x makes a question of its own, -q a name of any word', async () => {
    const { queue } = await read('-x 212.74.101.10 -q MX');
    expect(queue.map(({ text, type }) => [text, type])).toEqual([
      ['10.101.74.212.in-addr.arpa.', 12],
      ['MX', 1],
    ]);
  });

  test('a transfer hides comments and question, ANY goes over TCP', async () => {
    const { queue } = await read('a.example AXFR b.example ANY c.example IXFR=7');
    expect(queue.map(({ comments, tcp, ixfrSerial }) => [comments, tcp, ixfrSerial])).toEqual([
      [false, false, 0],
      [true, true, 0],
      [false, true, 7],
    ]);
  });

  test('-b takes an address and a port', async () => {
    expect((await read('-b 127.53.0.2#1023 a')).source).toEqual({ address: '127.53.0.2', port: 1023 });
  });

  test('.digrc comes before the command line and changes all lookups', async () => {
    const settings = { env: { HOME: '/home/s' }, files: { '/home/s/.digrc': '+short +tcp\n-t MX\n' } };
    const state = await read('a.example', settings);
    expect([state.shortForm, state.queue[0]?.tcp, state.queue[0]?.type]).toEqual([true, false, 15]);
  });
});

test.each([
  ['1.2.3.4', '4.3.2.1.in-addr.arpa.'],
  ['1.2', '2.1.in-addr.arpa.'],
  ['::1', `1.${'0.'.repeat(31)}ip6.arpa.`],
  ['foo', 'foo.in-addr.arpa.'],
])('-x %s asks for %s', (text, name) => {
  expect(reverseName(text)).toBe(name);
});
