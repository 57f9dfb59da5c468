import type { StatisticsText } from '../../contract.ts';
import { refuse, type Refusal } from './refusal.ts';
import type { World } from './world.ts';

/** What the first machine that has a caching server, the one that the status bar tells of, would write by `rndc stats`. */
export function statisticsNow({ clock, machines, built }: World): StatisticsText | Refusal {
  for (const [host, server] of built.servers) {
    if (server.views.every(({ recursion }) => recursion === null)) continue;
    const text = machines.get(host)?.statistics() ?? null;
    if (text !== null) return { at: clock.now(), text };
  }
  return refuse('not-now', 'No caching server runs. Start it: service bind9 start');
}
