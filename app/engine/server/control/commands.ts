/**
 * The commands of the control channel: what named does for each, and what it replies.
 *
 * A command's way: its first word finds it in the table, whatever its case; the rest are its own words (words.ts). It acts
 * on the server and its host (controlled.ts) and gives a reply (results.ts), at once or when it is done.
 */
import type { Controlled } from './controlled.ts';
import { dumpDatabase } from './dump-command.ts';
import { flush, flushName, flushTree } from './flush-commands.ts';
import { recursing } from './recursing-command.ts';
import { reply, type CommandReply } from './results.ts';
import { halt, noTrace, queryLog, status, stop, trace } from './state-commands.ts';
import { statistics } from './statistics-command.ts';
import { managedKeys, nta, secRoots, serveStale, validation } from './trust-commands.ts';
import { CommandWords } from './words.ts';
import { freeze, keysOfZone, notify, refresh, retransfer, sync, thaw, zoneStatus } from './zone-commands.ts';
import { reconfig, reload } from './zone-commands.ts';

type Command = (controlled: Controlled, words: CommandWords) => CommandReply;
type SlowCommand = (controlled: Controlled, words: CommandWords, done: (said: CommandReply) => void) => void;

const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['null', () => reply('ISC_R_SUCCESS')],
  ['dumpdb', dumpDatabase],
  // BIND: where dnstap is not in use.
  ['dnstap', () => reply('ISC_R_NOTFOUND')],
  ['flush', flush],
  ['flushname', flushName],
  ['flushtree', flushTree],
  ['freeze', freeze],
  ['halt', halt],
  ['loadkeys', keysOfZone],
  ['managed-keys', managedKeys],
  ['notify', notify],
  ['notrace', noTrace],
  ['nta', nta],
  ['querylog', queryLog],
  ['recursing', recursing],
  ['refresh', refresh],
  ['retransfer', retransfer],
  ['secroots', secRoots],
  ['serve-stale', serveStale],
  ['sign', keysOfZone],
  ['stats', statistics],
  ['status', status],
  ['stop', stop],
  ['sync', sync],
  ['testgen', testText],
  ['thaw', thaw],
  // BIND: has all timers look at the clock; here they never fail to.
  ['timerpoke', () => reply('ISC_R_SUCCESS')],
  ['trace', trace],
  ['tsig-list', tsigList],
  ['validation', validation],
  ['zonestatus', zoneStatus],
]);

const SLOW_COMMANDS: ReadonlyMap<string, SlowCommand> = new Map([
  ['reconfig', reconfig],
  ['reload', reload],
]);

/** What named 9.18 knows beside those. */
const NOT_HERE: ReadonlySet<string> = new Set([
  'addzone',
  'delzone',
  'dnssec',
  'modzone',
  'scan',
  'showzone',
  'signing',
  'tcp-timeouts',
  'tsig-delete',
]);

/** BIND: these alone run over a channel that is read-only. */
const READ_ONLY: ReadonlySet<string> = new Set(['null', 'status', 'zonestatus']);

export interface CommandRequest {
  readonly command: string;
  readonly readOnly: boolean;
}

/** Runs a command; `done` is called once, now or later. */
export function runCommand(
  controlled: Controlled,
  { command, readOnly }: CommandRequest,
  done: (said: CommandReply) => void,
): void {
  // BIND: quotation marks mean nothing around the first word.
  const [, first = '', rest = ''] = /^\s*(\S*)([\s\S]*)$/.exec(command) ?? [];
  if (first === '') return done(reply('ISC_R_FAILURE'));
  const name = first.toLowerCase();
  const words = new CommandWords(rest);
  if (readOnly && !READ_ONLY.has(name)) {
    controlled.log('info', `rejecting restricted control channel command '${command}'`);
    return done(reply('ISC_R_FAILURE'));
  }
  // BIND: those that only ask are told at a higher debug level.
  if (name !== 'null' && name !== 'status')
    controlled.log('info', `received control channel command '${command}'`);
  const slow = SLOW_COMMANDS.get(name);
  if (slow !== undefined) return slow(controlled, words, done);
  const quick = COMMANDS.get(name);
  if (quick !== undefined) return done(quick(controlled, words));
  if (NOT_HERE.has(name))
    return done(
      reply('ISC_R_NOTIMPLEMENTED', `rootwalk has no '${name}': its zones and keys are those of its files`),
    );
  controlled.log('warning', `unknown control channel command '${first}'`);
  done(reply('DNS_R_UNKNOWNCOMMAND'));
}

/** BIND: as many letters and digits as are asked for, for trying long replies; without a number the letters. */
function testText(_controlled: Controlled, words: CommandWords): CommandReply {
  const count = Math.min(Number.parseInt(words.next() ?? '26', 10) || 0, 100_000);
  const all = 'abcdefghijklmnopqrstuvwxyz0123456789';
  return reply('ISC_R_SUCCESS', all.repeat(Math.ceil(count / all.length)).slice(0, count));
}

function tsigList({ named, facts }: Controlled): CommandReply {
  const lines = [...named.views.map(({ name }) => name), '_bind'].flatMap((view) =>
    facts.keys.map((key) => `view "${view}"; type "static"; key "${key}";`),
  );
  return reply('ISC_R_SUCCESS', lines.join('\n'));
}
