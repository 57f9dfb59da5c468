import { describe, expect, test } from 'vitest';
import { readResolvConf } from './resolv-conf.ts';

const NOTHING = { servers: [], search: [], ndots: null, timeout: 0, attempts: 0 };

/** Each beside what `nslookup` of BIND 9.18 makes of the file, as `set all` shows it. */
describe('a file that BIND’s tools take', () => {
  test.each([
    ['', {}],
    ['foo bar', {}],
    ['NAMESERVER 192.0.2.1', {}],
    [' \tnameserver\t192.0.2.1 # cache', { servers: ['192.0.2.1'] }],
    [
      'nameserver 127.1\nnameserver 0x7f000002\nnameserver 1.2.3',
      { servers: ['127.0.0.1', '127.0.0.2', '1.2.0.3'] },
    ],
    [
      'nameserver ::1\nnameserver 192.0.2.1\nnameserver 192.0.2.2\nnameserver nonsense',
      { servers: ['::1', '192.0.2.1', '192.0.2.2'] },
    ],
    ['search a b\nsearch c d', { search: ['c', 'd'] }],
    ['search a b\ndomain c', { search: ['c'] }],
    ['search a b c d e f g h i j', { search: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] }],
    ['domain a#b', { search: ['a#b'] }],
    ['search a ; b', { search: ['a'] }],
    ['options ndots:2 ndots:+4 inet6', { ndots: 4 }],
    ['options ndots: 3', { ndots: 0 }],
    ['options timeout:31 attempts:255', { timeout: 31, attempts: 255 }],
    ['options timeout: attempts:', {}],
    ['options ndots', {}],
    ['sortlist 192.0.2.0/255.255.255.0', {}],
    ['#options\n;search', {}],
  ])('%j', (text, expected) => {
    expect({ ...readResolvConf(text) }).toEqual({ ...NOTHING, ...expected });
  });
});

describe('a file that they refuse', () => {
  test.each([
    'nameserver',
    'nameserver nonsense',
    'nameserver 192.0.2.1 192.0.2.2',
    'nameserver 192.0.2.1#c',
    'nameserver 192.0.2.1\r',
    'nameserver 1.2.3.4.5',
    'nameserver 256.1.1.1',
    'search',
    'search # a',
    'domain',
    'domain a b',
    'options',
    'options ndots:x',
    'options ndots:3x',
    'options ndots:-1',
    'options ndots:256',
    'options timeout:99999999999',
    'sortlist',
    'sortlist x',
  ])('%j', (text) => {
    expect(readResolvConf(`nameserver 192.0.2.9\n${text}`)).toBeNull();
  });
});
