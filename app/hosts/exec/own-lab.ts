/** A lab Internet of the program's own, in the process that runs inside the private network. */
import { join } from 'node:path';
import { buildNetwork } from '../../engine/course/build-network.ts';
import { readNetwork } from '../../engine/course/network-file.ts';
import { LabClock } from '../../engine/network/clock.ts';
import { Journal } from '../../engine/network/journal.ts';
import { Network } from '../../engine/network/network.ts';
import { seededRandom } from '../../engine/random.ts';
import { homeFolder } from '../cli/home.ts';
import { contentFolder } from '../content-folder.ts';
import { openGateway } from '../gateway/gateway.ts';
import { LAB_PORT } from '../gateway/outside-senders.ts';
import { machineClock } from '../wall-clock.ts';
import { LAPTOP } from './loopback.ts';

/** Nobody looks into this journal. */
const JOURNAL_LIMIT = 1_000;

/** Opens it on port 53 of its addresses. Gives what went wrong. */
export async function openOwnLab(): Promise<string | null> {
  const folder = join(homeFolder() ?? '.', 'labs');
  const plan = readNetwork(contentFolder(folder), 'networks/internet.yaml');
  if (!plan.ok)
    return `the lab Internet in ${folder} cannot be read: ${plan.diagnostics.map(({ message }) => message).join('; ')}`;
  const clock = new LabClock(machineClock, Date.now());
  const journal = new Journal(clock, JOURNAL_LIMIT);
  const random = seededRandom('exec');
  const network = new Network({ clock, journal, random: random.fork('network') });
  buildNetwork(plan.value, { network, clock, journal, random });
  const addresses = network.hosts.flatMap((host) => host.addresses).filter((address) => address !== LAPTOP);
  const gateway = await openGateway(network, clock, { port: LAB_PORT, addresses });
  clock.run();
  const [problem] = gateway.status().problems;
  return problem === undefined ? null : `${problem.address} port ${LAB_PORT}: ${problem.why}`;
}
