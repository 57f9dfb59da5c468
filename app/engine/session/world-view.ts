/** What a window sees of one world: all of it for a snapshot, and what changed since the frame before. */
import type {
  ClockState,
  DecodedPacket,
  FileToEdit,
  Frame,
  LabState,
  Snapshot,
  Status,
} from '../../contract.ts';
import { mapMachines, rootHints } from './map/map-base.ts';
import { decodedPacket } from './packet-rows.ts';
import { Projection } from './projection.ts';
import type { World } from './world.ts';

export class WorldView {
  readonly #world: World;
  readonly #projection: Projection;
  readonly #onNews: () => void;
  readonly #endFiles: () => void;
  #labChanged = false;
  #clockChanged = false;
  readonly #disks = new Set<string>();
  #edit: FileToEdit | null = null;
  #terminalNews = new Map<string, string>();
  /** As it was sent last. */
  #lab: string;

  /** `onNews` is called whenever there is something for the next frame; `watched` says whether anybody will see it. */
  constructor(world: World, onNews: () => void, watched: () => boolean) {
    this.#world = world;
    this.#onNews = onNews;
    this.#projection = new Projection(world.journal, rootHints(world.plan), onNews);
    this.#lab = JSON.stringify(world.runner?.state());
    for (const terminal of world.terminals.values()) {
      terminal.onOutput = (text) => {
        this.#terminalNews.set(terminal.id, (this.#terminalNews.get(terminal.id) ?? '') + text);
        onNews();
      };
    }
    this.#endFiles = world.files.onChange((terminal) => {
      this.#disks.add(terminal);
      onNews();
    });
    world.onEdit = (terminal, { path, line }) => {
      if (!watched()) return false;
      this.#edit = { terminal, path, line };
      onNews();
      return true;
    };
    world.clock.onChange(() => {
      this.#clockChanged = true;
      onNews();
    });
    if (!world.runner) return;
    world.runner.onChange = () => {
      this.#labChanged = true;
      onNews();
    };
  }

  close(): void {
    this.#projection.close();
    this.#endFiles();
  }

  /** Whether the lab went on since the last frame. */
  get labChanged(): boolean {
    return this.#labChanged;
  }

  snapshot(): Omit<Snapshot, 'version' | 'status' | 'labs'> {
    const projection = this.#projection;
    return {
      clock: this.clockState(),
      terminals: [...this.#world.terminals.values()].map(({ id, title, scrollback }) => ({
        id,
        title,
        scrollback,
      })),
      cache: projection.cacheRows(),
      servers: projection.serverRows(),
      packets: projection.packetRows(),
      packetsTotal: projection.packetsTotal,
      log: projection.logRows(),
      machines: mapMachines(this.#world.plan),
      zones: projection.zones(),
      lab: this.#world.runner?.state() ?? null,
    };
  }

  status(): Omit<Status, 'gateway' | 'internet' | 'notices'> {
    const { name, server } = this.#world.built.resolver;
    const { cacheEntries, negativeEntries, inFlight } = this.#projection;
    const running = server?.running ? 'running' : 'stopped';
    return { server: running, serverName: name, cacheEntries, negativeEntries, inFlight };
  }

  clockState(): ClockState {
    const { clock, start } = this.#world;
    clock.sync();
    const { mode, next } = clock;
    return {
      now: clock.now(),
      start,
      mode: mode.kind,
      rate: mode.kind === 'running' ? mode.rate : 1,
      next: next && { at: next.at, label: next.label },
    };
  }

  /** Says that somebody moved it, and where it is now. */
  clockMoved(): ClockState {
    this.#clockChanged = true;
    this.#onNews();
    return this.clockState();
  }

  decode(id: number): DecodedPacket | null {
    const kept = this.#projection.packet(id);
    return kept && decodedPacket(kept.packet, kept.fate);
  }

  /**
   * What changed since the last call. `worth`: whether a window needs to hear of it at all. Null where so much changed
   * that a whole snapshot is cheaper.
   */
  takeNews(): { readonly frame: Frame; readonly worth: boolean } | null {
    const { frame, overflow } = this.#projection.takeNews();
    const lab = this.#labChanged ? this.#changedLab() : undefined;
    const whole: Frame = {
      // Every frame carries the clock: a window reckons on from it, and the next event's label changes with each packet.
      clock: this.clockState(),
      ...frame,
      ...(this.#terminalNews.size > 0 && {
        terminals: [...this.#terminalNews].map(([terminal, data]) => ({ terminal, data })),
      }),
      ...(lab && { lab }),
      ...(this.#disks.size > 0 && { disks: [...this.#disks] }),
      ...(this.#edit && { edit: this.#edit }),
    };
    const worth = Object.keys(whole).length > 1 || this.#clockChanged;
    this.#terminalNews = new Map();
    this.#disks.clear();
    this.#edit = null;
    this.#labChanged = false;
    this.#clockChanged = false;
    return overflow ? null : { frame: whole, worth };
  }

  /** Most evidence changes nothing that a window shows: then it is not sent again. */
  #changedLab(): LabState | undefined {
    const state = this.#world.runner?.state();
    const text = JSON.stringify(state);
    if (text === this.#lab) return undefined;
    this.#lab = text;
    return state;
  }
}
