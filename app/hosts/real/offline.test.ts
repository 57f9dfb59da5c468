/** Without a network, and when it goes away in the middle: the real thing, in a network namespace of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import type { Explanation } from '../../contract.ts';
import { needsPrograms, runProgram } from '../../testing/programs.ts';

const PROGRAM = fileURLToPath(new URL('../../testing/offline-session.ts', import.meta.url));

interface Outcome {
  readonly refused: string;
  readonly before: string;
  readonly after: string;
  readonly direct: string;
  readonly explanation: Explanation | null;
  readonly back: string;
  readonly lab: string;
}

test(
  'offline is told in words; offline in the middle is a SERVFAIL that is explained',
  { timeout: 60_000 },
  async (context) => {
    needsPrograms(context, 'unshare', 'ip');
    const allowed = await runProgram('unshare', ['-r', '-n', 'true']);
    if (allowed.status !== 0) context.skip('network namespaces are not allowed here');
    const folder = mkdtempSync(join(tmpdir(), 'rootwalk-offline-'));
    const file = join(folder, 'session.mjs');
    await build({
      entryPoints: [PROGRAM],
      outfile: file,
      bundle: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'warning',
      define: { 'import.meta.dirname': JSON.stringify(dirname(PROGRAM)) },
      banner: {
        js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
      },
    });
    const script = `ip link set lo up && exec '${process.execPath}' '${file}'`;
    const { out, err } = await runProgram('unshare', ['-r', '-n', 'sh', '-c', script], { limitMs: 50_000 });
    rmSync(folder, { recursive: true });
    expect(err).toBe('');
    const outcome = JSON.parse(out) as Outcome; // What the program above prints.

    expect(outcome.refused).toContain('No network is connected');
    expect(outcome.before).toMatch(/^127\.53\.\d+\.\d+\n$/);
    expect(outcome.after).toContain('status: SERVFAIL');
    expect(outcome.direct).toMatch(/network unreachable/);
    const exchanges = outcome.explanation?.steps.flatMap(({ children }) => children) ?? [];
    expect(exchanges.length).toBeGreaterThan(0);
    for (const { title, detail, outcome: came } of exchanges) {
      expect(came).toBe('bad');
      expect(title).toMatch(/network unreachable/);
      expect(detail).toMatch(/^No route leads there from here, so nothing was sent\./);
    }
    // Back in the lab, everything is as ever.
    expect(outcome.back).toBe('lab');
    expect(outcome.lab).toMatch(/^127\.53\.\d+\.\d+\n$/);
  },
);
