/** Configurations: read, or refused with file and line; what is read is printed, and what is printed reads the same. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkNamedConf, type CheckedConfiguration } from '../../engine/config/checked-configuration.ts';
import { printConfiguration } from '../../engine/config/language/print.ts';
import { TOP_LEVEL } from '../../engine/config/language/named-conf-language.ts';
import { configLine } from '../../engine/config/syntax.ts';
import { seededRandom } from '../../engine/random.ts';
import type { Kind, Reading } from './campaign.ts';
import { randomConfiguration } from './random-configuration.ts';

const LABS = 'labs';

const WORDS = [
  ...TOP_LEVEL.keys(),
  ...[
    '{',
    '}',
    ';',
    '};',
    '{ ',
    ' }; ',
    '"',
    '/*',
    '*/',
    '//',
    '#',
    '!',
    'any',
    'none',
    'yes',
    'no',
    'port ',
    'key ',
    'in ',
    'IN',
  ],
  ...[
    'include "x";',
    'type primary;',
    'type hint;',
    'file "x";',
    'zone "." {',
    'view "a" {',
    'options {',
    'acl a {',
    'recursion ',
  ],
  ...[
    '10/8',
    '10.0.0.1/8',
    '300.1.1.1',
    '::/129',
    '4294967296',
    '1.5',
    'PT1H',
    '100%',
    'unlimited',
    '"aGVsbG8="',
  ],
];

function seeds(): readonly string[] {
  const random = seededRandom('seeds of configurations');
  const written = readdirSync(LABS, { recursive: true, encoding: 'utf8' })
    .filter((name) => /named\.conf[^/]*$/.test(name))
    .map((name) => readFileSync(join(LABS, name), 'latin1'));
  return [...written, ...Array.from({ length: 400 }, () => randomConfiguration(random))];
}

function checked(text: string): CheckedConfiguration {
  return checkNamedConf(text, { fileName: 'named.conf', plugins: false });
}

function read(text: string): Reading {
  const configuration = checked(text);
  return { fault: faultOf(configuration), told: configuration.errors > 0 };
}

function faultOf({ top, diagnostics, errors }: CheckedConfiguration): string | null {
  if (top === null && errors === 0) return 'not read, and not a word why';
  if (diagnostics.some(({ severity }) => severity === 'error') !== errors > 0)
    return 'an error that is not told';
  const odd = diagnostics.map(configLine).find((line) => /'undefined'|undefined$|NaN|\[object/.test(line));
  if (odd !== undefined) return `an odd message: ${odd}`;
  if (top === null) return null;
  const printed = printConfiguration(top);
  const again = checked(printed);
  if (again.top === null) return `printed, it is refused: ${again.diagnostics.map(configLine)[0] ?? ''}`;
  return printConfiguration(again.top) === printed ? null : 'printed and read again it is another';
}

export const configurations: Kind = {
  name: 'configurations',
  material: { seeds: seeds(), words: WORDS },
  read,
  judge: {
    program: 'named-checkconf',
    args: (path) => ['-c', path],
    // It would read the machine's own files.
    fits: (text) => !text.includes('include'),
  },
};
