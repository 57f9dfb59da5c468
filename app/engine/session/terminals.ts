/** The terminals of a lab: a shell on each machine that students sit at, with the tools that it has. */
import type { NetworkPlan, PlannedHost } from '../course/network-file.ts';
import type { LabClock } from '../network/clock.ts';
import type { Journal } from '../network/journal.ts';
import type { LabHost } from '../network/host.ts';
import type { Network } from '../network/network.ts';
import type { Host } from '../network/transport.ts';
import type { Random } from '../random.ts';
import type { EditRequest } from '../shell/edit.ts';
import { isDiskProblem, type Disk } from '../shell/files.ts';
import { machineDisk } from '../shell/machine-files.ts';
import type { TerminalOptions } from '../shell/terminal-options.ts';
import { Terminal } from '../shell/terminal.ts';
import { labToolNet } from '../tools/lab-net.ts';
import type { LabMachine } from './lab-machine.ts';
import type { MachineProcesses, StartedProcess } from './machine-processes.ts';
import { labCapture } from './lab-capture.ts';
import { tcpdumpEntry } from './tcpdump-entry.ts';
import { MAIL_TOOLS } from './mail-tools.ts';
import { TOOLS } from './terminal-tools.ts';

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
  /** The machines whose terminals are open. Default: all that have one. */
  readonly only?: readonly string[];
  /** Opens a file in the window's editor; false where no window is open. Default: there is none. */
  readonly openEditor?: (terminal: string, request: EditRequest) => boolean;
  /** Those that have a disk, by their names. */
  readonly machines: ReadonlyMap<string, LabMachine>;
}

/** The id of the first terminal; the others are called as their machines are. */
const FIRST = 'student';

/** What lies on the machines that have a terminal, by their names. Servers and terminals of a machine share it. */
export function machineDisks(
  plan: NetworkPlan,
  parts: Pick<TerminalParts, 'clock' | 'readme'>,
): ReadonlyMap<string, Disk> {
  const disks = new Map<string, Disk>();
  for (const machine of plan.hosts)
    if (machine.terminal !== null) disks.set(machine.name, diskOf(machine, machine.terminal, parts));
  return disks;
}

/** One terminal for each machine that has one, the student's own first, by id. */
export function openTerminals(plan: NetworkPlan, parts: TerminalParts): ReadonlyMap<string, Terminal> {
  const names = [
    ...plan.hosts.map((host) => host.name),
    ...plan.zones.map((zone) => zone.origin.toRelaxedString()),
  ];
  const terminals = new Map<string, Terminal>();
  const machines = [...plan.hosts].sort((a, b) => Number(b.role === 'client') - Number(a.role === 'client'));
  for (const machine of machines) {
    const { name, terminal: user } = machine;
    const itself = parts.machines.get(name);
    if (user === null || itself === undefined || parts.only?.includes(name) === false) continue;
    const id = terminals.size === 0 ? FIRST : name;
    terminals.set(id, openTerminal({ id, user, machine: itself, names }, parts));
  }
  return terminals;
}

interface Seat {
  readonly id: string;
  readonly user: string;
  readonly machine: LabMachine;
  readonly names: readonly string[];
}

function openTerminal({ id, user, machine, names }: Seat, parts: TerminalParts): Terminal {
  const { disk, hostName } = machine;
  const { openEditor } = parts;
  const itself = parts.network.hostNamed(hostName);
  if (!itself) throw new Error(`the network has no host ${hostName}`);
  const host = parts.placeOf?.(itself) ?? itself;
  const random = parts.random.fork(`terminal ${id}`);
  const readFile = (path: string): string | null => {
    const octets = disk.read(path);
    return isDiskProblem(octets) ? null : new TextDecoder().decode(octets);
  };
  const netOn =
    (place: Host): TerminalOptions['net'] =>
    (signal, privileged) =>
      labToolNet({ host: place, clock: parts.clock, random, readFile, signal, privileged });
  return new Terminal({
    ...parts,
    machine,
    begin: commandsOn(machine.table, user, (process) => netOn(process.onHost(host))),
    id,
    title: `${user}@${hostName}`,
    user,
    host,
    random,
    disk,
    tools: new Map([
      ...TOOLS,
      ...(machine.mail ? MAIL_TOOLS : []),
      ['tcpdump', tcpdumpEntry(labCapture(parts.network, parts.journal, hostName))],
    ]),
    net: netOn(host),
    names: () => names,
    ...(openEditor && { edit: (request) => openEditor(id, request) }),
  });
}

/** The number of the shell; just-bash says it for `$$`. */
const SHELL = 1187;
const TTY = 'pts/0';

/** Enters the terminal's shell among the machine's processes, and each command while it runs. */
function commandsOn(
  processes: MachineProcesses,
  user: string,
  netOf: (process: StartedProcess) => TerminalOptions['net'],
): NonNullable<TerminalOptions['begin']> {
  const { pid } = processes.start({ pid: SHELL, name: 'bash', line: '-bash', user, terminal: TTY });
  return (name, args, stop, as) => {
    const line = [name, ...args].join(' ');
    const process = processes.start({
      name,
      line,
      user: as,
      parent: pid,
      terminal: TTY,
      onSignal: stop,
    });
    return { pid: process.pid, net: netOf(process), end: () => process.end() };
  };
}

function diskOf(
  machine: PlannedHost,
  user: string,
  { clock, readme }: Pick<TerminalParts, 'clock' | 'readme'>,
): Disk {
  const files = new Map<string, string>();
  if (machine.resolvConf !== null) files.set('/etc/resolv.conf', machine.resolvConf);
  if (machine.hostsFile !== null) files.set('/etc/hosts', machine.hostsFile);
  if (readme !== undefined && user !== 'root') files.set(`/home/${user}/README.txt`, readme);
  return machineDisk({
    now: () => clock.now(),
    hostName: machine.name,
    address: machine.addresses[0] as string,
    users: [user],
    nameservers: [],
    commands: [
      ...TOOLS.keys(),
      ...(machine.mail === 'relay' ? MAIL_TOOLS.map(([name]) => name) : []),
      'tcpdump',
    ],
    files,
  });
}
