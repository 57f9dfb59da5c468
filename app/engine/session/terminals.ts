/** The terminals of a lab: a shell on each machine that students sit at, with the tools that it has. */
import type { NetworkPlan, PlannedHost } from '../course/network-file.ts';
import type { LabClock } from '../network/clock.ts';
import type { Journal } from '../network/journal.ts';
import type { LabHost } from '../network/host.ts';
import type { Network } from '../network/network.ts';
import type { Host } from '../network/transport.ts';
import type { Random } from '../random.ts';
import type { ToolEntry } from '../shell/command.ts';
import { isDiskProblem, type Disk } from '../shell/files.ts';
import { machineDisk } from '../shell/machine-files.ts';
import { Terminal } from '../shell/terminal.ts';
import { DASH_OPTIONS, dig, plusOptionNames } from '../tools/dig/dig.ts';
import { labToolNet } from '../tools/lab-net.ts';

export interface TerminalParts {
  readonly network: Network;
  readonly clock: LabClock;
  readonly journal: Journal;
  readonly random: Random;
  /** What a program on a host sees of it. Default: the host itself. */
  readonly placeOf?: (host: LabHost) => Host;
  /** Printed above the first prompt, and in the README of each home; else the course's own. */
  readonly greeting?: string;
  readonly readme?: string;
}

const USER = 'student';

/** One terminal for each client machine of the plan, the student's own first, by id. */
export function openTerminals(plan: NetworkPlan, parts: TerminalParts): ReadonlyMap<string, Terminal> {
  const names = [
    ...plan.hosts.map((host) => host.name),
    ...plan.zones.map((zone) => zone.origin.toRelaxedString()),
  ];
  const terminals = new Map<string, Terminal>();
  for (const machine of plan.hosts.filter((host) => host.role === 'client')) {
    const id = terminals.size === 0 ? USER : machine.name;
    terminals.set(id, openTerminal(id, machine, names, parts));
  }
  return terminals;
}

function openTerminal(
  id: string,
  machine: PlannedHost,
  names: readonly string[],
  parts: TerminalParts,
): Terminal {
  const itself = parts.network.hostNamed(machine.name);
  if (!itself) throw new Error(`the network has no host ${machine.name}`);
  const host = parts.placeOf?.(itself) ?? itself;
  const random = parts.random.fork(`terminal ${id}`);
  const disk = diskOf(machine, parts);
  const readFile = (path: string): string | null => {
    const octets = disk.read(path);
    return isDiskProblem(octets) ? null : new TextDecoder().decode(octets);
  };
  return new Terminal({
    ...parts,
    id,
    title: `${USER}@${machine.name}`,
    user: USER,
    host,
    random,
    disk,
    tools: TOOLS,
    net: (signal, privileged) =>
      labToolNet({ host, clock: parts.clock, random, readFile, signal, privileged }),
    names: () => names,
  });
}

function diskOf(machine: PlannedHost, { clock, readme }: TerminalParts): Disk {
  const files = new Map<string, string>();
  if (machine.resolvConf !== null) files.set('/etc/resolv.conf', machine.resolvConf);
  if (machine.hostsFile !== null) files.set('/etc/hosts', machine.hostsFile);
  if (readme !== undefined) files.set(`/home/${USER}/README.txt`, readme);
  return machineDisk({
    now: () => clock.now(),
    hostName: machine.name,
    address: machine.addresses[0] as string,
    users: [USER],
    nameservers: [],
    commands: [...TOOLS.keys()],
    files,
  });
}

const TOOLS: ReadonlyMap<string, ToolEntry> = new Map([
  [
    'dig',
    {
      tool: dig,
      summary: 'ask a name server, and see everything it says',
      usage: 'dig [@server] [name] [type] [+option …]',
      options: [
        ...plusOptionNames().map(({ name }) => `+${name}`),
        ...DASH_OPTIONS.map(({ usage }) => usage.slice(0, 2)),
      ],
      arguments: 'names',
      examples: [
        { line: 'dig www.tiscali.co.uk', what: 'ask your own caching server for the address of a name' },
        { line: 'dig tiscali.co.uk MX', what: 'ask for another type of record' },
        {
          line: 'dig +norec @a.root-servers.net www.tiscali.co.uk',
          what: 'ask one server for what it knows itself',
        },
        { line: 'dig +trace www.tiscali.co.uk', what: 'walk down from the root, one server after the other' },
        { line: 'dig -x 127.53.9.1', what: 'ask which name an address has' },
        { line: 'dig +short www.tiscali.co.uk', what: 'see the answer only' },
      ],
    },
  ],
]);
