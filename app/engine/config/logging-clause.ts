/** The `logging` statement: channels, and which categories go to which of them. */
import {
  booleanOf,
  clauseOf,
  clausesOf,
  fieldOf,
  itemsOf,
  mapOf,
  numberOf,
  textOf,
  type MapValue,
  type Value,
} from './language/value.ts';
import type { ConfigPlace } from './syntax.ts';

export type LogDestination =
  | {
      readonly kind: 'file';
      readonly path: string;
      /** How many old files are kept; null: none, the file is begun anew. */
      readonly versions: number | 'unlimited' | null;
      /** Octets; null: any number. */
      readonly size: number | null;
      readonly suffix: 'increment' | 'timestamp';
    }
  | { readonly kind: 'stderr' }
  | { readonly kind: 'syslog'; readonly facility: string }
  | { readonly kind: 'null' };

/** `dynamic` and debug levels: what is finer than `info`. */
export type LogSeverity = 'critical' | 'error' | 'warning' | 'notice' | 'info' | 'debug' | 'dynamic';

export interface LogChannel {
  readonly name: string;
  readonly place: ConfigPlace;
  readonly to: LogDestination | null;
  readonly severity: LogSeverity;
  readonly printTime: 'none' | 'local' | 'iso8601' | 'iso8601-utc';
  readonly printCategory: boolean;
  readonly printSeverity: boolean;
}

export interface LoggingClause {
  readonly channels: ReadonlyMap<string, LogChannel>;
  /** By category; the channels in their order. */
  readonly categories: ReadonlyMap<
    string,
    { readonly place: ConfigPlace; readonly channels: readonly string[] }
  >;
}

const SEVERITIES = ['critical', 'error', 'warning', 'notice', 'info', 'debug', 'dynamic'] as const;

/** BIND: by what no category is called, nothing is logged; the check tells of it. */
const CATEGORIES: ReadonlySet<string> = new Set(
  (
    'client cname config database default delegation-only dispatch dnssec dnstap edns-disabled general lame-servers ' +
    'network notify nsid queries query-errors rate-limit resolver rpz rpz-passthru security serve-stale spill ' +
    'sslkeylog trust-anchor-telemetry unmatched update update-security xfer-in xfer-out zoneload'
  ).split(' '),
);

export function loggingOf(map: MapValue): LoggingClause {
  const channels = new Map<string, LogChannel>();
  for (const channel of clausesOf(map, 'channel').map(channelOf)) channels.set(channel.name, channel);
  const categories = new Map<string, { place: ConfigPlace; channels: readonly string[] }>();
  for (const category of clausesOf(map, 'category')) {
    const name = textOf(fieldOf(category, 'name'));
    const to = itemsOf(fieldOf(category, 'channels')).map(textOf);
    if (CATEGORIES.has(name)) categories.set(name, { place: category.place, channels: to });
  }
  return { channels, categories };
}

function channelOf(value: Value): LogChannel {
  const map = mapOf(value);
  return {
    name: textOf(map?.id ?? undefined),
    place: value.place,
    to: destinationOf(map),
    severity: severityOf(clauseOf(map, 'severity')),
    printTime: printTimeOf(clauseOf(map, 'print-time')),
    printCategory: booleanOf(clauseOf(map, 'print-category')) ?? false,
    printSeverity: booleanOf(clauseOf(map, 'print-severity')) ?? false,
  };
}

/** The check has seen to it that there is one. */
function destinationOf(map: MapValue | null): LogDestination | null {
  const [file, syslog] = [clauseOf(map, 'file'), clauseOf(map, 'syslog')];
  if (file !== undefined) return fileOf(file);
  if (syslog !== undefined) return { kind: 'syslog', facility: textOf(syslog) || 'daemon' };
  if (clauseOf(map, 'stderr') !== undefined) return { kind: 'stderr' };
  return clauseOf(map, 'null') === undefined ? null : { kind: 'null' };
}

function fileOf(value: Value): LogDestination {
  const [versions, size] = [fieldOf(value, 'versions'), numberOf(fieldOf(value, 'size'))];
  return {
    kind: 'file',
    path: textOf(fieldOf(value, 'file')),
    versions: versions?.kind === 'text' ? 'unlimited' : numberOf(versions),
    size: size === 0 ? null : size,
    suffix: textOf(fieldOf(value, 'suffix')).toLowerCase() === 'timestamp' ? 'timestamp' : 'increment',
  };
}

function severityOf(value: Value | undefined): LogSeverity {
  if (value?.kind === 'keyed') return 'debug';
  return SEVERITIES.find((one) => one === textOf(value).toLowerCase()) ?? 'info';
}

function printTimeOf(value: Value | undefined): LogChannel['printTime'] {
  const form = (['iso8601', 'iso8601-utc', 'local'] as const).find(
    (one) => one === textOf(value).toLowerCase(),
  );
  return form ?? (booleanOf(value) === true ? 'local' : 'none');
}
