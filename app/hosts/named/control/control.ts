/**
 * What a running named does when it is told to by rndc (engine/server/control/running-control.ts), on this machine: its
 * channels are real sockets, what it writes are real files.
 */
import { cpus, hostname, machine, release, type, version } from 'node:os';
import type { Random } from '../../../engine/random.ts';
import { controlPlaces } from '../../../engine/server/control/places.ts';
import { QuestionCounters } from '../../../engine/server/control/question-counters.ts';
import { RunningControl } from '../../../engine/server/control/running-control.ts';
import type { LoadOutcome } from '../../../engine/server/running-named.ts';
import { localTime } from '../channels.ts';
import { localNetworks } from '../interfaces.ts';
import { readText } from '../machine.ts';
import type { RealNamed } from '../running-named.ts';
import { ControlChannels } from './channels.ts';
import { StatisticsChannels } from './statistics-channels.ts';
import { WrittenFiles } from './written-files.ts';

/** Milliseconds that a last reply may take on its way. */
const LAST_REPLY = 1000;

export interface ControlOptions {
  readonly running: RealNamed;
  readonly random: Random;
  /** Ends the server. */
  end(): void;
}

export class NamedControl {
  readonly #running: RealNamed;
  readonly #controlled: RunningControl;
  readonly #channels: ControlChannels;
  readonly #statistics: StatisticsChannels;
  #reloading: Promise<unknown> = Promise.resolve();
  #ending = false;

  constructor({ running, random, end }: ControlOptions) {
    this.#running = running;
    const written = new WrittenFiles();
    const { channels } = running;
    this.#controlled = new RunningControl(
      running,
      {
        runningOn: `${hostname()}: ${type()} ${machine()} ${release()} ${version()}`,
        cpus: cpus().length,
        processId: process.pid,
        stamp: (at) => localTime(new Date(at)),
        get debugLevel() {
          return channels.debug;
        },
        set debugLevel(level: number) {
          channels.debug = level;
        },
        reload: (newZones, done) => void this.#reload(newZones).then(done),
        soon: (act) => void setImmediate(act),
        write: (path, pieces, append, done) => void written.write(path, pieces, append).then(done),
        end: () => {
          this.#ending = true;
          setTimeout(end, LAST_REPLY).unref();
        },
      },
      new QuestionCounters(running.journal, running.hostName),
    );
    this.#channels = new ControlChannels(this.#controlled, random);
    this.#statistics = new StatisticsChannels(this.#controlled);
    this.#channels.onReplied = () => {
      if (this.#ending) end();
    };
  }

  /** Opens the channels as the configuration says; again after each new one. */
  async configure(): Promise<void> {
    const { configuration } = this.#running;
    if (configuration === null) return;
    const tell = (severity: 'info' | 'error', text: string): void => this.#running.log(severity, text);
    await this.#channels.configure(controlPlaces(configuration, { readText, local: localNetworks(), tell }));
    await this.#statistics.configure(configuration);
  }

  close(): void {
    this.#channels.close();
    this.#statistics.close();
    this.#controlled.questions.close();
  }

  /** Reads the configuration and all zones' files anew. BIND: SIGHUP. */
  reloadAll(): Promise<LoadOutcome> {
    return new Promise((done) => this.#controlled.reload(true, done));
  }

  /** After what is being read already. */
  #reload(newZones: boolean): Promise<LoadOutcome> {
    const reloaded = this.#reloading.then(async () => {
      const outcome = await this.#running.reloaded(newZones);
      if (outcome === null) await this.configure();
      return outcome;
    });
    this.#reloading = reloaded;
    return reloaded;
  }
}
