/**
 * One student's lab session: a world, the windows that look at it, and what they ask of it.
 *
 * A way through it: a host starts the session and attaches a window by the function that sends to it. What the
 * window sends goes through `receive`: checked (session/requests.ts), done, answered with one reply. What happens
 * in the world is collected by the projection and sent to every window as frames, at most thirty a second. A
 * window that goes away takes nothing with it; the next one gets a snapshot.
 */
import type { GatewayStatus, LabAdded, Notice, RequestError, Snapshot, Status } from '../contract.ts';
import { diagnosticLines } from './course/yaml-file.ts';
import { pcapOf } from './network/capture.ts';
import type { LabClock } from './network/clock.ts';
import type { Network } from './network/network.ts';
import { answerEditor } from './session/answer-editor.ts';
import { answerFiles } from './session/answer-files.ts';
import { answerLab } from './session/answer-lab.ts';
import { answerTerminal } from './session/answer-terminal.ts';
import { base64 } from './session/base64.ts';
import { CourseLabs } from './session/course-labs.ts';
import { explain } from './session/explain.ts';
import { NOT_ON_THIS_HOST, NO_LABS_HERE, REAL_TIME } from './session/internet-words.ts';
import { KeptProgress } from './session/kept-progress.ts';
import { firstWorld } from './session/lab-world.ts';
import { cachePlaces, LoadedDumps } from './session/load-cache.ts';
import { moveClock } from './session/move-clock.ts';
import { OfferedLab, type LabAdder } from './session/offered-lab.ts';
import type { SavedProgress } from './session/progress.ts';
import { isRefusal, refuse, type Refusal } from './session/refusal.ts';
import { isRequestProblem, readRequest, type CheckedRequest } from './session/requests.ts';
import { statisticsNow } from './session/statistics-now.ts';
import { Windows, type Send } from './session/windows.ts';
import { WorldView } from './session/world-view.ts';
import type { World } from './session/world.ts';
import { Worlds, type WorldsHost } from './session/worlds.ts';

export interface SessionHost extends WorldsHost {
  readonly version: string;
  /** What was saved by an earlier session, as read from disk; null where there is nothing. Anything odd in it is ignored. */
  readonly savedProgress: unknown;
  /** Keeps progress. Called after each change; the host makes it durable. */
  saveProgress(progress: SavedProgress): void;
  /** The lab that opens first; null for free play. Default: the lab that was last open, else free play. */
  readonly firstLab?: string | null;
  /** Absent where labs cannot be added. */
  readonly labAdder?: LabAdder;
}

export interface Attachment {
  /** Takes one message from the window: a value as it came off the wire, not trusted. */
  receive(message: unknown): void;
  close(): void;
}

const NO_LABS_ADDED = 'No labs can be added here.';
const PREPARE_MS = 1_000;
const CLOSED_GATEWAY: GatewayStatus = { state: 'off', port: 0, resolver: null, problems: [] };

export class Session {
  readonly #host: SessionHost;
  readonly #labs: CourseLabs;
  readonly #progress: KeptProgress;
  readonly #worlds: Worlds;
  readonly #windows: Windows;
  readonly #worldListeners = new Set<(world: World) => void>();
  #view: WorldView;
  #gateway: GatewayStatus = CLOSED_GATEWAY;
  readonly #notices = new Map<string, Notice>();
  readonly #dumps = new LoadedDumps();
  readonly #offeredLab: OfferedLab | null;
  #lastStatus = '';

  private constructor(host: SessionHost, labs: CourseLabs, progress: KeptProgress, world: World) {
    this.#host = host;
    this.#labs = labs;
    this.#progress = progress;
    this.#windows = new Windows(host.wall, () => this.#flush());
    this.#worlds = new Worlds(host, labs, progress, world, {
      leave: (forget) => this.#leave(forget),
      enter: (next) => this.#enter(next),
      snapshot: () => this.snapshot(),
      show: () => this.#show(),
    });
    this.#view = this.#viewOf(world);
    this.#offeredLab = host.labAdder ? new OfferedLab(host.labAdder) : null;
  }

  /** Throws an Error with the file, line and column when the lab Internet itself cannot be read. */
  static async start(host: SessionHost): Promise<Session> {
    const labs = new CourseLabs(host.content);
    const progress = new KeptProgress(host.savedProgress, (saved) => host.saveProgress(saved));
    const first = host.firstLab === undefined ? progress.last : host.firstLab;
    const found = labs.find(first);
    const lab = found?.ok ? found.lab : null;
    const { world, problem } = await firstWorld(host, lab, progress);
    const session = new Session(host, labs, progress, world);
    if (problem !== null) session.notice('first lab', problem);
    else if (lab) progress.keepLast(lab.id);
    world.clock.run(1);
    // The shell's code takes a moment to load: after the window's first paint, before the first command.
    host.wall.setTimer(() => session.#prepare(), PREPARE_MS);
    return session;
  }

  get network(): Network {
    return this.world.network;
  }

  get clock(): LabClock {
    return this.world.clock;
  }

  get world(): World {
    return this.#worlds.current;
  }

  /** Called with each new world after a reset or another lab, before any window hears of it. */
  onWorld(listener: (world: World) => void): () => void {
    this.#worldListeners.add(listener);
    return () => this.#worldListeners.delete(listener);
  }

  /** Something that the person should know and can mend; null when it is over. `id` names the trouble. */
  notice(id: string, notice: Pick<Notice, 'title' | 'detail'> | null): void {
    if (notice) this.#notices.set(id, { id, ...notice });
    else this.#notices.delete(id);
    this.#windows.news();
  }

  /** Reads the course's files anew, and opens the lab that is open as it is by now, as far as the student had come. */
  async reloadLabs(): Promise<void> {
    this.#labs.read();
    const { lab, runner } = this.world;
    const again = this.#labs.find(lab?.id ?? this.#host.firstLab);
    const problem = again?.ok === false ? again.diagnostics.map(diagnosticLines).join('\n') : null;
    const begun = runner !== null || lab === null;
    const opened =
      again?.ok && begun ? await this.#worlds.replaceLab(again.lab, runner?.progress() ?? null) : null;
    const refused = opened && isRefusal(opened) ? opened.error.message : problem;
    this.notice('lab file', refused === null ? null : { title: 'The lab has a mistake.', detail: refused });
    this.#show();
  }

  setGatewayStatus(status: GatewayStatus): void {
    this.#gateway = status;
    this.#windows.news();
  }

  attach(send: Send): Attachment {
    this.#windows.add(send);
    return {
      receive: (message) => void this.#receive(message, send),
      close: () => this.#windows.remove(send),
    };
  }

  #viewOf(world: World): WorldView {
    return new WorldView(
      world,
      () => this.#windows.news(),
      () => this.#windows.watched,
    );
  }

  #prepare(): void {
    if (this.world.closed) return;
    for (const terminal of this.world.terminals.values()) void terminal.prepare();
  }

  close(): void {
    this.#worlds.close();
    this.#view.close();
    this.#windows.close();
  }

  snapshot(): Snapshot {
    return {
      version: this.#host.version,
      ...this.#view.snapshot(),
      status: this.#status(),
      labs: this.#labs.summaries(this.#progress),
    };
  }

  async #receive(message: unknown, send: Send): Promise<void> {
    const request = readRequest(message);
    if (isRequestProblem(request)) {
      send({
        type: 'reply',
        id: request.id,
        ok: false,
        error: { code: request.code, message: request.message },
      });
      return;
    }
    try {
      this.world.clock.sync();
      const result = await this.#answer(request);
      if (isRefusal(result)) send({ type: 'reply', id: request.id, ok: false, error: result.error });
      else {
        // What the request caused comes before its reply, so that a window never knows less than it was told.
        this.#flush();
        send({ type: 'reply', id: request.id, ok: true, result });
      }
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      const what: RequestError = {
        code: 'internal',
        message: `Rootwalk made a mistake in "${request.method}": ${text}`,
      };
      send({ type: 'reply', id: request.id, ok: false, error: what });
    }
  }

  async #answer(request: CheckedRequest): Promise<unknown> {
    const { world } = this;
    switch (request.method) {
      case 'hello':
        return this.snapshot();
      case 'terminal.input':
      case 'terminal.resize':
      case 'terminal.run':
        return answerTerminal(world, request);
      case 'clock.run':
      case 'clock.pause':
      case 'clock.step':
      case 'clock.jump':
        if (world.isReal) return refuse('not-now', REAL_TIME);
        await moveClock(world.clock, request);
        return this.#view.clockMoved();
      case 'packet.decode':
        return this.#view.decode(request.params.packet);
      case 'answer.explain':
        return explain(world.journal.since(), request.params.packet);
      case 'packets.capture':
        return {
          fileName: `${world.isReal ? 'internet' : (world.lab?.id ?? 'rootwalk')}.pcap`,
          base64: base64(pcapOf(world.journal.since())),
        };
      case 'files.list':
      case 'files.read':
      case 'files.save':
      case 'files.check':
      case 'files.octets':
      case 'files.tree':
      case 'files.put':
        return answerFiles(world.files, request);
      case 'editor.tip':
      case 'editor.complete':
      case 'editor.definition':
      case 'editor.outline':
      case 'editor.format':
      case 'editor.serial':
      case 'editor.applies':
        return answerEditor(world, request);
      case 'cache.places':
        return cachePlaces(world.built.servers);
      case 'cache.load':
        return this.#dumps.take(world.built.servers, request.params);
      case 'statistics.now':
        return statisticsNow(world);
      case 'session.reset':
        return this.#worlds.reset();
      case 'labs.list':
        return this.#labs.summaries(this.#progress);
      case 'labs.offer':
        return this.#offeredLab?.offer(request.params) ?? refuse('not-now', NO_LABS_ADDED);
      case 'labs.add':
        return this.#addLab();
      case 'internet.real':
        return this.#worlds.enterReal();
      case 'internet.lab':
        return this.#worlds.leaveReal();
      case 'lab.open':
        return world.isReal ? refuse('not-now', NO_LABS_HERE) : this.#worlds.open(request.params.lab);
      case 'lab.free':
        return world.isReal ? refuse('not-now', NO_LABS_HERE) : this.#worlds.openFree(request.params.lab);
      case 'lab.back':
        return this.#worlds.back(request.params.step);
      case 'lab.secret':
        return this.#worlds.otherSecret(request.params.word);
      case 'students.list':
        return this.#progress.students();
      case 'students.choose':
        return this.#worlds.chooseStudent(request.params.name);
      case 'progress.export':
        this.#keepLab();
        return this.#progress.file(request.params.form, this.#labs.all);
      case 'worksheet.read':
        return world.worksheets.read(request.params.name, request.params.client);
      case 'lab.graph':
        return world.graphs.read(request.params.graph);
      case 'lab.answer':
      case 'lab.report':
      case 'lab.predict':
      case 'lab.hint':
      case 'lab.show':
      case 'lab.next':
      case 'lab.solve':
        return answerLab(world, this.#host.wall, request);
    }
  }

  #addLab(): LabAdded | Refusal {
    const added = this.#offeredLab?.add() ?? refuse('not-now', NO_LABS_ADDED);
    if (isRefusal(added) || added.kind === 'refused') return added;
    this.#labs.read();
    this.#windows.broadcast({ labs: this.#labs.summaries(this.#progress) });
    return added;
  }

  #leave(forget: boolean): void {
    this.#view.close();
    this.world.close();
    if (!forget) this.#keepLab();
  }

  /** News of the old world is none of the new one's. */
  #enter(world: World): void {
    this.#view = this.#viewOf(world);
    for (const listener of this.#worldListeners) listener(world);
  }

  #show(): Snapshot {
    const snapshot = this.snapshot();
    this.#windows.broadcast({ snapshot });
    return snapshot;
  }

  /** Where the lab went on since it was kept last. */
  #keepLab(): void {
    const { lab, runner } = this.world;
    if (this.#view.labChanged && lab) this.#progress.keep(lab.id, runner?.progress() ?? null);
  }

  #flush(): void {
    this.#windows.notDue();
    this.#keepLab();
    const news = this.#view.takeNews();
    const status = this.#status();
    const statusText = JSON.stringify(status);
    const statusChanged = statusText !== this.#lastStatus;
    this.#lastStatus = statusText;
    if (news === null) this.#show();
    else if (news.worth || statusChanged)
      this.#windows.broadcast({ ...news.frame, ...(statusChanged && { status }) });
  }

  #status(): Status {
    return {
      ...this.#view.status(),
      gateway: this.#gateway,
      internet: {
        kind: this.world.isReal ? 'real' : 'lab',
        unavailable: this.#host.realInternet ? null : NOT_ON_THIS_HOST,
      },
      notices: [...this.world.problems, ...this.#notices.values()],
    };
  }
}
