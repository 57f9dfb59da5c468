/**
 * One student's lab session: a world, the windows that look at it, and what they ask of it.
 *
 * A way through it: a host starts the session and attaches a window by the function that sends to it. What the
 * window sends goes through `receive`: checked (session/requests.ts), done, answered with one reply. What happens
 * in the world is collected by the projection and sent to every window as frames, at most thirty a second. A
 * window that goes away takes nothing with it; the next one gets a snapshot.
 */
import type {
  Frame,
  GatewayStatus,
  LabAdded,
  LabState,
  LabSummary,
  Notice,
  RequestError,
  ServerMessage,
  Snapshot,
  StatisticsText,
  Status,
} from '../contract.ts';
import { comingLabs } from './course/coming-labs.ts';
import type { ContentSource } from './course/content.ts';
import { readLabs, type Lab, type LabResult } from './course/lab-folder.ts';
import type { LabProgress, LabRefusal } from './course/runner.ts';
import { seedOfWord } from './course/secret-seed.ts';
import { diagnosticLines } from './course/yaml-file.ts';
import { pcapOf } from './network/capture.ts';
import type { LabClock, WallClock } from './network/clock.ts';
import type { Network } from './network/network.ts';
import { base64 } from './session/base64.ts';
import { answerEditor } from './session/answer-editor.ts';
import { answerFiles } from './session/answer-files.ts';
import { explain } from './session/explain.ts';
import {
  BEING_TRIED,
  NOT_ON_THIS_HOST,
  NO_LABS_HERE,
  REAL_TIME,
  STOPPED,
  unreachedText,
} from './session/internet-words.ts';
import { KeptProgress } from './session/kept-progress.ts';
import { cachePlaces, LoadedDumps } from './session/load-cache.ts';
import { firstWorld, makeLabWorld, UnreadableNetwork, type LabWorldOptions } from './session/lab-world.ts';
import { moveClock } from './session/move-clock.ts';
import { OfferedLab, type LabAdder } from './session/offered-lab.ts';
import type { SavedProgress } from './session/progress.ts';
import { openRealWorld, type RealInternet } from './session/real-internet.ts';
import { isRefusal, refuse, type Refusal } from './session/refusal.ts';
import { isRequestProblem, readRequest, type CheckedRequest } from './session/requests.ts';
import { typeSolution, whyNotTyped } from './session/show-solution.ts';
import type { World } from './session/world.ts';
import { WorldView } from './session/world-view.ts';

export interface SessionHost {
  readonly wall: WallClock;
  /** The `labs/` folder. */
  readonly content: ContentSource;
  readonly version: string;
  /** What was saved by an earlier session, as read from disk; null where there is nothing. Anything odd in it is ignored. */
  readonly savedProgress: unknown;
  /** Keeps progress. Called after each change; the host makes it durable. */
  saveProgress(progress: SavedProgress): void;
  /** The lab that opens first; null for free play. Default: the lab that was last open, else free play. */
  readonly firstLab?: string | null;
  /** A word by which a class has the faults of secret labs together: labs that are opened and not yet begun have those. */
  readonly secretWord?: string;
  /** Absent where labs cannot be added. */
  readonly labAdder?: LabAdder;
  /** The way to real servers; absent where programs have no sockets. Nothing is asked of it before the person says so. */
  readonly realInternet?: RealInternet;
}

export interface Attachment {
  /** Takes one message from the window: a value as it came off the wire, not trusted. */
  receive(message: unknown): void;
  close(): void;
}

type Send = (message: ServerMessage) => void;

const NO_LABS_ADDED = 'No labs can be added here.';
const FRAME_MS = 33;
const PREPARE_MS = 1_000;
const CLOSED_GATEWAY: GatewayStatus = { state: 'off', port: 0, resolver: null, problems: [] };

export class Session {
  readonly #host: SessionHost;
  #labs: readonly LabResult[];
  readonly #windows = new Set<Send>();
  readonly #worldListeners = new Set<(world: World) => void>();
  readonly #progress: KeptProgress;
  #world: World;
  #view: WorldView;
  #gateway: GatewayStatus = CLOSED_GATEWAY;
  readonly #notices = new Map<string, Notice>();
  readonly #dumps = new LoadedDumps();
  readonly #offeredLab: OfferedLab | null;
  #frameTimer: unknown = null;
  #lastStatus = '';
  /** Worlds are made one at a time; requests that need the next one wait here. */
  #opening: Promise<unknown> = Promise.resolve();
  /** While the real Internet is being tried. */
  #trying: AbortController | null = null;
  #closed = false;

  private constructor(host: SessionHost, labs: readonly LabResult[], progress: KeptProgress, world: World) {
    this.#host = host;
    this.#labs = labs;
    this.#progress = progress;
    this.#world = world;
    this.#view = this.#viewOf(world);
    this.#offeredLab = host.labAdder ? new OfferedLab(host.labAdder) : null;
  }

  /** Throws an Error with the file, line and column when the lab Internet itself cannot be read. */
  static async start(host: SessionHost): Promise<Session> {
    const labs = readLabs(host.content);
    const progress = new KeptProgress(host.savedProgress, (saved) => host.saveProgress(saved));
    const first = host.firstLab === undefined ? progress.last : host.firstLab;
    const lab =
      labs.find((result): result is Extract<LabResult, { ok: true }> => result.ok && result.lab.id === first)
        ?.lab ?? null;
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
    return this.#world.network;
  }

  get clock(): LabClock {
    return this.#world.clock;
  }

  get world(): World {
    return this.#world;
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
    this.#news();
  }

  /** Reads the course's files anew, and opens the lab that is open as it is by now, as far as the student had come. */
  async reloadLabs(): Promise<void> {
    this.#labs = readLabs(this.#host.content);
    const { lab, runner } = this.#world;
    const wanted = lab?.id ?? this.#host.firstLab;
    const again = this.#labs.find((one) => (one.ok ? one.lab.id : one.id) === wanted);
    const problem = again?.ok === false ? again.diagnostics.map(diagnosticLines).join('\n') : null;
    const begun = runner !== null || lab === null;
    const opened = again?.ok && begun ? await this.#replaceLab(again.lab, runner?.progress() ?? null) : null;
    const refused = opened && isRefusal(opened) ? opened.error.message : problem;
    this.notice('lab file', refused === null ? null : { title: 'The lab has a mistake.', detail: refused });
    this.#broadcast({ snapshot: this.snapshot() });
  }

  setGatewayStatus(status: GatewayStatus): void {
    this.#gateway = status;
    this.#news();
  }

  attach(send: Send): Attachment {
    this.#windows.add(send);
    return {
      receive: (message) => void this.#receive(message, send),
      close: () => void this.#windows.delete(send),
    };
  }

  #viewOf(world: World): WorldView {
    return new WorldView(
      world,
      () => this.#news(),
      () => this.#windows.size > 0,
    );
  }

  #prepare(): void {
    if (this.#world.closed) return;
    for (const terminal of this.#world.terminals.values()) void terminal.prepare();
  }

  close(): void {
    this.#closed = true;
    this.#trying?.abort();
    this.#world.close();
    this.#view.close();
    if (this.#frameTimer !== null) this.#host.wall.clearTimer(this.#frameTimer);
    this.#windows.clear();
  }

  #summaries(): LabSummary[] {
    const there = this.#progress.summaries(this.#labs);
    return [...there, ...comingLabs(this.#host.content)].sort((a, b) => a.number - b.number);
  }

  snapshot(): Snapshot {
    return {
      version: this.#host.version,
      ...this.#view.snapshot(),
      status: this.#status(),
      labs: this.#summaries(),
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
      this.#world.clock.sync();
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
    const world = this.#world;
    switch (request.method) {
      case 'hello':
        return this.snapshot();
      case 'terminal.input':
      case 'terminal.resize':
      case 'terminal.run': {
        const terminal = world.terminals.get(request.params.terminal);
        if (!terminal)
          return refuse('not-found', `There is no terminal called "${request.params.terminal}".`);
        if (request.method === 'terminal.input') terminal.feed(request.params.data);
        else if (request.method === 'terminal.run') terminal.run(request.params.line);
        else terminal.resize(request.params.columns, request.params.rows);
        return null;
      }
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
        return this.#statistics();
      case 'session.reset':
        return world.isReal ? this.#enterReal() : this.#replaceLab(world.lab, null, { forget: true });
      case 'labs.list':
        return this.#summaries();
      case 'labs.offer':
        return this.#offeredLab?.offer(request.params) ?? refuse('not-now', NO_LABS_ADDED);
      case 'labs.add':
        return this.#addLab();
      case 'internet.real':
        return this.#enterReal();
      case 'internet.lab':
        return this.#leaveReal();
      case 'lab.open':
        return world.isReal ? refuse('not-now', NO_LABS_HERE) : this.#open(request.params.lab);
      case 'lab.free':
        return world.isReal ? refuse('not-now', NO_LABS_HERE) : this.#openFree(request.params.lab);
      case 'lab.back':
        return this.#back(request.params.step);
      case 'lab.answer':
        return this.#inLab((runner) =>
          runner.answer(request.params.step, request.params.check, request.params.value),
        );
      case 'lab.secret':
        return this.#otherSecret(request.params.word);
      case 'lab.report':
        return this.#inLab((runner) => runner.report(request.params.findings));
      case 'students.list':
        return this.#progress.students();
      case 'students.choose':
        return this.#chooseStudent(request.params.name);
      case 'progress.export':
        this.#keepLab();
        return this.#progress.file(request.params.form, this.#labs);
      case 'worksheet.read':
        return world.worksheets.read(request.params.name, request.params.client);
      case 'lab.graph':
        return world.graphs.read(request.params.graph);
      case 'lab.predict':
        return this.#inLab((runner) =>
          runner.predict(request.params.step, request.params.prediction, request.params.value),
        );
      case 'lab.hint':
        return this.#inLab((runner) => runner.hint(request.params.step));
      case 'lab.show':
        return this.#inLab((runner) => runner.show(request.params.step));
      case 'lab.next':
        return this.#inLab((runner) => runner.next());
      case 'lab.solve':
        return this.#inLab((runner) => {
          const busy = whyNotTyped(world);
          if (busy !== null) return { kind: 'refused', why: busy };
          const step = runner.showSolution(request.params.step);
          if ('kind' in step) return step;
          void typeSolution(world, step.solution, this.#host.wall);
          return null;
        });
    }
  }

  /** Of the first machine that has a caching server: the one that the status bar tells of. */
  #statistics(): StatisticsText | Refusal {
    const { clock, machines, built } = this.#world;
    for (const [host, server] of built.servers) {
      if (server.views.every(({ recursion }) => recursion === null)) continue;
      const text = machines.get(host)?.statistics() ?? null;
      if (text !== null) return { at: clock.now(), text };
    }
    return refuse('not-now', 'No caching server runs. Start it: service bind9 start');
  }

  #inLab(act: (runner: NonNullable<World['runner']>) => LabRefusal | null): LabState | Refusal {
    const runner = this.#world.runner;
    if (!runner) return refuse('not-now', 'No lab is open. Choose one first.');
    const refusal = act(runner);
    return refusal ? refuse('not-now', refusal.why) : runner.state();
  }

  #open(id: string): Promise<Snapshot | Refusal> | Refusal {
    if (id === '') return this.#replaceLab(null, null);
    const lab = this.#labCalled(id);
    if (isRefusal(lab)) return lab;
    const saved = this.#progress.of(id);
    const secretSeed = seedOfWord(this.#host.secretWord ?? '');
    // A lab that was finished begins anew.
    return this.#replaceLab(lab, saved?.done ? null : saved, { ...(secretSeed !== null && { secretSeed }) });
  }

  #addLab(): LabAdded | Refusal {
    const added = this.#offeredLab?.add() ?? refuse('not-now', NO_LABS_ADDED);
    if (isRefusal(added) || added.kind === 'refused') return added;
    this.#labs = readLabs(this.#host.content);
    this.#broadcast({ labs: this.#summaries() });
    return added;
  }

  #otherSecret(word: string): Promise<Snapshot | Refusal> | Refusal {
    const { lab } = this.#world;
    if (!lab?.secret) return refuse('not-now', 'No secret lab is open.');
    if (word.trim() === '') return this.#replaceLab(lab, null, { forget: true });
    const secretSeed = seedOfWord(word);
    if (secretSeed === null) return refuse('not-now', 'A word has letters and digits, 40 at most.');
    return this.#replaceLab(lab, null, { forget: true, secretSeed });
  }

  #openFree(id: string): Promise<Snapshot | Refusal> | Refusal {
    const lab = this.#labCalled(id);
    if (isRefusal(lab)) return lab;
    // What was just found can be looked at once more.
    const { secret } = this.#world;
    const same = secret !== null && this.#world.lab?.id === id ? { secretSeed: secret.seed } : {};
    return this.#replace(() => this.#makeWorld(lab, { progress: null, free: true, ...same }));
  }

  /** The steps from this one on are as if they had not been begun; what was predicted, asked and shown stays. */
  #back(step: string): Promise<Snapshot | Refusal> | Refusal {
    const { lab, runner } = this.#world;
    if (!lab || !runner) return refuse('not-now', 'No lab is open. Choose one first.');
    const index = lab.steps.findIndex(({ id }) => id === step);
    if (index === -1 || index > runner.reached) return refuse('not-now', 'There is no such step yet.');
    const before = runner.progress();
    const steps = before.steps.map((one, i) => (i < index ? one : { ...one, done: false }));
    return this.#replaceLab(lab, { ...before, reached: index, done: false, steps });
  }

  /** Until the other student's world is there, all that happens is still the first one's. */
  #chooseStudent(name: string): Promise<Snapshot | Refusal> | Refusal {
    if (this.#world.isReal) return refuse('not-now', NO_LABS_HERE);
    const why = this.#progress.whyNot(name);
    if (why !== null) return refuse('not-now', why);
    const { last, labs } = this.#progress.ofStudent(name);
    const found = this.#labCalled(last ?? '');
    const lab = isRefusal(found) ? null : found;
    const progress = lab && (labs[lab.id] ?? null);
    return this.#replace(
      () => this.#makeWorld(lab, { progress }),
      () => this.#progress.choose(name),
    );
  }

  #labCalled(id: string): Lab | Refusal {
    const result = this.#labs.find((candidate) => (candidate.ok ? candidate.lab.id : candidate.id) === id);
    if (!result) return refuse('not-found', `There is no lab called "${id}".`);
    if (result.ok) return result.lab;
    return refuse('not-now', `This lab is broken.\n${result.diagnostics.map(diagnosticLines).join('\n')}`);
  }

  /** Refused in words where the lab's network cannot be read. */
  async #makeWorld(lab: Lab | null, options: LabWorldOptions): Promise<World | Refusal> {
    try {
      return await makeLabWorld(this.#host, lab, options);
    } catch (error) {
      if (error instanceof UnreadableNetwork) return refuse('not-now', error.message);
      throw error;
    }
  }

  /** `forget`: what was kept of the lab goes with its old world. */
  #replaceLab(
    lab: Lab | null,
    progress: LabProgress | null,
    { forget = false, ...options }: { readonly forget?: boolean; readonly secretSeed?: string } = {},
  ): Promise<Snapshot | Refusal> {
    return this.#replace(
      () => this.#makeWorld(lab, { progress, ...options }),
      () => {
        if (forget && lab) this.#progress.keep(lab.id, null);
        this.#progress.keepLast(lab?.id ?? null);
      },
      forget,
    );
  }

  /** Only for a request that carries the person's word: real packets leave this computer. */
  async #enterReal(): Promise<Snapshot | Refusal> {
    const { realInternet: real, wall } = this.#host;
    if (!real) return refuse('not-now', NOT_ON_THIS_HOST);
    if (this.#trying) return refuse('not-now', BEING_TRIED);
    const trying = new AbortController();
    this.#trying = trying;
    try {
      return await this.#replace(async () => {
        const opened = await openRealWorld(wall, real, trying.signal, this.#world.reach);
        if (opened.kind === 'opened') return opened.world;
        return refuse(
          'not-now',
          opened.kind === 'stopped' ? STOPPED : unreachedText(opened.why, this.#world.isReal),
        );
      });
    } finally {
      this.#trying = null;
    }
  }

  /** To the lab that was open before; while the real Internet is being tried, that is given up. */
  async #leaveReal(): Promise<Snapshot | Refusal> {
    this.#trying?.abort();
    await this.#opening;
    if (!this.#world.isReal) return this.snapshot();
    const back = await this.#open(this.#progress.last ?? '');
    return isRefusal(back) ? this.#replaceLab(null, null) : back;
  }

  /** Goes over to the world that `make` makes, and says so by `moved`; where it refuses, everything stays. */
  #replace(
    make: () => Promise<World | Refusal>,
    moved: () => void = () => undefined,
    forget = false,
  ): Promise<Snapshot | Refusal> {
    const turn = this.#opening.then(async () => {
      const world = await make();
      if (isRefusal(world)) return world;
      if (this.#closed) {
        world.close();
        return refuse('not-now', 'Rootwalk is being closed.');
      }
      this.#view.close();
      this.#world.close();
      if (!forget) this.#keepLab();
      // News of the old world is none of the new one's.
      this.#world = world;
      this.#view = this.#viewOf(world);
      for (const listener of this.#worldListeners) listener(world);
      moved();
      world.clock.run(1);
      const snapshot = this.snapshot();
      this.#broadcast({ snapshot });
      return snapshot;
    });
    this.#opening = turn.catch(() => undefined);
    return turn;
  }

  /** Where the lab went on since it was kept last. */
  #keepLab(): void {
    const { lab, runner } = this.#world;
    if (this.#view.labChanged && lab) this.#progress.keep(lab.id, runner?.progress() ?? null);
  }

  #news(): void {
    this.#frameTimer ??= this.#host.wall.setTimer(() => {
      this.#frameTimer = null;
      this.#flush();
    }, FRAME_MS);
  }

  #flush(): void {
    if (this.#frameTimer !== null) this.#host.wall.clearTimer(this.#frameTimer);
    this.#frameTimer = null;
    this.#keepLab();
    const news = this.#view.takeNews();
    const status = this.#status();
    const statusText = JSON.stringify(status);
    const statusChanged = statusText !== this.#lastStatus;
    this.#lastStatus = statusText;
    if (news === null) this.#broadcast({ snapshot: this.snapshot() });
    else if (news.worth || statusChanged)
      this.#broadcast({ ...news.frame, ...(statusChanged && { status }) });
  }

  #broadcast(frame: Frame): void {
    for (const send of this.#windows) send({ type: 'frame', frame });
  }

  #status(): Status {
    return {
      ...this.#view.status(),
      gateway: this.#gateway,
      internet: {
        kind: this.#world.isReal ? 'real' : 'lab',
        unavailable: this.#host.realInternet ? null : NOT_ON_THIS_HOST,
      },
      notices: [...this.#world.problems, ...this.#notices.values()],
    };
  }
}
