/** The clauses that may stand in zones; all but the first table in views and options too. In printing order. */
import { matchList, socket } from './address-types.ts';
import {
  boolean,
  duration,
  integer,
  oneOf,
  oneOfOr,
  optionalInteger,
  percentage,
  quoted,
  size,
  string,
} from './basic-types.ts';
import { block, tuple } from './block-types.ts';
import { table } from './logging-types.ts';
import {
  classWord,
  forwarderList,
  plainAddresses,
  serverList,
  strings,
  transferList,
  updatePolicy,
} from './value-types.ts';

export const DEPRECATED = { state: 'deprecated' } as const;
export const OBSOLETE = { state: 'obsolete' } as const;
export const ANCIENT = { state: 'ancient' } as const;

export const ZONE_TYPES =
  'primary master secondary slave mirror delegation-only forward hint redirect static-stub stub';

export const checkMode = oneOf('fail warn ignore');
export const source4 = socket({ v4: true, v6: false, any: true, portIsDeprecated: true });
export const source6 = socket({ v4: false, v6: true, any: true, portIsDeprecated: true });
export const sizeOrNot = oneOfOr('unlimited default', size);

/** In zones alone. */
export const ZONE_ONLY = table(
  ['type', oneOf(ZONE_TYPES)],
  ['check-names', checkMode],
  ['database', string],
  ['delegation-only', boolean, DEPRECATED],
  ['dlz', string],
  ['file', quoted],
  ['in-view', string],
  ['inline-signing', boolean],
  ['ixfr-base', quoted, ANCIENT],
  ['ixfr-from-differences', boolean],
  ['ixfr-tmp-file', quoted, ANCIENT],
  ['journal', quoted],
  ['masters primaries', serverList],
  ['parental-agents', serverList],
  ['pubkey', integer, ANCIENT],
  ['server-addresses', plainAddresses],
  ['server-names', strings],
  ['update-policy', updatePolicy],
);

export const ZONE = table(
  ['allow-notify allow-query allow-query-on', matchList],
  ['allow-transfer', transferList],
  ['allow-update allow-update-forwarding', matchList],
  ['also-notify', serverList],
  ['alt-transfer-source', source4, DEPRECATED],
  ['alt-transfer-source-v6', source6, DEPRECATED],
  ['auto-dnssec', oneOf('allow maintain off'), DEPRECATED],
  ['check-dup-records', checkMode],
  ['check-integrity', boolean],
  ['check-mx check-mx-cname', checkMode],
  ['check-sibling', boolean],
  ['check-spf', oneOf('warn ignore')],
  ['check-srv-cname', checkMode],
  ['check-wildcard', boolean],
  ['dialup', oneOfOr('notify notify-passive refresh passive', boolean), DEPRECATED],
  ['dnssec-dnskey-kskonly', boolean],
  ['dnssec-loadkeys-interval', integer],
  ['dnssec-policy', string],
  ['dnssec-secure-to-insecure', boolean],
  ['dnssec-update-mode', oneOf('maintain no-resign')],
  ['forward', oneOf('first only')],
  ['forwarders', forwarderList],
  ['key-directory', quoted],
  ['maintain-ixfr-base', boolean, ANCIENT],
  ['masterfile-format', oneOf('raw text')],
  ['masterfile-style', oneOf('full relative')],
  ['max-ixfr-log-size', sizeOrNot, ANCIENT],
  ['max-ixfr-ratio', oneOfOr('unlimited', percentage)],
  ['max-journal-size', sizeOrNot],
  ['max-records max-records-per-type max-types-per-name', integer],
  ['max-refresh-time max-retry-time', integer],
  ['max-transfer-idle-in max-transfer-idle-out max-transfer-time-in max-transfer-time-out', integer],
  ['max-zone-ttl', oneOfOr('unlimited', duration)],
  ['min-refresh-time min-retry-time', integer],
  ['multi-master', boolean],
  ['notify', oneOfOr('explicit master-only primary-only', boolean)],
  ['notify-delay', integer],
  ['notify-source', source4],
  ['notify-source-v6', source6],
  ['notify-to-soa', boolean],
  ['nsec3-test-zone', boolean],
  ['parental-source', source4],
  ['parental-source-v6', source6],
  ['request-expire request-ixfr', boolean],
  ['serial-update-method', oneOf('date increment unixtime')],
  ['sig-signing-nodes sig-signing-signatures sig-signing-type', integer],
  ['sig-validity-interval', tuple({ validity: integer, resign: optionalInteger })],
  ['dnskey-sig-validity', integer],
  ['transfer-source', source4],
  ['transfer-source-v6', source6],
  ['try-tcp-refresh update-check-ksk', boolean],
  ['use-alt-transfer-source', boolean, DEPRECATED],
  ['zero-no-soa-ttl', boolean],
  ['zone-statistics', oneOfOr('full terse none', boolean)],
);

export const zone = tuple({ name: string, class: classWord, options: block([ZONE_ONLY, ZONE]) });
