/** A zone with a journal, served by `rootwalk named` and by BIND's: the same zone, the same changes to who asks for them, the same log. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../testing/free-port.ts';
import { NamedPrograms } from '../../testing/named-program.ts';
import { findProgram, runProgram } from '../../testing/programs.ts';

const missing = ['named', 'dig'].filter((program) => findProgram(program) === null);
const SAMPLE = join(import.meta.dirname, '../../engine/zone/samples/dyn.example.zone');
/** Unknown, the oldest, too far back to be worth it, between two, the last but one, the newest, from the future. */
const SERIALS = [99, 100, 103, 150, 200, 201, 300];

const answers = { ours: [] as string[], real: [] as string[] };
const logs = { ours: [] as string[], real: [] as string[] };

describe.skipIf(missing.length > 0)(`beside named (not here: ${missing.join(', ') || 'nothing'})`, () => {
  let programs: NamedPrograms;

  beforeAll(async () => {
    programs = await NamedPrograms.make();
    for (const end of ['', '.jnl']) copyFileSync(`${SAMPLE}${end}`, join(programs.folder, `dyn.zone${end}`));
    for (const name of ['ours', 'real'] as const) await ask(name);
  }, 60_000);

  afterAll(() => programs.remove());

  async function ask(name: 'ours' | 'real'): Promise<void> {
    const port = await freePort();
    const program = programs[name](
      `controls { };
       options { directory "${programs.folder}"; listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };
         recursion no; dnssec-validation no; notify no; pid-file none; session-keyfile none; };
       zone "dyn.example" { type primary; file "dyn.zone"; allow-transfer { any; }; };\n`,
      '-g',
      '-4',
    );
    await program.says('running\n');
    for (const serial of SERIALS) {
      const words = [
        '@127.0.0.1',
        '-p',
        String(port),
        '-r',
        '+noall',
        '+answer',
        'dyn.example',
        `IXFR=${serial}`,
      ];
      answers[name].push((await runProgram('dig', words)).out);
    }
    await programs.stopAll();
    logs[name] = program
      .log()
      .split('\n')
      .flatMap((line) => /transfer of .*/.exec(line)?.[0] ?? [])
      .map((line) => line.replace(/\d\.\d{3} secs \(\d+/, 'TIME'));
  }

  test('who asks for the changes gets them, or the whole zone', () => {
    expect(answers.real.join('')).toContain('www.dyn.example.\t7200\tIN\tA\t192.0.2.80');
    expect(answers.ours).toEqual(answers.real);
  });

  test('the log says which, and why', () => {
    expect(logs.real.join('\n')).toContain('IXFR started (serial 200 -> 201)');
    expect(logs.real.join('\n')).toContain('exceeds the maximum ratio to database size');
    expect(logs.ours).toEqual(logs.real);
  });
});
