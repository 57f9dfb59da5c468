/** Dumps of caches: nothing that was understood is lost, and nothing that is wrong is passed over. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { differencesOf, type OpenDump } from '../../engine/dump/read/difference.ts';
import { selectEntries } from '../../engine/dump/read/query.ts';
import { indexDump } from '../../engine/dump/read/read-dump.ts';
import { sortEntries } from '../../engine/dump/read/sort.ts';
import { totalsOf } from '../../engine/dump/read/totals.ts';
import { octetText } from '../../engine/dump/read/words.ts';
import { writtenDump } from '../../engine/dump/read/write-dump.ts';
import type { Kind, Reading } from './campaign.ts';

const SAMPLES = 'app/engine/dump/read/samples';

const WORDS = [
  ...[
    '; glue\n',
    '; stale\n',
    '; expired (awaiting cleanup)\n',
    '; secure\n',
    ';\n',
    '; Dump complete\n',
    '$DATE 1\n',
  ],
  ...[
    'EOF\n',
    '\\-',
    '\\-ANY',
    ';-$NXDOMAIN',
    ';-$NXRRSET',
    'IN ',
    'CH ',
    'RRSIG',
    'TYPE65535',
    'TXT\t"',
    '( ',
    ' )',
  ],
  ...[";\n; Cache dump of view 'x' (cache x)\n;\n", ';\n; Address database dump\n;\n', ';\n; Bad cache\n;\n'],
  ...[
    ";\n; Zone dump of 'a/IN'\n;\n",
    '; Start view a\n',
    'START_RRSET_CACHE\n',
    'msg a. IN A 33152 1 1 1 1 1 1 -1\n',
  ],
  ...['a..b.', '.', `${'a'.repeat(64)}.`, `${'a.'.repeat(130)}`, '\\256.', '\\', '[ttl 1]', '[srtt 1]'],
];

function seeds(): readonly string[] {
  return readdirSync(SAMPLES)
    .filter((name) => /\.(?:db|txt)$/.test(name))
    .map((name) => octetText(readFileSync(join(SAMPLES, name))));
}

function opened(text: string): OpenDump {
  const octets = new Uint8Array(Buffer.from(text, 'latin1'));
  return { index: indexDump(octets), text: { octets: (from, to) => octets.subarray(from, to) } };
}

function written({ index, text }: OpenDump): string {
  return [...writtenDump(index, text)].join('');
}

/** What must be the same once the dump is written anew: all that is counted, problems aside. */
function kept({ index }: OpenDump): string {
  return JSON.stringify({ ...totalsOf(index), problems: 0, complete: false });
}

function read(text: string, before: string): Reading {
  const dump = opened(text);
  return { fault: faultOf(dump, text, before), told: dump.index.problems.count > 0 };
}

function faultOf(dump: OpenDump, text: string, before: string): string | null {
  const sound = opened(before);
  const anew = written(dump);
  sortEntries(dump.index, selectEntries(dump.index, { name: '*a*.' }), 'name');
  for (const _ of differencesOf(sound, dump));
  if (kept(opened(anew)) !== kept(dump)) return 'something is lost when it is written anew';
  if (dump.index.problems.count > sound.index.problems.count) return null;
  const isPassedOver = anew === written(sound) && essence(text) !== essence(before);
  return isPassedOver ? 'what is wrong was passed over' : null;
}

/** A text without what means nothing in a dump: comments behind data, and space. */
function essence(text: string): string {
  return text
    .split('\n')
    .map((line) => (line.startsWith(';') ? line : line.replace(/;.*/, '')))
    .join('')
    .replace(/[ \t\r;]+|\\(?!\d)/g, '');
}

export const dumps: Kind = {
  name: 'dumps',
  material: { seeds: seeds(), words: WORDS },
  read,
};
