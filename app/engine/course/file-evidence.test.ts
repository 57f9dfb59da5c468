import { expect, test } from 'vitest';
import type { Disk } from '../shell/files.ts';
import { clauseText } from './file-evidence.ts';

const TEXT = `options { recursion yes; };
acl trusted { 127.53.0.0/24; };
zone "bakery.test" { type primary; file "db.bakery"; };
view "inside" { zone "choir.test" IN { type primary; file "db.choir"; }; };`;
const disk = { read: () => new TextEncoder().encode(TEXT) } as unknown as Disk;

test.each([
  ['options recursion', 'yes'],
  ['acl trusted', '{ 127.53.0.0/24; }'],
  ['zone bakery.test', '{ type primary; file db.bakery; }'],
  ['zone bakery.test type', 'primary'],
  ['zone choir.test type', null],
  ['view inside zone choir.test IN type', 'primary'],
  ['zone bakery.test masterfile-format', null],
])('the clause %s says %s', (option, said) => {
  expect(clauseText(disk, '/etc/bind/named.conf', option)).toBe(said);
});
