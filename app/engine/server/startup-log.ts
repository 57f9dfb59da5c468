/** What named says when it starts and when it stops. */
import type { Host } from '../network/transport.ts';
import type { ZoneSet } from '../zone/authority.ts';
import { isUnloaded } from '../zone/zone-set.ts';
import { DEFAULT_VERSION, type NamedOptions } from './options.ts';
import type { ServerLog } from './server-log.ts';

export function logStart(log: ServerLog, host: Host, options: NamedOptions, zones: ZoneSet): void {
  log.write('general', 'notice', `starting BIND ${options.version ?? DEFAULT_VERSION} <id:>`);
  for (const address of host.addresses) {
    const family = address.includes(':') ? 'IPv6' : 'IPv4';
    log.write('network', 'info', `listening on ${family} interface eth0, ${address}#53`);
  }
  for (const zone of zones) {
    const name = zone.origin.toRelaxedString();
    if (isUnloaded(zone)) {
      log.write('zoneload', 'error', `zone ${name}/IN: ${zone.reason}`);
      log.write('zoneload', 'error', `zone ${name}/IN: not loaded due to errors.`);
    } else {
      log.write('zoneload', 'info', `zone ${name}/IN: loaded serial ${zone.serial}`);
    }
  }
  log.write('general', 'notice', 'all zones loaded');
  log.write('general', 'notice', 'running');
}

export function logStop(log: ServerLog, host: Host): void {
  log.write('general', 'info', 'shutting down');
  for (const address of host.addresses) log.write('network', 'info', `no longer listening on ${address}#53`);
  log.write('general', 'notice', 'exiting');
}
