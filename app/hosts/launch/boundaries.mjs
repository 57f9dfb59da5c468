/**
 * The boundary check and its proof: first the house as it stands must break no rule; then, in a copy, a violation of
 * each kind is planted, and each must be found by the rule that is meant to find it.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { HOME, at } from './home.mjs';

/** Where a violation is planted, what it imports, and the rule that must name it. */
const PLANTED = [
  ['app/engine/cache/planted.ts', 'node:fs', 'engine-is-pure'],
  ['app/engine/zone/planted.ts', 'ws', 'engine-libraries'],
  ['app/engine/resolver/planted.ts', 'dns-packet', 'protocol-alone-imports-dns-packet'],
  ['app/engine/tools/planted.ts', 'just-bash', 'shell-alone-imports-just-bash'],
  ['app/engine/server/planted.ts', '../../hosts/wall-clock.ts', 'engine-knows-no-host'],
  ['app/engine/protocol/planted.ts', '../network/journal.ts', 'engine-protocol-looks-down'],
  ['app/engine/zone/planted-beside.ts', '../network/clock.ts', 'engine-zone-looks-down'],
  ['app/engine/cache/planted-up.ts', '../server/planted.ts', 'engine-cache-looks-down'],
  ['app/engine/tools/planted-up.ts', '../session.ts', 'engine-tools-looks-down'],
  ['app/engine/session/planted.ts', 'electron', 'engine-libraries'],
  ['app/hosts/web/planted.ts', 'electron', 'electron-in-its-host-alone'],
  ['app/hosts/planted.ts', '../../renderer/api/transport.ts', 'hosts-know-no-window'],
  ['app/hosts/planted-test.ts', 'vitest', 'testing-stays-out-of-the-product'],
  ['renderer/planted.ts', '../app/engine/session.ts', 'renderer-knows-the-contract-alone'],
  ['renderer/planted-value.ts', '../app/contract.ts', 'renderer-takes-types-only'],
  ['renderer/planted-node.ts', 'node:fs', 'renderer-is-no-node-program'],
  ['renderer/planted-nowhere.ts', './nowhere.ts', 'nothing-unresolved'],
  ['app/engine/network/planted-a.ts', './planted-b.ts', 'no-circles'],
];
/** Closes the planted circle, which is reported once. */
const OTHER_HALF = ['app/engine/network/planted-b.ts', './planted-a.ts'];

/**
 * @param {string} folder
 * @returns {{ from: string, to: string, rule: string }[]}
 */
function violations(folder) {
  const cruiser = at('node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
  const result = spawnSync(
    process.execPath,
    [cruiser, 'app', 'renderer', '--config', '.dependency-cruiser.cjs', '--output-type', 'json'],
    { cwd: folder, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 },
  );
  if (!result.stdout) throw new Error(`dependency-cruiser said nothing: ${result.stderr}`);
  return JSON.parse(result.stdout).summary.violations.map((/** @type {any} */ each) => ({
    from: each.from,
    to: each.to,
    rule: each.rule.name,
  }));
}

function plantedCopy() {
  const folder = mkdtempSync(join(tmpdir(), 'rootwalk-boundaries-'));
  for (const each of ['app', 'renderer', 'package.json', 'tsconfig.json', '.dependency-cruiser.cjs'])
    cpSync(at(each), join(folder, each), { recursive: true });
  symlinkSync(at('node_modules'), join(folder, 'node_modules'), 'junction');
  for (const [file, target] of [...PLANTED, OTHER_HALF]) {
    const path = join(folder, file ?? '');
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `import '${target}';\n`);
  }
  return folder;
}

let failed = false;
for (const { from, to, rule } of violations(HOME)) {
  failed = true;
  console.log(`${rule}: ${from} imports ${to}`);
}
const copy = plantedCopy();
try {
  const found = violations(copy);
  for (const [file, target, rule] of PLANTED) {
    if (found.some((each) => each.from === file && each.rule === rule)) continue;
    failed = true;
    const others = found.filter((each) => each.from === file).map((each) => each.rule);
    console.log(
      `A planted violation was not found: ${file} imports ${target}, ${rule}. Found there: ${others.join(', ') || 'nothing'}.`,
    );
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
if (!failed) console.log(`No boundary is crossed; ${PLANTED.length} planted violations were found.`);
process.exit(failed ? 1 : 0);
