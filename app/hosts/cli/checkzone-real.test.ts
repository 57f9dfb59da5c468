/** named-checkzone beside BIND's, on zones with something wrong: `ROOTWALK_ZONES=300` for a long run. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../engine/random.ts';
import { namedCheckzone } from '../../engine/tools/named/checkzone.ts';
import { mutatedZone } from '../../engine/zone/mutated-zones.samples.ts';
import { needsPrograms, runProgram, type Finished } from '../../testing/programs.ts';
import { realContext } from './real-context.ts';

const COUNT = Number(process.env['ROOTWALK_ZONES'] ?? 60);

/** The first line that names a place and is no warning. */
function firstError({ out }: Finished): string {
  return out.split('\n').find((line) => /z:\d+: /.test(line) && !WARNINGS.test(line)) ?? '';
}

const WARNINGS =
  /warning:|TTL set to prior|RFC1035 TTL|ignoring out-of-zone|bad owner name|to be an address|old style|MAXTTL|expired|end with newline/;

async function ours(args: readonly string[]): Promise<Finished> {
  let out = '';
  let err = '';
  const status = await namedCheckzone({
    ...realContext(args, new AbortController().signal),
    out: (text) => void (out += text),
    err: (text) => void (err += text),
  });
  return { status, out, err };
}

describe('zones with something wrong', () => {
  test('are taken and refused as by named-checkzone, at the same line, in the same words', async (context) => {
    needsPrograms(context, 'named-checkzone');
    const folder = mkdtempSync(join(tmpdir(), 'rootwalk-checkzone-'));
    const random = seededRandom('beside named-checkzone');
    const counts = { verdict: 0, wrong: 0, line: 0, words: 0, good: 0, dump: 0 };
    try {
      for (let i = 0; i < COUNT; i++) {
        const zone = mutatedZone(random);
        const file = join(folder, 'z');
        writeFileSync(file, zone);
        const args = ['-i', 'local', '-k', i % 2 === 0 ? 'warn' : 'fail'];
        const [mine, theirs] = [
          await ours([...args, 'example', file]),
          await runProgram('named-checkzone', [...args, 'example', file]),
        ];
        expect.soft(mine.status, zone).toBe(theirs.status);
        if (mine.status !== theirs.status) continue;
        counts.verdict++;
        const [said, wanted] = [firstError(mine), firstError(theirs)];
        if (theirs.status === 0) {
          const dump = [...args, '-q', '-o', '-', 'example', file];
          counts.good++;
          if ((await ours(dump)).out === (await runProgram('named-checkzone', dump)).out) counts.dump++;
        } else if (wanted !== '') {
          counts.wrong++;
          if (/:(\d+): /.exec(said)?.[1] === /:(\d+): /.exec(wanted)?.[1]) counts.line++;
          if (said === wanted) counts.words++;
        }
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
    const share = (part: number, whole: number): number => part / Math.max(1, whole);
    expect.soft(share(counts.verdict, COUNT), JSON.stringify(counts)).toBeGreaterThanOrEqual(0.98);
    expect.soft(share(counts.line, counts.wrong), JSON.stringify(counts)).toBeGreaterThanOrEqual(0.95);
    expect.soft(share(counts.words, counts.wrong), JSON.stringify(counts)).toBeGreaterThanOrEqual(0.9);
    expect.soft(share(counts.dump, counts.good), JSON.stringify(counts)).toBeGreaterThanOrEqual(0.95);
  }, 300_000);
});
