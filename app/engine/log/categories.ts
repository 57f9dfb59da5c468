/** named's categories of log lines (BIND ARM, category). The first stands for none. */
export const CATEGORIES: readonly string[] = [
  '',
  ...[
    'general',
    'default',
    'config',
    'database',
    'security',
    'update-security',
    'update',
    'network',
    'notify',
  ],
  ...[
    'queries',
    'query-errors',
    'resolver',
    'lame-servers',
    'delegation-only',
    'edns-disabled',
    'cname',
    'spill',
  ],
  ...[
    'xfer-in',
    'xfer-out',
    'zoneload',
    'dnssec',
    'trust-anchor-telemetry',
    'client',
    'unmatched',
    'dispatch',
  ],
  ...['rpz', 'rpz-passthru', 'rate-limit', 'serve-stale', 'nsid', 'dnstap', 'sslkeylog', 'responses', 'drop'],
];

const PLACES = new Map(CATEGORIES.map((category, place) => [category, place]));

/** Its place in `CATEGORIES`; 0 where it is none of them. */
export function categoryPlace(word: string): number {
  return PLACES.get(word) ?? 0;
}
