/**
 * host, as BIND 9.18 has it.
 *
 * A walk through this folder with `host www.tiscali.co.uk`: the letters are looked at for mistakes, resolv.conf is
 * read, and the words become one lookup (arguments.ts). dig's own machinery asks it (../dig/run.ts); what comes back is
 * told in sentences (print.ts), and the first answer queues the questions for AAAA and MX.
 *
 * All texts are strings of octets, as in dig.
 */
import { TYPE } from '../../protocol/codes.ts';
import { DIG_VERSION } from '../dig/dash-options.ts';
import { utf8Octets } from '../dig/idn.ts';
import { runLookups } from '../dig/run.ts';
import { Dig } from '../dig/state.ts';
import type { Stop } from '../dig/state.ts';
import { readSystem } from '../dig/system.ts';
import { readLetters } from '../shared/letters.ts';
import type { Tool } from '../tool.ts';
import { KNOWN_LETTERS, readHostWords, usage } from './arguments.ts';
import { hostProgram } from './print.ts';
import type { HostSettings } from './settings.ts';

export const host: Tool = async (context) => {
  const settings: HostSettings = {
    verbose: false,
    defaultTypes: true,
    listAddresses: true,
    listType: TYPE.A,
    withoutDnssec: false,
    everyServer: false,
    tries: 2,
    serverGiven: false,
    serverTold: false,
    failed: null,
  };
  const dig = new Dig(context, hostProgram(settings));
  const stop = await runHost(dig, settings, context.args.map(utf8Octets));
  // BIND: Ctrl-C ends it like any other end.
  if (stop && !context.signal.aborted) return stop.exitCode;
  return settings.failed === false ? 0 : 1;
};

async function runHost(dig: Dig, settings: HostSettings, words: readonly string[]): Promise<Stop | null> {
  const { options, rest, problem } = readLetters(words, KNOWN_LETTERS);
  const letters = options.map(({ letter }) => letter);
  for (const letter of letters) {
    if (letter === 'V') {
      // BIND: on standard error.
      dig.err(`host ${DIG_VERSION}\n`);
      return { kind: 'stop', exitCode: 0 };
    }
    if (letter === '4') dig.onlyIpv4 = true;
    if (letter === '6') dig.onlyIpv6 = true;
    if (dig.onlyIpv4 && dig.onlyIpv6) return dig.fatal('only one of -4 and -6 allowed');
  }
  if (problem !== null) {
    dig.err(`host: ${problem}\n`);
    return usage(dig);
  }
  if (dig.onlyIpv4) dig.ipv6 = false;
  if (dig.onlyIpv6) dig.ipv4 = false;
  if (!dig.ipv4 && !dig.ipv6) return dig.fatal(`can't find IPv${dig.onlyIpv4 ? 4 : 6} networking`);
  dig.fatalExit = 1;
  const unread = await readSystem(dig);
  if (unread) return unread;
  // BIND: resolv.conf's number of attempts is not host's.
  dig.tries = 2;
  const { template } = dig;
  template.servfailStops = false;
  template.comments = false;
  template.idnIn = dig.context.terminal === true && !dig.context.env.has('IDN_DISABLE');
  return (await readHostWords(dig, settings, options, rest)) ?? (await runLookups(dig));
}
