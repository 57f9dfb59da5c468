/**
 * named.service of a lab machine, as systemd of Debian 12 keeps it: started when the machine is, stopped and started by
 * systemctl and service, noticed when it ends otherwise. Each start is a process of its own with an empty cache.
 */
import type { Instant, LabClock } from '../network/clock.ts';
import type { Journal } from '../network/journal.ts';
import type { LogSeverity } from '../server/server-log.ts';
import type { MachineService, ServiceState } from '../tools/machine.ts';
import type { Said } from './disk-log.ts';
import type { LabNamed, NamedEnd } from './lab-named.ts';

export interface NamedServiceOptions {
  readonly host: string;
  readonly clock: LabClock;
  readonly journal: Journal;
  /** A process that has not been started; `run` counts them, from 1. */
  make(run: number): LabNamed;
}

const FULL_NAME = 'named.service - BIND Domain Name Server';

const ENDINGS: Readonly<Record<NamedEnd, NonNullable<ServiceState['ended']>>> = {
  stopped: { code: 'exited', status: '0/SUCCESS' },
  failed: { code: 'exited', status: '1/FAILURE' },
  killed: { code: 'killed', status: '9/KILL' },
};

export class NamedService implements MachineService {
  readonly unit = 'named.service';
  readonly aliases = ['bind9.service'];
  readonly description = 'BIND Domain Name Server';
  readonly documentation = 'man:named(8)';
  readonly unitFile = '/lib/systemd/system/named.service';
  readonly #options: NamedServiceOptions;
  #named: LabNamed | null = null;
  #runs = 0;
  #active: ServiceState['active'] = 'inactive';
  #since: Instant | null = null;
  #pid: number | null = null;
  #ended: ServiceState['ended'] = null;
  /** While systemctl ends it, its end is no news. */
  #stopping = false;

  constructor(options: NamedServiceOptions) {
    this.#options = options;
  }

  /** Whether a line of its log goes to syslog; it goes to the files of its configuration as well. */
  route(said: Said): boolean {
    return this.#named?.route(said) ?? true;
  }

  get state(): ServiceState {
    return { active: this.#active, since: this.#since, pid: this.#pid, ended: this.#ended };
  }

  /** The process that runs, or is being started; null where there is none. */
  get pid(): number | null {
    return this.#named?.pid ?? null;
  }

  /** What it has counted; null while it does not run. */
  statistics(): string | null {
    return this.pid === null ? null : (this.#named?.statistics() ?? null);
  }

  start(): boolean {
    if (this.#active === 'active') return true;
    this.#say('info', `Starting ${FULL_NAME}...`);
    this.#named?.dispose();
    const named = this.#options.make(++this.#runs);
    this.#named = named;
    named.onEnd = (how) => this.#over(how, named);
    this.#ended = null;
    this.#stopping = true;
    const runs = named.start();
    this.#stopping = false;
    this.#pid = named.lastPid;
    if (runs) {
      this.#enter('active');
      this.#say('info', `Started ${FULL_NAME}.`);
      return true;
    }
    this.#ended = ENDINGS.failed;
    this.#say('notice', 'named.service: Main process exited, code=exited, status=1/FAILURE');
    this.#say('warning', "named.service: Failed with result 'exit-code'.");
    this.#enter('failed');
    this.#say('error', `Failed to start ${FULL_NAME}.`);
    return false;
  }

  stop(): void {
    if (this.#active !== 'active') {
      // systemd: what has failed stays so until it is started again.
      return;
    }
    this.#say('info', `Stopping ${FULL_NAME}...`);
    this.#stopping = true;
    // Debian: ExecStop is `rndc stop`.
    this.#named?.stop(true);
    this.#stopping = false;
    this.#ended = ENDINGS.stopped;
    this.#enter('inactive');
    this.#say('info', 'named.service: Deactivated successfully.');
    this.#say('info', `Stopped ${FULL_NAME}.`);
  }

  reload(): boolean {
    const named = this.#named;
    if (this.#active !== 'active' || named === null) return false;
    this.#say('info', `Reloading ${FULL_NAME}...`);
    const used = named.reload();
    // systemd: whatever became of it, the service runs.
    if (used) this.#say('info', `Reloaded ${FULL_NAME}.`);
    else {
      this.#say('notice', 'named.service: Control process exited, code=exited, status=1/FAILURE');
      this.#say('error', `Reload failed for ${FULL_NAME}.`);
    }
    return used;
  }

  dispose(): void {
    this.#named?.dispose();
  }

  /** It came to its end by rndc, or by a signal. */
  #over(how: NamedEnd, named: LabNamed): void {
    if (this.#stopping || named !== this.#named) return;
    this.#ended = ENDINGS[how];
    if (how !== 'killed') {
      this.#enter('inactive');
      this.#say('info', 'named.service: Deactivated successfully.');
      return;
    }
    this.#say('notice', 'named.service: Main process exited, code=killed, status=9/KILL');
    this.#say('warning', "named.service: Failed with result 'signal'.");
    this.#enter('failed');
    // Debian: Restart=on-failure; systemd waits a tenth of a second.
    this.#options.clock.after(100, 'systemd restarts named', () => {
      if (this.#active !== 'failed') return;
      this.#say('info', 'named.service: Scheduled restart job, restart counter is at 1.');
      this.#say('info', `Stopped ${FULL_NAME}.`);
      this.start();
    });
  }

  #enter(active: ServiceState['active']): void {
    this.#active = active;
    this.#since = this.#options.clock.now();
  }

  #say(severity: LogSeverity, text: string): void {
    const { journal, host } = this.#options;
    journal.write({ kind: 'log', host, program: 'systemd', category: 'general', severity, text });
  }
}
