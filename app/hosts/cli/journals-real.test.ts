/** named-checkzone -j beside BIND's: journals that fit their zone, that do not, and that somebody spoilt. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { namedCheckzone } from '../../engine/tools/named/checkzone.ts';
import { needsPrograms, runProgram } from '../../testing/programs.ts';
import { realContext } from './real-context.ts';

const SAMPLE = join(import.meta.dirname, '../../engine/zone/samples/dyn.example.zone');
const zone = readFileSync(SAMPLE, 'utf8');
const journal = readFileSync(`${SAMPLE}.jnl`);

/** Where the second transaction begins: a head of 16 octets, then records with their lengths. */
const SECOND = 768;
const RECORD = SECOND + 20;
const OWNER_SIZE = 13;

const withSerial = (serial: number): string => zone.replace(' 100 ', ` ${serial} `);
const cut = (length: number): Buffer => journal.subarray(0, length);

function put(at: number, value: number, size: 1 | 2 | 4 = 4): Buffer {
  const changed = Buffer.from(journal);
  changed.writeUIntBE(value, at, size);
  return changed;
}

const CASES: Readonly<Record<string, readonly [zone: string, journal: Buffer]>> = {
  whole: [zone, journal],
  'up to date': [withSerial(201), journal],
  'from the middle': [
    `${withSerial(102).replace(/^old.*\n/m, '')}a 300 A 192.0.2.5\na 300 A 192.0.2.6\nnew 60 TXT came\n`,
    journal,
  ],
  'an older zone': [withSerial(99), journal],
  'a newer zone': [withSerial(300), journal],
  'a version between': [withSerial(150), journal],
  'what goes is not there': [zone.replace(/^old.*\n/m, ''), journal],
  'what comes is there': [`${zone}a 300 A 192.0.2.5\n`, journal],
  'what comes is there with another TTL': [`${zone}a 60 A 192.0.2.9\n`, journal],
  'a zone without servers': [zone.replace('@ NS ns\n', ''), journal],
  'a zone with an error': [`${zone}x A 1.2.3\n`, journal],
  'cut off in a transaction': [zone, cut(1000)],
  'cut off in the last record': [zone, cut(journal.length - 10)],
  'a head alone': [zone, cut(64)],
  'less than a head': [zone, cut(63)],
  'nothing at all': [zone, cut(0)],
  'another format': [zone, Buffer.from(`;BIND LOG V8\n${'x'.repeat(100)}`)],
  'the older head': [zone, Buffer.concat([Buffer.from(';BIND LOG V9\n\0\0\0'), journal.subarray(16)])],
  'an empty transaction': [zone, put(SECOND, 0)],
  'a transaction that is too long': [zone, put(SECOND, 5000)],
  'another count': [zone, put(SECOND + 4, 9)],
  'another serial before': [zone, put(SECOND + 8, 77)],
  'another serial after': [zone, put(SECOND + 12, 777)],
  'a record that is too long': [zone, put(SECOND + 16, 9999)],
  'a record that is too short': [zone, put(SECOND + 16, 5)],
  'an end behind the end': [zone, put(28, 5000)],
  'a begin in the head': [zone, put(20, 0)],
  'a length of data that is wrong': [zone, put(RECORD + OWNER_SIZE + 8, 1, 2)],
  'a pointer in a name': [zone, put(RECORD, 0xff, 1)],
};

let folder = '';
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'rootwalk-journals-'))));
afterAll(() => rmSync(folder, { recursive: true }));

for (const [what, [zoneText, octets]] of Object.entries(CASES))
  test(what, async (context) => {
    needsPrograms(context, 'named-checkzone');
    const file = join(folder, 'dyn.zone');
    writeFileSync(file, zoneText);
    writeFileSync(`${file}.jnl`, octets);
    const args = ['-j', '-D', '-i', 'local', 'dyn.example', file];
    let [out, err] = ['', ''];
    const status = await namedCheckzone({
      ...realContext(args, new AbortController().signal),
      out: (text) => void (out += text),
      err: (text) => void (err += text),
    });
    expect({ status, out, err }).toEqual(await runProgram('named-checkzone', args));
  });
