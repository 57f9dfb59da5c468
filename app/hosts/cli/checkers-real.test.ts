/** named-checkconf and named-checkzone beside BIND's: the same words and files; output and exit status compared, versions aside. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, type TestContext } from 'vitest';
import { namedCheckconf } from '../../engine/tools/named/checkconf.ts';
import { namedCheckzone, namedCompilezone } from '../../engine/tools/named/checkzone.ts';
import type { Tool } from '../../engine/tools/tool.ts';
import { needsPrograms, runProgram, type Finished } from '../../testing/programs.ts';
import { realContext } from './real-context.ts';

let folder = '';
const FILES: Readonly<Record<string, string>> = {
  'good.conf':
    'options { directory "FOLDER"; recursion yes; };\nzone "good.test" { type primary; file "good.zone"; };\n',
  'word.conf': 'options {\n  recusrion yes;\n};\n',
  'twice.conf': 'options { };\noptions { };\n',
  'include.conf': 'include "FOLDER/word.conf";\n',
  'nosuch-include.conf': '\ninclude "FOLDER/nosuch";\n',
  'unloaded.conf':
    'options { directory "FOLDER"; };\nzone "bad.test" { type master; file "bad.zone"; };\nzone "gone.test" { type primary; file "nosuch"; };\n',
  'views.conf':
    'view "a" { match-clients { 127.0.0.1; }; zone "good.test" { type primary; file "FOLDER/good.zone"; }; };\n' +
    'view "b" { zone "good.test" { in-view "a"; }; };\n',
  'any-view.conf':
    'view "a" { zone "good.test" { type primary; file "FOLDER/good.zone"; }; };\n' +
    'view "b" any { zone "good.test" { type primary; file "FOLDER/good.zone"; }; };\n' +
    'view "c" { zone "good.test" { type primary; file "FOLDER/good.zone"; }; };\n',
  'good.zone': '$TTL 1h\n@ SOA ns hostmaster 7 1d 2h 4w 1h\n@ NS ns\nns A 192.0.2.1\nwww 60 CNAME ns\n',
  'bad.zone': '$TTL 1h\n@ SOA ns hostmaster 7 1d 2h 4w 1h\n@ NS ns\nns A 192.0.2\n',
  'empty.zone': '',
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rootwalk-checkers-'));
  for (const [name, text] of Object.entries(FILES))
    writeFileSync(join(folder, name), text.replaceAll('FOLDER', folder));
});

afterAll(() => rmSync(folder, { recursive: true }));

const TOOLS: Readonly<Record<string, Tool>> = {
  'named-checkconf': namedCheckconf,
  'named-checkzone': namedCheckzone,
  'named-compilezone': namedCompilezone,
};

/** FOLDER stands for the folder of the files. */
async function both(context: TestContext, line: string): Promise<[Finished, Finished]> {
  needsPrograms(context, 'named-checkconf', 'named-checkzone', 'named-compilezone');
  const [program = '', ...args] = line.replaceAll('FOLDER', folder).split(' ');
  let out = '';
  let err = '';
  const status = await (TOOLS[program] as Tool)({
    ...realContext(args, new AbortController().signal),
    out: (text) => void (out += text),
    err: (text) => void (err += text),
  });
  return [{ status, out, err }, await runProgram(program, args)];
}

describe("says what BIND's say", () => {
  for (const line of [
    ...['good', 'word', 'twice', 'include', 'nosuch-include', 'unloaded', 'views', 'any-view'].flatMap(
      (name) => [
        `named-checkconf FOLDER/${name}.conf`,
        `named-checkconf -z FOLDER/${name}.conf`,
        `named-checkconf -l FOLDER/${name}.conf`,
      ],
    ),
    'named-checkconf FOLDER/nosuch',
    'named-checkconf FOLDER',
    'named-checkconf -h',
    'named-checkconf -Q',
    'named-checkconf -x FOLDER/good.conf',
    'named-checkconf -t FOLDER /good.conf',
    'named-checkzone good.test FOLDER/good.zone',
    'named-checkzone -q good.test FOLDER/good.zone',
    'named-checkzone -D good.test FOLDER/good.zone',
    'named-checkzone -D -q good.test FOLDER/good.zone',
    'named-checkzone other.test FOLDER/empty.zone',
    'named-checkzone bad.test FOLDER/bad.zone',
    'named-checkzone -q bad.test FOLDER/bad.zone',
    'named-checkzone bad.test FOLDER/nosuch',
    'named-checkzone -k maybe bad.test FOLDER/bad.zone',
    'named-checkzone -Z',
    'named-checkzone -h',
    'named-compilezone -o - good.test FOLDER/good.zone',
    'named-compilezone good.test FOLDER/good.zone',
  ])
    test(line, async (context) => {
      const [ours, theirs] = await both(context, line);
      expect(ours).toEqual(theirs);
    });
});
