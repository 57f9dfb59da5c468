/** The lab Internet of the course, running at the machine's pace and open to real programs on a free port. */
import { join } from 'node:path';
import { buildNetwork, type BuiltNetwork } from '../engine/course/build-network.ts';
import { readNetwork, type NetworkPlan } from '../engine/course/network-file.ts';
import { contentFolder } from '../hosts/content-folder.ts';
import { openGateway, type Gateway } from '../hosts/gateway/gateway.ts';
import { machineClock } from '../hosts/wall-clock.ts';
import { bareLab, type BareLab } from './bare-lab.ts';
import { freePort } from './free-port.ts';

export interface OpenLab {
  readonly plan: NetworkPlan;
  readonly lab: BareLab;
  readonly built: BuiltNetwork;
  readonly gateway: Gateway;
  readonly port: number;
  close(): Promise<void>;
}

/** `at` is the port to open; any free one by default. */
export async function openLab(seed: string, at?: number): Promise<OpenLab> {
  const labs = join(import.meta.dirname, '../../labs');
  const plan = readNetwork(contentFolder(labs), 'networks/internet.yaml');
  if (!plan.ok) throw new Error(JSON.stringify(plan.diagnostics));
  const lab = bareLab(seed, machineClock);
  const built = buildNetwork(plan.value, lab);
  const port = at ?? (await freePort());
  const gateway = await openGateway(lab.network, lab.clock, { port });
  lab.clock.run();
  return {
    plan: plan.value,
    lab,
    built,
    gateway,
    port,
    async close() {
      await gateway.close();
      lab.clock.pause();
    },
  };
}
