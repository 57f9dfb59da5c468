/**
 * One lab world: clock, journal, network, servers, terminals and, in a lab, its runner. A reset throws the world
 * away and makes another from the same files and seed.
 */
import type { BuiltNetwork } from '../course/build-network.ts';
import { LabGraphs } from '../course/lab-graphs.ts';
import { NO_CHANGES, type LabChanges } from '../course/lab-changes.ts';
import type { LabEvidence } from '../course/lab-evidence.ts';
import type { Lab, LabStep } from '../course/lab-folder.ts';
import type { LabAction } from '../course/schema/actions.ts';
import { SecretKeeper } from '../course/secret.ts';
import { wordOfSeed } from '../course/secret-seed.ts';
import { actionText } from '../course/step-state.ts';
import { Worksheets } from '../course/worksheet.ts';
import { buildNetwork, type NetworkParts } from '../course/build-network.ts';
import type { NetworkPlan } from '../course/network-file.ts';
import type { CheckedChange } from '../course/network-switches.ts';
import { planProblems, type PlanProblem } from '../course/plan-problems.ts';
import { LabRunner, type LabProgress } from '../course/runner.ts';
import { LabClock, type WallClock } from '../network/clock.ts';
import { Journal } from '../network/journal.ts';
import type { LabHost } from '../network/host.ts';
import { Network } from '../network/network.ts';
import type { Host } from '../network/transport.ts';
import { uplinkedHost, type Outside } from '../network/uplinked-host.ts';
import { seededRandom, type Random } from '../random.ts';
import type { EditRequest } from '../shell/edit.ts';
import type { Disk } from '../shell/files.ts';
import type { Terminal } from '../shell/terminal.ts';
import { LabFiles, type FileSeat } from './lab-files.ts';
import { LabMachine } from './lab-machine.ts';
import { installMail } from './lab-mail.ts';
import { playAction } from './play-action.ts';
import type { Reached } from './reach-roots.ts';
import { machineDisks, openTerminals } from './terminals.ts';

export interface WorldOptions {
  readonly wall: WallClock;
  readonly plan: NetworkPlan;
  readonly lab: Lab | null;
  readonly seed: string;
  /** What the student has done of the lab already; its steps are played again, so that the world is as they left it. */
  readonly progress: LabProgress | null;
  /** What the lab's files change in the network. Default: nothing. */
  readonly changes?: LabChanges;
  /** Free play in the lab's network: nothing is checked. */
  readonly free?: boolean;
  /** Present in the real Internet. */
  readonly real?: RealParts;
}

/** What a world in the real Internet has instead of the lab's own, and beside it. */
export interface RealParts {
  /** Runs already, on real time. */
  readonly clock: LabClock;
  readonly journal: Journal;
  /** Nobody can foretell it: ids and cookies go out to real servers. */
  readonly random: Random;
  readonly nextPacket: () => number;
  readonly outside: Outside;
  /** What was found out on the way there. */
  readonly reach: Reached;
  readonly greeting: string;
  readonly readme: string;
  readonly problems: readonly PlanProblem[];
}

/** The lab clock of free play begins here; a lab says its own. A Saturday afternoon. */
const DEFAULT_START = Date.UTC(2026, 2, 7, 14, 0, 0);
/** Entries; about 100 MB with the payloads of as many packets. */
export const JOURNAL_LIMIT = 100_000;
/** As named goes about it where nothing says otherwise. */
const REAL_WALK = { priming: true, qnameMinimization: 'relaxed' } as const;

export class World {
  readonly clock: LabClock;
  readonly start: number;
  readonly journal: Journal;
  readonly random: Random;
  readonly network: Network;
  readonly built: BuiltNetwork;
  readonly terminals: ReadonlyMap<string, Terminal>;
  /** What lies on the disks of the machines that have a terminal. */
  readonly files: LabFiles;
  /** Opens a file in a window's editor; false where no window is open. Null: there is nobody to do it. */
  onEdit: ((terminal: string, request: EditRequest) => boolean) | null = null;
  readonly lab: Lab | null;
  /** What the network was made of. */
  readonly plan: NetworkPlan;
  /** Zones that were not loaded, although they should have been. */
  readonly problems: readonly PlanProblem[];
  readonly worksheets: Worksheets;
  readonly graphs: LabGraphs;
  /** What a secret lab keeps to itself; null where there is no secret. */
  readonly secret: SecretKeeper | null;
  #runner: LabRunner | null = null;
  readonly #wall: WallClock;
  readonly #changes: LabChanges;
  readonly #real: RealParts | null;
  readonly #machines = new Map<string, LabMachine>();
  readonly #endMail: () => void;
  #endWatch: () => void = () => undefined;
  readonly #unprepared: string[] = [];
  #closed = false;

  private constructor(options: WorldOptions) {
    const { real = null } = options;
    this.#wall = options.wall;
    this.#changes = options.changes ?? NO_CHANGES;
    this.#real = real;
    this.lab = options.lab;
    this.plan = options.plan;
    this.problems = [...planProblems(options.plan), ...(real?.problems ?? [])];
    this.start = real?.clock.now() ?? (options.lab ? Date.parse(options.lab.start) : DEFAULT_START);
    this.clock = real?.clock ?? new LabClock(options.wall, this.start);
    this.journal = real?.journal ?? new Journal(this.clock, JOURNAL_LIMIT);
    this.random = real?.random ?? seededRandom(options.seed);
    const base = { clock: this.clock, journal: this.journal, random: this.random };
    const numbers = real && { nextPacket: real.nextPacket };
    this.network = new Network({ ...base, random: this.random.fork('network'), ...numbers });
    const parts = { ...base, network: this.network, ...(real && this.#realParts(real)) };
    const disks = machineDisks(options.plan, parts);
    this.built = this.#build(options.plan, parts, disks);
    for (const name of disks.keys()) this.#machine(name, disks);
    const { hosts } = this.built;
    this.#endMail = installMail(options.plan, { ...base, hosts, machines: this.#machines });
    this.terminals = openTerminals(options.plan, {
      ...parts,
      machines: this.#machines,
      openEditor: (terminal, request) => this.#edit(terminal, request),
      ...(options.lab?.terminals && { only: options.lab.terminals }),
    });
    this.files = new LabFiles(this.#seats());
    this.worksheets = new Worksheets({
      journal: this.journal,
      now: () => this.clock.now(),
      roots: rootServers(options.plan),
    });
    this.secret = this.#secretOf(options);
    this.graphs = new LabGraphs({
      graphs: options.lab?.graphs ?? [],
      plan: options.plan,
      journal: this.journal,
      random: this.random.fork('graphs'),
      now: () => this.clock.now(),
      serverOf: this.evidence.serverOf,
    });
    this.clock.onChange((change) => {
      const rate = this.clock.mode.kind === 'running' ? this.clock.mode.rate : 0;
      const now = this.clock.now();
      if (change.kind === 'mode') {
        this.journal.write({ kind: 'clock', how: change.mode.kind, from: now, to: now, rate });
      } else this.journal.write({ kind: 'clock', how: change.how, from: change.from, to: change.to, rate });
    });
  }

  /** Makes a world with its clock paused, everything that comes before the student's turn done. */
  static async open(options: WorldOptions): Promise<World> {
    const world = new World(options);
    const { lab, progress, wall } = options;
    if (!lab) return world;
    world.#beginChanges();
    for (const action of lab.prepare)
      if (!(await world.play(action))) world.#unprepared.push(actionText(action));
    for (const step of lab.steps.slice(0, stepsDone(progress))) {
      world.#beginStep(step);
      for (const action of step.solution) await world.play(action);
    }
    if (options.free) return world;
    world.#runner = new LabRunner(lab, {
      journal: world.journal,
      evidence: world.evidence,
      progress,
      secret: world.secret,
      wallNow: () => wall.now(),
      onBegin: (step) => world.#beginStep(step),
    });
    world.#endWatch = world.files.onChange(() => world.#runner?.lookAgain());
    return world;
  }

  get runner(): LabRunner | null {
    return this.#runner;
  }

  /** What of the lab's preparations did not come to its end. */
  get unprepared(): readonly string[] {
    return this.#unprepared;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Those that people sit at, by name. */
  get machines(): ReadonlyMap<string, LabMachine> {
    return this.#machines;
  }

  /** Whether it stands in the real Internet. */
  get isReal(): boolean {
    return this.#real !== null;
  }

  /** What was found out on the way to the real Internet; null in the lab's. */
  get reach(): Reached | null {
    return this.#real?.reach ?? null;
  }

  /** What checks look at. */
  readonly evidence: Omit<LabEvidence, 'held' | 'reported'> = {
    now: () => this.clock.now(),
    cacheOf: (host, view) => {
      const server = this.built.servers.get(host);
      if (!server) return null;
      const views = server.views.filter(({ name }) => view === undefined || name === view);
      return views.flatMap(({ recursion }) => (recursion ? [...recursion.cache.entries()] : []));
    },
    serverOf: (host) => this.built.servers.get(host) ?? null,
    diskOf: (host) => this.#machines.get(host)?.disk ?? null,
    addressesOf: (host) => this.network.hostNamed(host)?.addresses ?? [],
    hostAt: (address) => this.network.hostAt(address)?.name ?? null,
    worksheet: (name, client) => this.worksheets.read(name, client),
    graph: (name) => this.graphs.about(name),
  };

  /** Does one action of a lab as fast as the machine can. False when it did not come to its end. */
  play(action: LabAction): Promise<boolean> {
    return playAction(this, action, this.#wall);
  }

  /** The disk of the machine at which a terminal stands; null where there is none. */
  diskOfTerminal(id: string): Disk | null {
    const hostName = this.terminals.get(id)?.title.split('@')[1] ?? '';
    return this.#machines.get(hostName)?.disk ?? null;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.clock.pause();
    this.#endWatch();
    this.graphs.close();
    this.#runner?.close();
    for (const terminal of this.terminals.values()) terminal.dispose();
    this.#endMail();
    for (const machine of this.#machines.values()) machine.close();
    if (this.#real === null) return;
    // Questions under way end with their server; then nothing is left that could send.
    for (const server of this.built.servers.values()) server.stop();
    this.#real.outside.uplink.close();
  }

  /** Servers of machines that have a disk are started from what lies there. */
  #build(plan: NetworkPlan, parts: NetworkParts, disks: ReadonlyMap<string, Disk>): BuiltNetwork {
    let built: BuiltNetwork | null = null;
    const { random, isReal } = this;
    const fromDisk: NetworkParts['fromDisk'] = (planned, place) =>
      this.#machine(planned.name, disks)?.installNamed({
        plan,
        planned,
        place,
        random,
        isReal,
        ...(parts.walk && { walk: parts.walk }),
        onServer: (server) => void built?.servers.set(planned.name, server),
      });
    const ontoDisk: NetworkParts['ontoDisk'] = ({ name }, zones) => this.#machines.get(name)?.putZones(zones);
    built = buildNetwork(plan, { ...parts, fromDisk, ontoDisk });
    return built;
  }

  /** The lab's own changes: secret faults and what holds from the start now, the others when their time has come. */
  #beginChanges(): void {
    const { events, secret } = this.#changes;
    this.journal.withoutLog(() => {
      for (const [i, { id }] of (this.secret?.picked ?? []).entries())
        this.#change(`secret ${i}`, secret.get(id) ?? []);
    });
    for (const [i, { after, changes }] of events.entries()) {
      if (after === 0) this.#change(`event ${i}`, changes);
      // What it is nobody shall read on the clock's face.
      else
        this.clock.at(this.start + after, 'something happens in the network', () =>
          this.#change(`event ${i}`, changes),
        );
    }
  }

  #beginStep({ id }: LabStep): void {
    this.#change(`step ${id}`, this.#changes.steps.get(id) ?? []);
  }

  #change(name: string, changes: readonly CheckedChange[]): void {
    if (changes.length === 0) return;
    this.built.switches.apply(name, changes);
    this.#runner?.lookAgain();
  }

  #secretOf({ lab, seed, plan }: WorldOptions): SecretKeeper | null {
    if (!lab?.secret) return null;
    const serving = ({ name, recursion }: NetworkPlan['hosts'][number]): boolean =>
      recursion !== null || plan.zones.some(({ servers }) => servers.includes(name));
    const servers = plan.hosts.filter(serving).map(({ name }) => name);
    const { journal, evidence } = this;
    const word = wordOfSeed(lab, seed);
    return new SecretKeeper({ secret: lab.secret, seed, word, journal, evidence, servers });
  }

  #edit(terminal: string, request: EditRequest): boolean {
    // First the right, then the news: a window may ask for the file at once.
    this.files.lend({ terminal, path: request.path, user: request.user });
    return this.onEdit?.(terminal, request) ?? false;
  }

  #seats(): FileSeat[] {
    return [...this.terminals].flatMap(([terminal, { title }]) => {
      // A terminal's title says who sits where: `student@laptop`.
      const [user = '', hostName = ''] = title.split('@');
      const disk = this.#machines.get(hostName)?.disk;
      return disk === undefined ? [] : [{ terminal, user, hostName, disk }];
    });
  }

  /** The machine of a host that has a disk; null where it has none. It is made when it is first asked for. */
  #machine(name: string, disks: ReadonlyMap<string, Disk>): LabMachine | null {
    const disk = disks.get(name);
    const host = this.network.hostNamed(name);
    if (disk === undefined || host === null) return null;
    const { clock, journal } = this;
    const machine = this.#machines.get(name) ?? new LabMachine({ host, disk, clock, journal });
    this.#machines.set(name, machine);
    return machine;
  }

  #realParts({ outside, greeting, readme }: RealParts) {
    const hasHost = (address: string): boolean => this.network.hostAt(address) !== null;
    const placeOf = (host: LabHost): Host => uplinkedHost(host, outside, hasHost);
    return { placeOf, greeting, readme, walk: REAL_WALK };
  }
}

/** How many steps were done; the furthest one reached may be done too, with the next not yet begun. */
function stepsDone(progress: LabProgress | null): number {
  const reached = progress?.reached ?? 0;
  return progress?.steps[reached]?.done ? reached + 1 : reached;
}

/** As the first caching server's hints have them; names with the closing dot. */
function rootServers(plan: NetworkPlan): { readonly name: string; readonly addresses: readonly string[] }[] {
  const roots = plan.hosts.filter(({ role }) => role === 'root-server');
  return roots.map(({ name, addresses }) => ({ name: `${name}.`, addresses }));
}
