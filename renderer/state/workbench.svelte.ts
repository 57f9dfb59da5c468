/**
 * The window's whole state: small classes, filled from one door.
 *
 * A frame's way: the door hears it; `frame` gives each part what is its own; each part changes raw state once; Svelte
 * draws once, however much the frame brought. Nothing here asks the engine by itself except `hello`.
 */
import { createContext } from 'svelte';
import type {
  FileToEdit,
  Frame,
  LabState,
  LabSummary,
  Method,
  Params,
  Result,
  Snapshot,
  Status,
} from '../../app/contract.ts';
import { Door } from '../api/door.ts';
import type { Line, Transport } from '../api/transport.ts';
import { CacheView } from './cache.svelte.ts';
import { LabClockView } from './clock.svelte.ts';
import { Documents } from './documents.svelte.ts';
import { FilesView } from './files.svelte.ts';
import { LiveLog } from './log.svelte.ts';
import { MapView } from './map.svelte.ts';
import { PacketView } from './packets.svelte.ts';
import { Preferences } from './preferences.svelte.ts';
import { Selection } from './selection.svelte.ts';
import { ServersView } from './servers.svelte.ts';
import { TerminalStates } from './terminals.svelte.ts';

const NO_STATUS: Status = {
  server: 'starting',
  serverName: 'named',
  cacheEntries: 0,
  negativeEntries: 0,
  inFlight: 0,
  gateway: { state: 'off', port: 0, resolver: null, problems: [] },
  internet: { kind: 'lab', unavailable: null },
  notices: [],
};

/** Dumps, statistics and logs are called so; what they are, their first octets tell. */
const MAY_HAVE_VIEWER = /^\/var\/(log|cache\/bind)\/|dump|stats|\.(log|xml|json)(\.\d+)?$|syslog|journal/;

type LabMethod =
  'lab.predict' | 'lab.answer' | 'lab.report' | 'lab.hint' | 'lab.solve' | 'lab.show' | 'lab.next';

export class Workbench {
  line = $state<Line>('connecting');
  /** The first snapshot is there. */
  ready = $state(false);
  version = $state('');
  status = $state.raw<Status>(NO_STATUS);
  lab = $state.raw<LabState | null>(null);
  labs = $state.raw<readonly LabSummary[]>([]);
  /** Whether the session stands in the real Internet. */
  readonly real = $derived(this.status.internet.kind === 'real');
  readonly clock = new LabClockView();
  readonly cache = new CacheView();
  readonly servers = new ServersView();
  readonly packets = new PacketView();
  readonly log = new LiveLog();
  readonly map = new MapView();
  readonly terminals = new TerminalStates();
  readonly files = new FilesView((method, params) => this.ask(method, params));
  /** Files of the person's own computer. */
  readonly documents = new Documents((method, params) => this.ask(method, params));
  readonly selection = new Selection();
  readonly preferences: Preferences;
  readonly #door: Door;

  constructor(transport: Transport, storage: Pick<Storage, 'getItem' | 'setItem'> | null) {
    this.preferences = new Preferences(storage);
    this.#door = new Door(transport, {
      snapshot: (snapshot) => this.snapshot(snapshot),
      frame: (frame) => this.frame(frame),
      line: (line) => (this.line = line),
    });
  }

  open(): void {
    this.#door.open();
  }

  ask<M extends Method>(method: M, params: Params<M>): Promise<Result<M>> {
    return this.#door.ask(method, params);
  }

  /** Asks for something that changes the lab, and takes the lab's new state from the reply. */
  async askLab<M extends LabMethod>(method: M, params: Params<M>): Promise<void> {
    this.lab = await this.#door.ask(method, params);
  }

  async moveClock<M extends 'clock.run' | 'clock.pause' | 'clock.step' | 'clock.jump'>(
    method: M,
    params: Params<M>,
  ): Promise<void> {
    this.clock.take(await this.#door.ask(method, params));
  }

  async openLab(lab: string): Promise<void> {
    // The new session itself comes as a frame, right before this reply.
    await this.#door.ask('lab.open', { lab });
  }

  /** Called only when the person has said so, in so many words. */
  async goReal(): Promise<void> {
    await this.#door.ask('internet.real', { confirmed: true });
  }

  /** To the lab Internet; while the real one is being tried, that is given up. */
  async goBack(): Promise<void> {
    await this.#door.ask('internet.lab', {});
  }

  async reset(): Promise<void> {
    await this.#door.ask('session.reset', {});
  }

  /** Types a command into a terminal and runs it there; by default the one in front. */
  async run(line: string, terminal: string | null = this.terminals.active): Promise<void> {
    if (terminal === null) return;
    this.terminals.active = terminal;
    await this.#door.ask('terminal.run', { terminal, line });
  }

  snapshot(snapshot: Snapshot): void {
    this.version = snapshot.version;
    this.clock.take(snapshot.clock);
    this.status = snapshot.status;
    this.terminals.replaceAll(snapshot.terminals);
    this.files.replaceAll(snapshot.terminals);
    this.cache.replaceAll(snapshot.cache);
    this.servers.replaceAll(snapshot.servers);
    this.packets.replaceAll(snapshot.packets, snapshot.packetsTotal);
    this.map.replaceAll(snapshot);
    this.log.replaceAll(snapshot.log, snapshot.clock.start);
    this.labs = snapshot.labs;
    this.lab = snapshot.lab;
    this.selection.survive(
      (id) => this.cache.get(id)?.row ?? null,
      (id) => this.packets.get(id) ?? null,
    );
    this.ready = true;
  }

  /** Brings the Files view to the front with this file in it. */
  edit({ terminal, path, line }: FileToEdit): void {
    this.showFiles();
    this.documents.current = null;
    this.files.show(terminal, path, line);
  }

  /** Brings the Files view to the front. */
  showFiles(): void {
    if (this.preferences.presenting !== null) this.preferences.presenting = 'files';
    else this.preferences.set({ stage: 'files' });
  }

  /** A file of a lab machine: in the viewer of its kind, where it has one, else in the editor. */
  async showLabFile(terminal: string, path: string): Promise<void> {
    const host = this.files.machines.find((machine) => machine.terminal === terminal)?.host ?? terminal;
    if (MAY_HAVE_VIEWER.test(path)) {
      const document = await this.documents.showLab(terminal, host, path);
      const kind = document?.info?.kind;
      if (document === null || kind === 'dump' || kind === 'statistics' || kind === 'log') return;
      this.documents.close(document);
    }
    this.documents.current = null;
    this.files.show(terminal, path);
  }

  frame(frame: Frame): void {
    if (frame.snapshot) this.snapshot(frame.snapshot);
    if (frame.clock) this.clock.take(frame.clock);
    if (frame.status) this.status = frame.status;
    if (frame.terminals) this.terminals.write(frame.terminals);
    if (frame.cache) this.cache.apply(frame.cache);
    if (frame.servers) this.servers.apply(frame.servers);
    if (frame.packets || frame.fates || frame.packetsTotal !== undefined) this.packets.apply(frame);
    this.map.apply(frame);
    if (frame.log) this.log.apply(frame.log);
    if (frame.lab) this.lab = frame.lab;
    if (frame.labs) this.labs = frame.labs;
    if (frame.disks) {
      this.files.changed(frame.disks);
      this.documents.changed(frame.disks);
    }
    if (frame.edit) this.edit(frame.edit);
    if (frame.open) {
      this.showFiles();
      void this.documents.fetchServed(frame.open);
    }
  }
}

export const [workbench, provideWorkbench] = createContext<Workbench>();
