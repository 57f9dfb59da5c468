/** What the resolver does not do, lest it do too much: the limits on joining, on one zone's fetches, on one server's questions. */
import type { LabClock } from '../network/clock.ts';
import { JoinLimit, type JoinLimits } from './join-limit.ts';
import { ServerQuota, type ServerQuotaParams } from './server-quota.ts';
import { ZoneQuota, type QuotaResponse } from './zone-quota.ts';

export interface LimitOptions extends JoinLimits {
  /** Fetches at work in one zone. Default 0: any number. BIND: fetches-per-zone. */
  readonly fetchesPerZone?: number;
  /** What those hear that are one too many. Default `drop`, as BIND. */
  readonly zoneQuotaResponse?: QuotaResponse;
  /** Questions that one server is asked at the same time. Default 0: any number. BIND: fetches-per-server. */
  readonly fetchesPerServer?: number;
  /** What those hear for whom all servers are too busy. Default `fail`, as BIND. */
  readonly serverQuotaResponse?: QuotaResponse;
  /** BIND: fetch-quota-params. */
  readonly quotaParams?: Partial<ServerQuotaParams>;
}

export type LimitLog = (
  category: 'resolver' | 'spill' | 'database',
  text: string,
  severity: 'info' | 'notice',
) => void;

export class Limits {
  readonly joining: JoinLimit;
  readonly zones: ZoneQuota;
  readonly zoneResponse: QuotaResponse;
  readonly servers: ServerQuota;
  readonly serverResponse: QuotaResponse;

  /** `host` is the name of the host, for the clock's timers. */
  constructor(clock: LabClock, host: string, options: LimitOptions, log: LimitLog) {
    this.joining = new JoinLimit(clock, `${host} lowers clients-per-query`, options, (text) =>
      log('resolver', text, 'notice'),
    );
    this.zones = new ZoneQuota(clock, options.fetchesPerZone ?? 0, (text) => log('spill', text, 'info'));
    this.zoneResponse = options.zoneQuotaResponse ?? 'drop';
    this.servers = new ServerQuota(options.fetchesPerServer ?? 0, options.quotaParams ?? {}, (text) =>
      log('database', text, 'info'),
    );
    this.serverResponse = options.serverQuotaResponse ?? 'fail';
  }

  close(): void {
    this.joining.close();
  }
}
