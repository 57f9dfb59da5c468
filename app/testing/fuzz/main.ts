/**
 * `npm run fuzz -- KIND COUNT [--seed TEXT] [--judge EVERY]`: spoilt files by the hundred thousand.
 *
 * What is found is written to `test-results/fuzz/`, each text in a file of its own beside what was wrong with it. With
 * `--judge 50`, every fiftieth file is also given to BIND's own checker, which must take or refuse it alike.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCampaign, type Finding, type Kind } from './campaign.ts';
import { configurations } from './configurations.ts';
import { dumps } from './dumps.ts';
import { logs } from './logs.ts';
import { zones } from './zones.ts';

const KINDS: readonly Kind[] = [dumps, logs, zones, configurations];
const FOLDER = join('test-results', 'fuzz');
const TOLD_EVERY = 10_000;

const [name = '', countText = '10000', ...options] = process.argv.slice(2);
const kind = KINDS.find((one) => one.name === name);
if (kind === undefined) {
  console.log(
    `usage: npm run fuzz -- ${KINDS.map((one) => one.name).join('|')} COUNT [--seed TEXT] [--judge EVERY]`,
  );
  process.exitCode = 2;
} else run(kind, Number(countText));

function option(word: string): string | undefined {
  const at = options.indexOf(word);
  return at < 0 ? undefined : options[at + 1];
}

function run(chosen: Kind, count: number): void {
  const seed = option('--seed') ?? 'campaign';
  const every = Number(option('--judge') ?? 0);
  mkdirSync(FOLDER, { recursive: true });
  const judged = { files: 0, differ: [] as Finding[] };
  const began = performance.now();
  const {
    count: read,
    told,
    findings,
    slowest,
  } = runCampaign({
    kind: chosen,
    count,
    seed,
    cpuMs,
    onCase: (number, text, isTold, before) => {
      if (number > 0 && number % TOLD_EVERY === 0)
        console.log(`${number} files, ${megabytes()} MB of memory`);
      if (chosen.judge === undefined || every === 0 || number % every !== 0) return;
      if (chosen.judge.fits?.(text) === false) return;
      judged.files++;
      const refused = refusedByBind(chosen, text);
      if (refused !== isTold)
        judged.differ.push({
          number,
          text,
          before,
          what: `BIND ${refused ? 'refuses' : 'takes'} it, and we do not`,
        });
    },
  });
  for (const finding of [...findings, ...judged.differ]) keep(chosen, finding);
  writeFileSync(join(FOLDER, `${chosen.name}-slowest.txt`), slowest.text, 'latin1');
  console.log(
    `${chosen.name}: ${read} files of seed '${seed}' in ${Math.round((performance.now() - began) / 1000)} s; ` +
      `${told} with something wrong that was told; ${findings.length} faults; the slowest took ${Math.round(slowest.ms)} ms`,
  );
  if (judged.files > 0)
    console.log(`of ${judged.files} files, BIND says otherwise of ${judged.differ.length}`);
  if (findings.length > 0) process.exitCode = 1;
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function megabytes(): number {
  return Math.round(process.memoryUsage().rss / 1e6);
}

function refusedByBind({ judge }: Kind, text: string): boolean {
  const path = join(FOLDER, 'judged.txt');
  writeFileSync(path, text, 'latin1');
  const { status } = spawnSync(judge?.program ?? '', judge?.args(path) ?? [], { timeout: 20_000 });
  rmSync(path);
  return status !== 0;
}

function keep({ name: kindName }: Kind, { number, what, text, before }: Finding): void {
  console.log(`${number}: ${what}`);
  const path = join(FOLDER, `${kindName}-${number}`);
  writeFileSync(`${path}.txt`, text, 'latin1');
  writeFileSync(`${path}.before`, before, 'latin1');
  writeFileSync(`${path}.what`, `${what}\n`);
}
