/** Channels and categories, and the ways to tell a server what to do. */
import {
  clauseOf,
  clausesOf,
  fieldOf,
  itemsOf,
  mapOf,
  numberOf,
  textOf,
  type Value,
} from '../language/value.ts';
import { checkMatchList } from './check-acls.ts';
import type { CheckContext } from './context.ts';

const CATEGORIES = new Set(
  (
    'default general database security config resolver xfer-in xfer-out notify client unmatched network update ' +
    'update-security queries dispatch dnssec lame-servers delegation-only edns-disabled rpz rate-limit cname ' +
    'query-errors spill trust-anchor-telemetry serve-stale sslkeylog dnstap zoneload rpz-passthru nsid eventlib ' +
    'responses rpz unmatched dispatch'
  ).split(' '),
);

const BUILT_IN = ['default_syslog', 'default_debug', 'default_stderr', 'null'];
const DESTINATIONS = ['file', 'syslog', 'null', 'stderr'];

export function checkLogging(context: CheckContext): void {
  const logging = mapOf(clauseOf(context.top, 'logging'));
  const channels = new Set(BUILT_IN);
  for (const value of clausesOf(logging, 'channel')) {
    const channel = mapOf(value);
    const name = textOf(channel?.id ?? undefined);
    channels.add(name.toLowerCase());
    if (DESTINATIONS.filter((word) => clauseOf(channel, word) !== undefined).length !== 1)
      context.error(
        value,
        `channel '${name}': exactly one of file, syslog, null, and stderr must be present`,
      );
  }
  for (const category of clausesOf(logging, 'category')) {
    const name = textOf(fieldOf(category, 'name'));
    if (!CATEGORIES.has(name)) context.error(category, `undefined category: '${name}'`);
    for (const item of itemsOf(fieldOf(category, 'channels')))
      if (!channels.has(textOf(item).toLowerCase()))
        context.error(item, `undefined channel: '${textOf(item)}'`);
  }
}

export function checkControls(context: CheckContext): void {
  for (const controls of clausesOf(context.top, 'controls')) {
    for (const control of clausesOf(mapOf(controls), 'inet')) {
      const allow = fieldOf(control, 'allow');
      if (allow !== undefined) checkMatchList(context, allow);
      checkControlKeys(context, control);
    }
    for (const control of clausesOf(mapOf(controls), 'unix')) {
      const path = textOf(fieldOf(control, 'path'));
      if (path.length > MAX_PATH) context.error(control, `unix control '${path}': path too long`);
      const mode = numberOf(fieldOf(control, 'perm')) ?? 0;
      if ((mode & 6) === 6) context.warn(control, `unix control '${path}' allows access to everyone`);
      else if (![0o600, 0o060].some((both) => (mode & both) === both))
        context.warn(control, `unix control '${path}' allows access to nobody`);
      checkControlKeys(context, control);
    }
  }
}

/** Of a socket in the file system. */
const MAX_PATH = 107;

function checkControlKeys(context: CheckContext, control: Value): void {
  const keys = new Set(
    clausesOf(context.top, 'key').map((key) => textOf(mapOf(key)?.id ?? undefined).toLowerCase()),
  );
  for (const key of itemsOf(fieldOf(control, 'keys')))
    if (!keys.has(textOf(key).toLowerCase())) context.error(key, `unknown key '${textOf(key)}'`);
}
