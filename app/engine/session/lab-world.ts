/** The world of a lab, or of free play, from the course's files. */
import type { ContentSource } from '../course/content.ts';
import type { Lab } from '../course/lab-folder.ts';
import { readNetwork } from '../course/network-file.ts';
import type { LabProgress } from '../course/runner.ts';
import { diagnosticLines } from '../course/yaml-file.ts';
import type { WallClock } from '../network/clock.ts';
import { World } from './world.ts';

const FREE_PLAY_NETWORK = 'networks/internet.yaml';

/** `lab` null: free play. Rejects with file, line and column where the network cannot be read. */
export async function makeLabWorld(
  { wall, content }: { readonly wall: WallClock; readonly content: ContentSource },
  lab: Lab | null,
  progress: LabProgress | null,
): Promise<World> {
  const read = readNetwork(content, lab ? `networks/${lab.network}` : FREE_PLAY_NETWORK);
  if (!read.ok)
    throw new Error(`The lab network cannot be read.\n${read.diagnostics.map(diagnosticLines).join('\n')}`);
  return World.open({ wall, plan: read.value, lab, seed: lab?.seed ?? 'rootwalk', progress });
}
