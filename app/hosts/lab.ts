/**
 * A lab on this machine: one session, its content from disk, its progress on disk, and its gateway for real tools.
 * Both the browser host and Electron start exactly this and only add a window.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GatewayStatus } from '../contract.ts';
import type { ContentSource } from '../engine/course/content.ts';
import { Session } from '../engine/session.ts';
import { addedLabsFolder, labAdder } from './labs/added-labs.ts';
import { labShelf } from './labs/lab-shelf.ts';
import { contentFolder, strangeFolder } from './content-folder.ts';
import type { Attachment, Door } from './door.ts';
import { gatewayProblems } from './gateway-words.ts';
import { ExecRelay } from './exec/relay-server.ts';
import { openGateway } from './gateway/gateway.ts';
import type { Gateway } from './gateway/gateway.ts';
import { Notices } from './notices.ts';
import { openDoorPath } from './open/door-path.ts';
import { OpenDoor } from './open/open-door.ts';
import { OpenedFiles } from './open/opened-files.ts';
import { realInternetOf } from './real/real-internet.ts';
import { dataFolder } from './storage/data-folder.ts';
import { KeptFile } from './storage/kept-file.ts';
import { takeLock } from './storage/lock.ts';
import type { Lock } from './storage/lock.ts';
import { keptSecret } from './storage/secret.ts';
import { machineClock } from './wall-clock.ts';

export interface LabOptions {
  /** The folder that holds package.json and labs/ (in the packaged app, inside its archive). */
  readonly home: string;
  /** Null: the lab is not opened to real tools. */
  readonly gatewayPort: number | null;
  /** Hears what the person should know: gateway addresses that cannot be had, progress that cannot be saved. */
  readonly say: (line: string) => void;
  readonly data?: string;
  /** By which a class has the faults of secret labs together. */
  readonly secretWord?: string;
  readonly preview?: LabPreview;
}

/** A lab that somebody is writing: it opens first, and is read anew when it changes. */
export interface LabPreview {
  readonly content: ContentSource;
  /** The lab's name. */
  readonly lab: string;
  /** Where progress goes, for as long as the preview lasts. */
  readonly data: string;
  /** Calls whenever the lab's files changed; gives what ends that. */
  onChange(reload: () => void): () => void;
}

const PROBLEM_TITLES = {
  read: 'Your saved progress could not be read.',
  write: 'Your progress is not saved.',
} as const;

export class MachineLab implements Door {
  readonly #session: Session;
  readonly #options: LabOptions;
  readonly #progress: KeptFile;
  readonly #lock: Lock;
  #gateway: Gateway | null = null;
  /** For programs that `rootwalk exec` runs; null where there is no such thing. */
  #relay: ExecRelay | null = null;
  /** For `rootwalk open`; null where another Rootwalk hears it. */
  #openDoor: OpenDoor | null = null;
  /** Files of this computer that the window is to show. */
  readonly opened = new OpenedFiles();
  /** Gateways are opened and closed one after the other: two cannot hold the same ports. */
  #gatewayTurn: Promise<void> = Promise.resolve();
  #lastWords = '';
  #endPreview: () => void = () => undefined;

  private constructor(session: Session, options: LabOptions, progress: KeptFile, lock: Lock) {
    this.#session = session;
    this.#options = options;
    this.#progress = progress;
    this.#lock = lock;
  }

  /** Rejects with file, line and column where the course's lab Internet cannot be read. */
  static async start(options: LabOptions): Promise<MachineLab> {
    const { preview } = options;
    const folder = preview?.data ?? options.data ?? dataFolder();
    const notices = new Notices(options.say);
    const progress = new KeptFile(join(folder, 'progress.json'), (problem, what) => {
      if (problem === null) notices.over(what, 'Your progress is saved again.');
      else notices.tell(what, problem, { title: PROBLEM_TITLES[what], detail: problem });
    });
    const lock = takeLock(join(folder, 'progress.lock'));
    if (lock.kind === 'held') progress.tidy();
    if (lock.kind === 'taken') tellTaken(notices, lock.pid, progress.path);
    try {
      const session = await Session.start({
        wall: machineClock,
        content:
          preview?.content ??
          labShelf(contentFolder(join(options.home, 'labs')), [strangeFolder(addedLabsFolder(folder))]),
        ...(preview && { firstLab: preview.lab }),
        ...(options.secretWord !== undefined && { secretWord: options.secretWord }),
        version: versionOf(options.home),
        savedProgress: readJson(progress, options.say, lock.kind !== 'taken'),
        realInternet: realInternetOf(process.env),
        ...(!preview && {
          labAdder: labAdder(contentFolder(join(options.home, 'labs')), addedLabsFolder(folder)),
        }),
        saveProgress: (saved) => {
          if (lock.kind !== 'taken') progress.write(JSON.stringify(saved));
        },
      });
      const lab = new MachineLab(session, options, progress, lock);
      notices.attach(session);
      if (preview) {
        lab.#endPreview = preview.onChange(() => void session.reloadLabs());
        await session.reloadLabs();
      }
      session.onWorld(() => {
        notices.sayFound(session);
        lab.#relay?.moveTo(session.network, session.clock);
        if (options.gatewayPort !== null) void lab.#moveGateway();
      });
      if (process.platform === 'linux' && lock.kind === 'held' && options.gatewayPort !== null)
        lab.#relay = await ExecRelay.open(folder);
      lab.#relay?.moveTo(session.network, session.clock);
      if (lock.kind === 'held') await lab.#hearOpen(folder);
      return lab;
    } catch (error) {
      if (lock.kind === 'held') lock.release();
      throw error;
    }
  }

  attach(send: Parameters<Door['attach']>[0]): Attachment {
    const window = this.opened.attach(send);
    const attachment = this.#session.attach(window.send);
    return {
      receive: (message) => attachment.receive(message),
      close: () => {
        window.gone();
        attachment.close();
      },
    };
  }

  async #hearOpen(folder: string): Promise<void> {
    const secret = keptSecret(join(folder, 'secret'));
    this.#openDoor = await OpenDoor.listen(openDoorPath(folder), secret, (files, show) =>
      this.opened.show(files, show),
    );
  }

  /** Opens the lab to real tools, where the options ask for it. Resolves when it is open as far as it can be. */
  openGateway(): Promise<void> {
    return this.#options.gatewayPort === null ? Promise.resolve() : this.#moveGateway();
  }

  /** False where another Rootwalk keeps the student's progress. */
  get keepsProgress(): boolean {
    return this.#lock.kind !== 'taken';
  }

  gatewayStatus(): GatewayStatus | null {
    return this.#gateway?.status() ?? null;
  }

  /** Saves what is unsaved, and lets everything go. */
  async close(): Promise<void> {
    this.#endPreview();
    this.#session.close();
    await this.#openDoor?.close();
    await this.#gatewayTurn;
    await this.#gateway?.close();
    this.#gateway = null;
    await this.#relay?.close();
    if (!(await this.#progress.close())) this.#options.say('The last of your progress could not be saved.');
    if (this.#lock.kind === 'held') this.#lock.release();
  }

  /** The session has a new network (or its first): the gateway goes over to it. */
  #moveGateway(): Promise<void> {
    const turn = this.#gatewayTurn.then(async () => {
      await this.#gateway?.close();
      const port = this.#options.gatewayPort ?? 0;
      const gateway = await openGateway(this.#session.network, this.#session.clock, { port });
      this.#gateway = gateway;
      gateway.onChange = () => this.#tellGateway(gateway);
      this.#tellGateway(gateway);
    });
    this.#gatewayTurn = turn.catch((error: unknown) =>
      this.#options.say(
        `The gateway could not be opened: ${error instanceof Error ? error.message : String(error)}`,
      ),
    );
    return this.#gatewayTurn;
  }

  #tellGateway(gateway: Gateway): void {
    const status = gateway.status();
    this.#session.setGatewayStatus(status);
    const words = gatewayProblems(status);
    // Said once, not again after every reset.
    if (words.join('\n') !== this.#lastWords) for (const line of words) this.#options.say(line);
    this.#lastWords = words.join('\n');
  }
}

function versionOf(home: string): string {
  const parsed: unknown = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  return typeof parsed === 'object' && parsed !== null && 'version' in parsed ? String(parsed.version) : '';
}

function tellTaken(notices: Notices, pid: number, path: string): void {
  const line = `Another Rootwalk (process ${pid}) is running and keeps your progress; what you do in this one is not saved.`;
  notices.tell('lock', line, {
    title: 'What you do here is not saved: another Rootwalk is running and keeps your progress.',
    detail: `process ${pid}\n${path}\nStop one of the two and start Rootwalk again.`,
  });
}

/** `mine`: whether the file may be moved where it cannot be understood. */
function readJson(file: KeptFile, say: (line: string) => void, mine: boolean): unknown {
  const text = file.read();
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    if (!mine) return null;
    file.setAside();
    say(`${file.path} could not be understood; it was set aside and your progress begins anew.`);
    return null;
  }
}
