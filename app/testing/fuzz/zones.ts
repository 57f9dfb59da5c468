/** Zone files: loaded, or refused with a reason; what is loaded reads the same when it is written. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zoneRecords } from '../../engine/dump/zone-dump.ts';
import { nameOf } from '../../engine/protocol/name.ts';
import { seededRandom } from '../../engine/random.ts';
import { bindLines } from '../../engine/zone/diagnostic.ts';
import { HARD_ZONES } from '../../engine/zone/hard-zones.samples.ts';
import { loadZone, type LoadedZone } from '../../engine/zone/load-zone.ts';
import { mutatedZone } from '../../engine/zone/mutated-zones.samples.ts';
import type { Kind, Reading } from './campaign.ts';

const ZONES = 'labs/networks/zones';
const ORIGIN = nameOf('example');

const WORDS = [
  ...[
    '$ORIGIN ',
    '$TTL ',
    '$INCLUDE x\n',
    '$GENERATE 1-10 a$ A 192.0.2.$\n',
    '$GENERATE 0-2147483647 a$ A 1.1.1.1\n',
  ],
  ...[
    '$GENERATE 0-300000/2 ${0,255,n}.a PTR b$.\n',
    '@ ',
    '*',
    '(',
    ')',
    '"',
    '\\#',
    '\\# 4 01020304',
    '\\000',
    '\\300',
  ],
  ...[
    'IN ',
    'CH ',
    'SOA ',
    'NS ',
    'A ',
    'AAAA ',
    'TXT ',
    'CNAME ',
    'DNAME ',
    'MX ',
    'SRV ',
    'RRSIG ',
    'NSEC3 ',
    'TYPE0 ',
  ],
  ...[
    '1w2d3h4m5s ',
    '99999999w ',
    '192.0.2.1',
    '2001:db8::1',
    `${'a'.repeat(64)}`,
    `${'a.'.repeat(130)}`,
    '..',
    '.',
  ],
  ...[
    '; ',
    '\n \t',
    '\n@ 1 IN SOA a b 1 2 3 4 5\n',
    'TYPE65535 ',
    'LOC ',
    'SVCB 1 . ',
    'alpn="',
    'ipv4hint=',
    'key0=',
  ],
];

function seeds(): readonly string[] {
  const random = seededRandom('seeds of zones');
  return [
    ...readdirSync(ZONES).map((name) => readFileSync(join(ZONES, name), 'latin1')),
    ...HARD_ZONES.map(({ text }) => text),
    ...Array.from({ length: 200 }, () => mutatedZone(random)),
  ];
}

function loaded(text: string): LoadedZone {
  return loadZone(text, { origin: ORIGIN, fileName: 'zone', now: 0 });
}

function read(text: string): Reading {
  const zone = loaded(text);
  return { fault: faultOf(zone), told: zone.errors > 0 };
}

function faultOf({ zone, diagnostics, errors }: LoadedZone): string | null {
  if ((zone === null) !== errors > 0) return 'errors, and a zone; or neither';
  if (diagnostics.some(({ severity }) => severity === 'error') !== errors > 0)
    return 'an error that is not told';
  const odd = diagnostics.flatMap(bindLines).find((line) => /undefined|NaN|\[object|[\n]/.test(line));
  if (odd !== undefined) return `an odd message: ${odd}`;
  if (zone === null) return null;
  const written = [...zoneRecords(zone)].join('');
  const again = loaded(written);
  if (again.zone === null)
    return `written anew it is refused: ${again.diagnostics.flatMap(bindLines)[0] ?? ''}`;
  return [...zoneRecords(again.zone)].join('') === written ? null : 'written anew it is another zone';
}

export const zones: Kind = {
  name: 'zones',
  material: { seeds: seeds(), words: WORDS },
  read,
  judge: { program: 'named-checkzone', args: (path) => ['-i', 'local', '-k', 'fail', '-q', 'example', path] },
};
