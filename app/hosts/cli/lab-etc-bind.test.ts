/** What a lab machine has in /etc/bind, judged by BIND's own named-checkconf. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readNetwork } from '../../engine/course/network-file.ts';
import { World } from '../../engine/session/world.ts';
import { isDiskProblem, type Disk } from '../../engine/shell/files.ts';
import { needsPrograms, runProgram } from '../../testing/programs.ts';

const LABS = fileURLToPath(new URL('../../../labs/', import.meta.url));
/** A network of one server with a zone of its own, and a file that the network brings. */
const FILES: Readonly<Record<string, string>> = {
  'networks/own.yaml': `title: one server
hosts:
  ns1:
    addresses: [127.53.5.53]
    latency: 1
    role: authoritative-server
    terminal: root
    files:
      /etc/bind/db.more: more.zone
zones:
  - { origin: own.test, file: own.zone, servers: [ns1] }
`,
  'networks/own.zone': '$TTL 1h\n@ SOA ns hostmaster 7 1d 2h 4w 1h\n@ NS ns\nns A 127.53.5.53\n',
  'networks/more.zone': '; more\n',
};

async function worldOf(path: string): Promise<World> {
  const read = (name: string): string | null =>
    FILES[name] ?? (name.startsWith('networks/') ? readFileSync(LABS + name, 'utf8') : null);
  const plan = readNetwork({ read, list: (folder) => readdirSync(LABS + folder) }, path);
  if (!plan.ok) throw new Error(JSON.stringify(plan.diagnostics));
  const wall = {
    now: () => performance.now(),
    setTimer: (callback: () => void, milliseconds: number) => setTimeout(callback, milliseconds),
    clearTimer: (handle: unknown) => clearTimeout(handle as NodeJS.Timeout),
    settle: () => new Promise<void>((resolve) => void setImmediate(resolve)),
  };
  return World.open({ wall, plan: plan.value, lab: null, seed: 'files', progress: null });
}

/** Writes what the configuration needs below a folder, with all paths in it made the folder's. */
function written(disk: Disk, folder: string): void {
  for (const path of disk.paths()) {
    if (!/^\/(etc\/bind|usr\/share\/dns)\/[^/]+$/.test(path)) continue;
    const octets = disk.read(path);
    if (isDiskProblem(octets)) continue;
    const text = new TextDecoder().decode(octets).replace(/"(\/(?:etc|usr|var)\/)/g, `"${folder}$1`);
    mkdirSync(dirname(folder + path), { recursive: true });
    writeFileSync(folder + path, text);
  }
  mkdirSync(`${folder}/var/cache/bind`, { recursive: true });
}

for (const [network, machine, said] of [
  ['networks/internet.yaml', 'cache', 'zone localhost/IN: loaded serial 2\n'],
  ['networks/own.yaml', 'ns1', 'zone own.test/IN: loaded serial 7\n'],
] as const)
  test(`named-checkconf finds nothing wrong on ${machine} of ${network}, and ours neither`, async (context) => {
    needsPrograms(context, 'named-checkconf');
    const world = await worldOf(network);
    const folder = mkdtempSync(join(tmpdir(), 'rootwalk-etc-bind-'));
    try {
      const disk = world.machines.get(machine)?.disk;
      if (disk === undefined) throw new Error('no such machine');
      written(disk, folder);
      const judged = await runProgram('named-checkconf', ['-z', `${folder}/etc/bind/named.conf`]);
      expect(judged).toMatchObject({ status: 0, err: '' });
      expect(judged.out).toContain(said);
      expect(judged.out).not.toMatch(/error|warning|deprecated/i);
      expect(world.built.servers.get(machine)?.running).toBe(true);
      if (machine === 'ns1') expect(disk.paths()).toContain('/etc/bind/db.more');
    } finally {
      world.close();
      rmSync(folder, { recursive: true });
    }
  });
