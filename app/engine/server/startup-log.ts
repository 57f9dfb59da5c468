/** What named says when it starts and when it stops. */
import type { Host } from '../network/transport.ts';
import { isUnloaded, type UnloadedZone } from '../zone/zone-set.ts';
import type { Zone } from '../zone/zone.ts';
import { DEFAULT_VERSION, type NamedOptions } from './options.ts';
import { DEFAULT_VIEW, type ServerLog } from './server-log.ts';
import type { View } from './view.ts';

export function logStart(log: ServerLog, host: Host, options: NamedOptions, views: readonly View[]): void {
  log.write('general', 'notice', `starting BIND ${options.version ?? DEFAULT_VERSION} <id:>`);
  for (const address of host.addresses) {
    const family = address.includes(':') ? 'IPv6' : 'IPv4';
    log.write('network', 'info', `listening on ${family} interface eth0, ${address}#53`);
  }
  logZones(log, views);
  log.write('general', 'notice', 'all zones loaded');
  log.write('general', 'notice', 'running');
}

/**
 * Of each zone whether it was loaded; of those that `before` had already, nothing. BIND: `zone example.com/IN/internal`,
 * without the view where there is only one.
 */
export function logZones(log: ServerLog, views: readonly View[], before: readonly View[] = []): void {
  const known = new Set(before.flatMap(({ zones }) => [...zones]));
  for (const view of views) {
    const of = view.name === DEFAULT_VIEW ? 'IN' : `IN/${view.name}`;
    const { automatic } = view.settings;
    for (const zone of view.zones) {
      if (known.has(zone) || automatic?.has(zone) === true) continue;
      logZone(log, `${zone.origin.toRelaxedString()}/${of}`, zone);
    }
  }
}

function logZone(log: ServerLog, name: string, zone: Zone | UnloadedZone): void {
  if (isUnloaded(zone)) {
    log.write('zoneload', 'error', `zone ${name}: ${zone.reason}`);
    log.write('zoneload', 'error', `zone ${name}: not loaded due to errors.`);
  } else {
    log.write('zoneload', 'info', `zone ${name}: loaded serial ${zone.serial}`);
  }
}

export function logStop(log: ServerLog, host: Host): void {
  log.write('general', 'info', 'shutting down');
  for (const address of host.addresses) log.write('network', 'info', `no longer listening on ${address}#53`);
  log.write('general', 'notice', 'exiting');
}
