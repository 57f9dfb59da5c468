/** The `logging` statement: channels, and which categories go to which of them. */
import { takeForm } from './value-form.ts';
import { StatementReader, type Reading } from './statement-reader.ts';
import type { ConfigPlace, Statement } from './syntax.ts';

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
  to: LogDestination | null;
  severity: LogSeverity;
  printTime: 'none' | 'local' | 'iso8601' | 'iso8601-utc';
  printCategory: boolean;
  printSeverity: boolean;
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

/** BIND: what a category is not called is told with a warning and nothing is logged by it. */
const CATEGORIES: ReadonlySet<string> = new Set(
  (
    'client cname config database default delegation-only dispatch dnssec dnstap edns-disabled general lame-servers ' +
    'network notify nsid queries query-errors rate-limit resolver rpz rpz-passthru security serve-stale spill ' +
    'sslkeylog trust-anchor-telemetry unmatched update update-security xfer-in xfer-out zoneload'
  ).split(' '),
);
const BUILT_IN_CHANNELS: ReadonlySet<string> = new Set([
  'default_syslog',
  'default_debug',
  'default_stderr',
  'null',
]);

export function readLogging(statements: readonly Statement[], reading: Reading): LoggingClause {
  const channels = new Map<string, LogChannel>();
  const categories = new Map<string, { place: ConfigPlace; channels: string[] }>();
  for (const statement of statements) {
    const reader = new StatementReader(statement, reading);
    if (reader.keyword === 'channel') {
      const channel = readChannel(reader, reading);
      if (channel === null) continue;
      channels.set(channel.name, channel);
    } else if (reader.keyword === 'category') {
      const name = reader.text();
      const to = name === null ? null : reader.each((entry) => entry.text());
      if (name === null || to === null || !reader.done()) continue;
      if (!CATEGORIES.has(name))
        reading.tell(reader.place, `unknown logging category '${name}' ignored`, 'warning');
      else categories.set(name, { place: reader.place, channels: [...to] });
    } else reading.tell(reader.place, `unknown option '${reader.keyword}'`);
  }
  for (const { place, channels: named } of categories.values()) {
    for (const name of named)
      if (!channels.has(name) && !BUILT_IN_CHANNELS.has(name))
        reading.tell(place, `undefined channel: '${name}'`);
  }
  return { channels, categories };
}

function readChannel(reader: StatementReader, reading: Reading): LogChannel | null {
  const name = reader.text();
  const statements = name === null ? null : reader.block();
  if (name === null || statements === null || !reader.done()) return null;
  const channel: LogChannel = {
    name,
    place: reader.place,
    to: null,
    severity: 'info',
    printTime: 'none',
    printCategory: false,
    printSeverity: false,
  };
  let destinations = 0;
  for (const statement of statements) {
    const inner = new StatementReader(statement, reading);
    const to = readDestination(inner);
    if (to !== null) {
      channel.to = to;
      destinations++;
    } else if (!inner.failed) readSetting(channel, inner, reading);
    inner.done();
  }
  // BIND: exactly one place to write to.
  if (destinations !== 1)
    reading.tell(
      reader.place,
      `channel '${name}': exactly one of file, syslog, null, and stderr must be present`,
    );
  return channel;
}

function readDestination(reader: StatementReader): LogDestination | null {
  switch (reader.keyword) {
    case 'file':
      return readFile(reader);
    case 'stderr':
      return { kind: 'stderr' };
    case 'null':
      return { kind: 'null' };
    case 'syslog':
      return { kind: 'syslog', facility: reader.peek() === null ? 'daemon' : (reader.text() ?? '') };
    default:
      return null;
  }
}

function readFile(reader: StatementReader): LogDestination | null {
  const path = reader.quoted();
  if (path === null) return null;
  let versions: number | 'unlimited' | null = null;
  let size: number | null = null;
  let suffix: 'increment' | 'timestamp' = 'increment';
  while (reader.peek() !== null) {
    if (reader.takeWord('versions')) {
      const value = reader.takeWord('unlimited') ? 'unlimited' : reader.number();
      if (value === null) return null;
      versions = value;
    } else if (reader.takeWord('size')) {
      const value = reader.size();
      if (value === null) return null;
      size = typeof value === 'object' && 'octets' in value && value.octets > 0 ? value.octets : null;
    } else if (reader.takeWord('suffix')) {
      const value = reader.oneOf(['increment', 'timestamp']);
      if (value === null) return null;
      suffix = value;
    } else return null;
  }
  return { kind: 'file', path, versions, size, suffix };
}

function readSetting(channel: LogChannel, reader: StatementReader, reading: Reading): void {
  switch (reader.keyword) {
    case 'severity': {
      const word = reader.oneOf(SEVERITIES);
      if (word === null) return;
      if (word === 'debug' && reader.peek() !== null) reader.number();
      channel.severity = word;
      return;
    }
    case 'print-time': {
      for (const form of ['iso8601', 'iso8601-utc', 'local'] as const)
        if (reader.takeWord(form)) return void (channel.printTime = form);
      const yes = reader.boolean();
      channel.printTime = yes === true ? 'local' : 'none';
      return;
    }
    case 'print-category':
      channel.printCategory = reader.boolean() ?? false;
      return;
    case 'print-severity':
      channel.printSeverity = reader.boolean() ?? false;
      return;
    case 'buffered':
      takeForm('<boolean>', reader);
      return;
    default:
      reading.tell(reader.place, `unknown option '${reader.keyword}'`);
      reader.skipAll();
  }
}
