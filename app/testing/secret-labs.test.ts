/** The secret labs of the course: solved from evidence alone, graded rightly, and telling nothing before that. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readLabChanges } from '../engine/course/lab-changes.ts';
import { readLab, type Lab } from '../engine/course/lab-folder.ts';
import { networkPath } from '../engine/course/lab-network.ts';
import { readNetwork } from '../engine/course/network-file.ts';
import { pickFaults, type Finding, type SecretKeeper } from '../engine/course/secret.ts';
import { blamedHosts, type SecretFault, type SecretFile } from '../engine/course/schema/secret.ts';
import { WorldView } from '../engine/session/world-view.ts';
import { World } from '../engine/session/world.ts';
import { isDiskProblem, type Disk } from '../engine/shell/files.ts';
import { contentFolder } from '../hosts/content-folder.ts';
import { machineClock } from '../hosts/wall-clock.ts';
import { LabSolver } from './lab-solver.ts';

const content = contentFolder(join(import.meta.dirname, '..', '..', 'labs'));
/** `ROOTWALK_SECRET_SEEDS=30` plays more. */
const SEEDS = Array.from(
  { length: Number(process.env['ROOTWALK_SECRET_SEEDS'] ?? 4) },
  (_, i) => `seed ${i + 1}`,
);

interface SecretLab {
  readonly lab: Lab & { readonly secret: SecretFile };
  /** A world of it. `only`: with these faults, whatever the seed says. `free`: without its steps. */
  open(options: { seed: string; only?: readonly SecretFault[]; free?: boolean }): Promise<World>;
}

function secretLab(folder: string): SecretLab {
  const read = readLab(content, folder);
  if (!read.ok || !read.lab.secret) throw new Error(`${folder} is no secret lab`);
  const lab = { ...read.lab, secret: read.lab.secret };
  const plan = readNetwork(content, networkPath(lab));
  if (!plan.ok) throw new Error(`${folder} has no network`);
  const { changes } = readLabChanges(lab, plan.value, content);
  return {
    lab,
    open: ({ seed, only, free = false }) => {
      const secret = only ? { ...lab.secret, pick: only.length, faults: [...only] } : lab.secret;
      const parts = { lab: { ...lab, secret }, plan: plan.value, changes };
      return World.open({ wall: machineClock, ...parts, seed, free, progress: null });
    },
  };
}

const TEAHOUSE = {
  zone: 'teahouse.example',
  servers: {
    'ns1.teahouse.example': '127.53.130.53',
    'ns2.teahouse.example': '127.53.131.53',
    'ns3.teahouse.example': '127.53.132.53',
  },
};
const FERRY = {
  zone: 'ferry.example',
  servers: {
    'ns1.ferry.example': '127.53.140.53',
    'ns2.ferry.example': '127.53.141.53',
    'ns3.ferry.example': '127.53.142.53',
  },
};
const LIGHTHOUSE = {
  zone: 'lighthouse.example',
  servers: { 'ns1.lighthouse.example': '127.53.145.53', 'ns2.lighthouse.example': '127.53.146.53' },
};

async function solveWhoseFault(solver: LabSolver): Promise<Finding[]> {
  const findings = await solver.zoneFaults(TEAHOUSE);
  return findings.map((finding) => ({ ...finding, cure: '' }));
}

async function solveGraduation(solver: LabSolver): Promise<Finding[]> {
  const office = await solver.cacheFault('cache2', '127.53.0.54');
  const towns = [...(await solver.zoneFaults(FERRY)), ...(await solver.zoneFaults(LIGHTHOUSE))];
  return office ? [office, ...towns] : towns;
}

const LABS = [
  { folder: '14-whose-fault', solve: solveWhoseFault },
  { folder: '23-graduation', solve: solveGraduation },
] as const;

describe.each(LABS)('$folder', ({ folder, solve }) => {
  const secret = secretLab(folder);

  test('what dig prints and the Packets pane shows is enough to solve it; a report wrong in one part is refused, with a word', async () => {
    for (const seed of SEEDS) {
      const world = await secret.open({ seed, free: true });
      const findings = await solve(new LabSolver(world));
      const keeper = world.secret as NonNullable<typeof world.secret>;
      const told = `${seed}: ${keeper.picked.map(({ id }) => id).join()}: ${JSON.stringify(findings)}`;
      expect(keeper.whyNot(findings), told).toBeNull();
      for (const wrong of wrongReports(findings, keeper, secret.lab.secret)) {
        expect(keeper.grade(wrong), `${told} and ${JSON.stringify(wrong[0])}`).toBe(false);
        const words = keeper.state().grades.map(({ word }) => word);
        expect(words.filter((word) => word !== '')).toHaveLength(1);
        expect(keeper.state().findings).toEqual(wrong);
      }
      expect(keeper.grade(findings), told).toBe(true);
      expect(keeper.state().grades.every(({ word }) => word === '')).toBe(true);
      world.close();
    }
  }, 120_000);

  test('whatever the secret is, everything that can be seen at the start is the same', async () => {
    const seen = new Map<string, string>();
    for (const fault of secret.lab.secret.faults) {
      const world = await secret.open({ seed: 'the same', only: [fault] });
      seen.set(fault.id, allThatIsSeen(world));
      world.close();
    }
    const [first = ''] = seen.values();
    expect(first).toContain(secret.lab.title);
    for (const [fault, text] of seen) expect(text === first, fault).toBe(true);
  }, 60_000);

  test('a seed gives the same secret again, and each fault is some seed’s', () => {
    const seeds = Array.from({ length: 400 }, (_, i) => String(i));
    const picked = (seed: string): string[] => pickFaults(secret.lab.secret, seed).map(({ id }) => id);
    expect(seeds.map(picked)).toEqual(seeds.map(picked));
    expect(new Set(seeds.flatMap(picked))).toEqual(new Set(secret.lab.secret.faults.map(({ id }) => id)));
    for (const seed of seeds) expect(picked(seed)).toHaveLength(secret.lab.secret.pick);
  });
});

/** The right report with one part of its first line made wrong. */
function wrongReports(
  findings: readonly Finding[],
  keeper: SecretKeeper,
  { kinds, cures, faults }: SecretFile,
): Finding[][] {
  const [first, ...rest] = findings as [Finding, ...Finding[]];
  const blamed = faults.flatMap(blamedHosts);
  const nobody = 'ns.attic.example';
  expect(blamed).not.toContain(nobody);
  const other = (choices: SecretFile['kinds'], is: string): string =>
    choices.find(({ id }) => id !== is && findings.every(({ kind }) => kind !== id))?.id ?? '';
  const lines: Finding[] = [
    { ...first, server: nobody },
    { ...first, kind: other(kinds, first.kind) },
    { ...first, evidence: keeper.otherPacket() ?? first.evidence },
    { ...first, evidence: { of: 'packet', id: 1_000_000 } },
    { ...first, evidence: { of: 'cache', id: first.evidence.id } },
    ...(cures.length > 0 ? [{ ...first, cure: other(cures, first.cure) }] : []),
  ];
  return lines.map((line) => [line, ...rest]);
}

/** What a window is told, all that the journal has, and every file of every machine. */
function allThatIsSeen(world: World): string {
  const view = new WorldView(
    world,
    () => undefined,
    () => false,
  );
  const files = [...world.machines].flatMap(([name, { disk }]) =>
    disk.paths().map((path) => [name, path, textOf(disk.read(path))]),
  );
  const { seed: _, ...progress } = world.runner?.progress() ?? {};
  return JSON.stringify([
    view.snapshot(),
    view.status(),
    view.clockState(),
    [...world.journal.since()],
    files,
    progress,
    world.problems,
  ]);
}

function textOf(octets: ReturnType<Disk['read']>): string {
  return isDiskProblem(octets) ? octets.code : new TextDecoder('latin1').decode(octets);
}
