/**
 * Where the log of a configuration with a `logging` statement goes: its categories, channels and line forms. What
 * standard error, syslog and files are, the place where the server runs knows.
 */
import type { LogChannel, LogDestination, LoggingClause } from '../config/logging-clause.ts';
import type { LogSeverity } from './server-log.ts';

type Channel = Omit<LogChannel, 'place'>;

/** The finest first. */
const SEVERITIES: readonly LogSeverity[] = ['debug', 'info', 'notice', 'warning', 'error', 'critical'];
/** BIND's own, which need no definition. */
const BUILT_IN: Readonly<Record<string, Channel>> = {
  default_syslog: builtIn('default_syslog', { kind: 'syslog', facility: 'daemon' }, 'info'),
  default_stderr: builtIn('default_stderr', { kind: 'stderr' }, 'info'),
  default_debug: builtIn('default_debug', { kind: 'stderr' }, 'dynamic'),
  null: builtIn('null', { kind: 'null' }, 'dynamic'),
};

/** The channels that take what is said of a category, of those that a statement has; null: there is no statement. */
export function channelsFor(clause: LoggingClause | null, category: string): readonly Channel[] {
  const named = clause?.categories.get(category) ?? null;
  // BIND: what no view wants is not logged unless it is asked for.
  if (named === null && category === 'unmatched') return [];
  const names = (named ?? clause?.categories.get('default'))?.channels ?? ['default_syslog', 'default_debug'];
  return [...new Set(names)].flatMap((name) => clause?.channels.get(name) ?? BUILT_IN[name] ?? []);
}

/** Whether a channel takes what is that severe, at a debug level. */
export function channelTakes({ severity, to, name }: Channel, of: LogSeverity, debug: number): boolean {
  // What default_syslog has said to standard error, default_debug need not say again.
  if (of !== 'debug') return severity === 'dynamic' ? name !== 'default_debug' : atLeast(of, severity);
  if (to?.kind === 'syslog') return false;
  return severity === 'debug' || (severity === 'dynamic' && debug > 0);
}

export type LogTime = Exclude<LogChannel['printTime'], 'none'>;

/** BIND: `21-Nov-2026 11:47:13.930 general: info: text`, each part before the text as the channel has it. */
export function channelLine(
  { printTime, printCategory, printSeverity }: Channel,
  {
    category,
    severity,
    text,
  }: { readonly category: string; readonly severity: LogSeverity; readonly text: string },
  timeText: (form: LogTime) => string,
): string {
  const word = severity === 'debug' ? 'debug 1' : severity;
  return (
    (printTime === 'none' ? '' : `${timeText(printTime)} `) +
    (printCategory ? `${category}: ` : '') +
    (printSeverity ? `${word}: ` : '') +
    `${text}\n`
  );
}

function atLeast(severity: LogSeverity, least: LogSeverity | 'dynamic'): boolean {
  return least === 'dynamic' || SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least);
}

function builtIn(name: string, to: LogDestination, severity: LogChannel['severity']): Channel {
  return { name, to, severity, printTime: 'local', printCategory: true, printSeverity: true };
}
