/**
 * Which world the session stands in, and how it goes over to another one: a lab, free play, the real Internet. Worlds
 * are made one at a time; where one cannot be had, everything stays as it is.
 */
import type { Snapshot } from '../../contract.ts';
import type { ContentSource } from '../course/content.ts';
import type { Lab } from '../course/lab-folder.ts';
import type { LabProgress } from '../course/runner.ts';
import { seedOfWord } from '../course/secret-seed.ts';
import type { WallClock } from '../network/clock.ts';
import { NO_LAB_OPEN } from './answer-lab.ts';
import type { CourseLabs } from './course-labs.ts';
import { BEING_TRIED, NOT_ON_THIS_HOST, NO_LABS_HERE, STOPPED, unreachedText } from './internet-words.ts';
import type { KeptProgress } from './kept-progress.ts';
import { makeLabWorld, UnreadableNetwork, type LabWorldOptions } from './lab-world.ts';
import { openRealWorld, type RealInternet } from './real-internet.ts';
import { isRefusal, refuse, type Refusal } from './refusal.ts';
import type { World } from './world.ts';

export interface WorldsHost {
  readonly wall: WallClock;
  /** The `labs/` folder. */
  readonly content: ContentSource;
  /** A word by which a class has the faults of secret labs together: labs that are opened and not yet begun have those. */
  readonly secretWord?: string;
  /** The way to real servers; absent where programs have no sockets. Nothing is asked of it before the person says so. */
  readonly realInternet?: RealInternet;
}

/** What the session does as worlds come and go. */
export interface WorldsOwner {
  /** The world ends. `forget`: what was done in it since it was kept last is not kept. */
  leave(forget: boolean): void;
  enter(world: World): void;
  snapshot(): Snapshot;
  /** Sends the snapshot of the new world to every window. */
  show(): Snapshot;
}

type Turn = Promise<Snapshot | Refusal> | Refusal;

export class Worlds {
  readonly #host: WorldsHost;
  readonly #labs: CourseLabs;
  readonly #progress: KeptProgress;
  readonly #owner: WorldsOwner;
  #current: World;
  /** Requests that need the next world wait here. */
  #opening: Promise<unknown> = Promise.resolve();
  /** While the real Internet is being tried. */
  #trying: AbortController | null = null;
  #closed = false;

  constructor(host: WorldsHost, labs: CourseLabs, progress: KeptProgress, first: World, owner: WorldsOwner) {
    this.#host = host;
    this.#labs = labs;
    this.#progress = progress;
    this.#current = first;
    this.#owner = owner;
  }

  get current(): World {
    return this.#current;
  }

  /** An empty id: free play. */
  open(id: string): Turn {
    if (id === '') return this.replaceLab(null, null);
    const lab = this.#labs.get(id);
    if (isRefusal(lab)) return lab;
    const saved = this.#progress.of(id);
    const secretSeed = seedOfWord(this.#host.secretWord ?? '');
    // A lab that was finished begins anew.
    return this.replaceLab(lab, saved?.done ? null : saved, { ...(secretSeed !== null && { secretSeed }) });
  }

  /** The lab's network without its steps. */
  openFree(id: string): Turn {
    const lab = this.#labs.get(id);
    if (isRefusal(lab)) return lab;
    // What was just found can be looked at once more.
    const { secret } = this.#current;
    const same = secret !== null && this.#current.lab?.id === id ? { secretSeed: secret.seed } : {};
    return this.#replace(() => this.#make(lab, { progress: null, free: true, ...same }));
  }

  /** As it was at its beginning; what was kept of the lab goes. */
  reset(): Turn {
    return this.#current.isReal
      ? this.enterReal()
      : this.replaceLab(this.#current.lab, null, { forget: true });
  }

  /** The secret lab that is open begins anew with other faults; with a word, with those of that word. */
  otherSecret(word: string): Turn {
    const { lab } = this.#current;
    if (!lab?.secret) return refuse('not-now', 'No secret lab is open.');
    if (word.trim() === '') return this.replaceLab(lab, null, { forget: true });
    const secretSeed = seedOfWord(word);
    if (secretSeed === null) return refuse('not-now', 'A word has letters and digits, 40 at most.');
    return this.replaceLab(lab, null, { forget: true, secretSeed });
  }

  /** The steps from this one on are as if they had not been begun; what was predicted, asked and shown stays. */
  back(step: string): Turn {
    const { lab, runner } = this.#current;
    if (!lab || !runner) return refuse('not-now', NO_LAB_OPEN);
    const index = lab.steps.findIndex(({ id }) => id === step);
    if (index === -1 || index > runner.reached) return refuse('not-now', 'There is no such step yet.');
    const before = runner.progress();
    const steps = before.steps.map((one, i) => (i < index ? one : { ...one, done: false }));
    return this.replaceLab(lab, { ...before, reached: index, done: false, steps });
  }

  /** Until the other student's world is there, all that happens is still the first one's. */
  chooseStudent(name: string): Turn {
    if (this.#current.isReal) return refuse('not-now', NO_LABS_HERE);
    const why = this.#progress.whyNot(name);
    if (why !== null) return refuse('not-now', why);
    const { last, labs } = this.#progress.ofStudent(name);
    const found = this.#labs.get(last ?? '');
    const lab = isRefusal(found) ? null : found;
    const progress = lab && (labs[lab.id] ?? null);
    return this.#replace(
      () => this.#make(lab, { progress }),
      () => this.#progress.choose(name),
    );
  }

  /** `lab` null: free play. `forget`: what was kept of the lab goes with its old world. */
  replaceLab(
    lab: Lab | null,
    progress: LabProgress | null,
    { forget = false, ...options }: { readonly forget?: boolean; readonly secretSeed?: string } = {},
  ): Promise<Snapshot | Refusal> {
    return this.#replace(
      () => this.#make(lab, { progress, ...options }),
      () => {
        if (forget && lab) this.#progress.keep(lab.id, null);
        this.#progress.keepLast(lab?.id ?? null);
      },
      forget,
    );
  }

  /** Only for a request that carries the person's word: real packets leave this computer. */
  async enterReal(): Promise<Snapshot | Refusal> {
    const { realInternet: real, wall } = this.#host;
    if (!real) return refuse('not-now', NOT_ON_THIS_HOST);
    if (this.#trying) return refuse('not-now', BEING_TRIED);
    const trying = new AbortController();
    this.#trying = trying;
    try {
      return await this.#replace(async () => {
        const opened = await openRealWorld(wall, real, trying.signal, this.#current.reach);
        if (opened.kind === 'opened') return opened.world;
        return refuse(
          'not-now',
          opened.kind === 'stopped' ? STOPPED : unreachedText(opened.why, this.#current.isReal),
        );
      });
    } finally {
      this.#trying = null;
    }
  }

  /** To the lab that was open before; while the real Internet is being tried, that is given up. */
  async leaveReal(): Promise<Snapshot | Refusal> {
    this.#trying?.abort();
    await this.#opening;
    if (!this.#current.isReal) return this.#owner.snapshot();
    const back = await this.open(this.#progress.last ?? '');
    return isRefusal(back) ? this.replaceLab(null, null) : back;
  }

  close(): void {
    this.#closed = true;
    this.#trying?.abort();
    this.#current.close();
  }

  /** Refused in words where the lab's network cannot be read. */
  async #make(lab: Lab | null, options: LabWorldOptions): Promise<World | Refusal> {
    try {
      return await makeLabWorld(this.#host, lab, options);
    } catch (error) {
      if (error instanceof UnreadableNetwork) return refuse('not-now', error.message);
      throw error;
    }
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
      this.#owner.leave(forget);
      this.#current = world;
      this.#owner.enter(world);
      moved();
      world.clock.run(1);
      return this.#owner.show();
    });
    this.#opening = turn.catch(() => undefined);
    return turn;
  }
}
