/** The world of a lab, or of free play, from the course's files. */
import type { Notice } from '../../contract.ts';
import type { ContentSource } from '../course/content.ts';
import type { Lab } from '../course/lab-folder.ts';
import { readLabChanges } from '../course/lab-changes.ts';
import { networkPath } from '../course/lab-network.ts';
import { readNetwork } from '../course/network-file.ts';
import type { LabProgress } from '../course/runner.ts';
import { ownSeed } from '../course/secret-seed.ts';
import { diagnosticLines, type FileDiagnostic } from '../course/yaml-file.ts';
import type { WallClock } from '../network/clock.ts';
import type { KeptProgress } from './kept-progress.ts';
import { World } from './world.ts';

const FREE_PLAY_NETWORK = 'networks/internet.yaml';

export interface LabWorldOptions {
  readonly progress: LabProgress | null;
  /** Free play in the lab's network. Default: false. */
  readonly free?: boolean;
  /** The seed of a secret lab that begins anew. Default: one that nobody else has. */
  readonly secretSeed?: string;
}

/** `lab` null: free play. Rejects with file, line and column where the network cannot be read. */
export async function makeLabWorld(
  { wall, content }: { readonly wall: WallClock; readonly content: ContentSource },
  lab: Lab | null,
  { progress, free = false, secretSeed }: LabWorldOptions,
): Promise<World> {
  const read = readNetwork(content, lab ? networkPath(lab) : FREE_PLAY_NETWORK);
  if (!read.ok) throw unreadable(read.diagnostics);
  if (!lab) return World.open({ wall, plan: read.value, lab, seed: 'rootwalk', progress });
  const { changes, diagnostics } = readLabChanges(lab, read.value, content);
  if (diagnostics.length > 0) throw unreadable(diagnostics);
  // A secret is another one each time that it is begun anew, unless a class has one together.
  const seed = lab.secret ? (progress?.seed ?? secretSeed ?? ownSeed(lab, wall.now())) : lab.seed;
  return World.open({ wall, plan: read.value, lab, seed, progress, changes, free });
}

/** A lab's network file, or what the lab changes in it, is wrong: file, line and column are in the message. */
export class UnreadableNetwork extends Error {}

function unreadable(diagnostics: readonly FileDiagnostic[]): UnreadableNetwork {
  return new UnreadableNetwork(
    `The lab network cannot be read.\n${diagnostics.map(diagnosticLines).join('\n')}`,
  );
}

/** The world that a session begins with: the lab's, or free play's where that lab cannot be opened any more, with the reason. */
export async function firstWorld(
  host: { readonly wall: WallClock; readonly content: ContentSource },
  lab: Lab | null,
  progress: KeptProgress,
): Promise<{ readonly world: World; readonly problem: Pick<Notice, 'title' | 'detail'> | null }> {
  try {
    return { world: await makeLabWorld(host, lab, { progress: lab && progress.of(lab.id) }), problem: null };
  } catch (error) {
    // Whatever is wrong with one lab, the others are there.
    if (lab === null || !(error instanceof Error)) throw error;
    const title = `Lab ${lab.number} could not be opened; this is free play.`;
    const world = await makeLabWorld(host, null, { progress: null });
    return { world, problem: { title, detail: error.message } };
  }
}
