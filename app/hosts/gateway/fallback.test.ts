import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { findProgram, needsPrograms, runProgram } from '../../testing/programs.ts';

/** A network of its own in which 127.0.0.1 is the only loopback address, as on macOS. */
const IN_NAMESPACE =
  'ip link set lo up && ip addr flush dev lo && ip addr add 127.0.0.1/32 dev lo && exec "$@"';

test('where the machine has 127.0.0.1 alone, the caching server is offered there', async (context) => {
  needsPrograms(context, 'unshare', 'ip');
  const allowed = await runProgram('unshare', ['-rn', 'true']);
  if (allowed.status !== 0) context.skip('this machine does not let users make networks of their own');
  const folder = mkdtempSync(join(tmpdir(), 'rootwalk-fallback-'));
  try {
    const program = join(folder, 'fallback-lab.mjs');
    await build({
      entryPoints: [join(import.meta.dirname, '../../testing/fallback-lab.ts')],
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: program,
      logLevel: 'error',
    });
    const { out, err } = await runProgram('unshare', [
      ...['-rn', findProgram('sh') ?? 'sh', '-c', IN_NAMESPACE, 'sh', process.execPath, program, '5300'],
    ]);
    expect(err).toBe('');
    const why = 'this machine does not have the address';
    expect(JSON.parse(out)).toEqual({
      status: {
        state: 'partly open',
        port: 5300,
        resolver: '127.0.0.1:5300',
        problems: [
          { address: '127.53.0.53', why },
          { address: '127.53.1.1', why },
        ],
      },
      from: '127.0.0.1:5300',
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 30_000);
