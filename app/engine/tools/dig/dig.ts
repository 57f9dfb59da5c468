/**
 * dig, as BIND 9.18 has it.
 *
 * A walk through this folder with `dig @127.53.0.53 www.tiscali.co.uk`: the words are looked at once for mistakes
 * (dash-options.ts), resolv.conf is read (system.ts), then .digrc and the words become lookups (arguments.ts, with
 * the table of options in options.ts). Each lookup in the queue (run.ts) becomes a question (query.ts) that is sent
 * to its servers in turn (exchange.ts). response.ts decides what the answer means: wait on, ask once more over TCP,
 * follow a referral (follow.ts), take the next message of a transfer (transfer.ts), or print it (print.ts, in
 * records.ts the columns) with the statistics under it (stats.ts).
 *
 * With -y or -k the question is signed and what comes back is checked (signing-key.ts, tsig.ts).
 *
 * All texts are strings of octets: a character stands for an octet, as a terminal gets it.
 */
import { isFileProblem } from '../tool.ts';
import type { Tool, ToolContext } from '../tool.ts';
import { Reading, batchWords, readArguments, readDigrc } from './arguments.ts';
import { preview } from './dash-options.ts';
import { utf8Octets } from './idn.ts';
import { DIG } from './program.ts';
import { runLookups } from './run.ts';
import { Dig } from './state.ts';
import type { Stop } from './state.ts';
import { readSystem } from './system.ts';

export { plusOptionNames } from './options.ts';
export { DASH_OPTIONS } from './help.ts';

const BATCH_WORDS = 13;

export const dig: Tool = async (context) => {
  const run = new Dig(context, DIG);
  const stop = await runDig(run, context);
  run.kept?.stream.close();
  return stop ? stop.exitCode : run.exitCode;
};

async function runDig(dig: Dig, context: ToolContext): Promise<Stop | null> {
  const words = context.args.map(utf8Octets);
  const mistake = preview(dig, words);
  if (mistake) return mistake;
  if (dig.onlyIpv4) dig.ipv6 = false;
  if (dig.onlyIpv6) dig.ipv4 = false;
  if (!dig.ipv4 && !dig.ipv6) return dig.fatal(`can't find IPv${dig.onlyIpv4 ? 4 : 6} networking`);
  const unread = await readSystem(dig);
  if (unread) return unread;
  const template = dig.template;
  template.adFlag = true;
  template.edns = 0;
  template.sendCookie = true;
  template.retries = dig.tries;
  template.idnIn = template.idnOut = context.terminal === true && !context.env.has('IDN_DISABLE');
  const reading = new Reading(dig, words, false, false);
  const stop = (await readDigrc(dig)) ?? (await readArguments(reading)) ?? (await readKey(dig));
  if (stop) return stop;
  if (dig.domain !== '') {
    dig.searchList = [dig.domain];
    dig.useSearch = true;
  }
  return dig.batchFile === null ? runLookups(dig) : runBatch(dig, dig.batchFile);
}

/** -f: each line as a command line of its own, one after the other. */
async function runBatch(dig: Dig, file: string): Promise<Stop | null> {
  let text: string;
  if (file === '-') {
    text = utf8Octets(dig.context.stdin);
  } else {
    const octets = await dig.context.files.read(file);
    // BIND: a folder can be opened, and has nothing to read.
    if (isFileProblem(octets) && octets.reason === 'is-directory') return null;
    if (isFileProblem(octets)) {
      dig.err(`${file}: ${octets.message}\n`);
      if (dig.exitCode < 8) dig.exitCode = 8;
      return dig.fatal("couldn't open specified batch file");
    }
    text = '';
    for (let at = 0; at < octets.length; at += 8192)
      text += String.fromCharCode(...octets.subarray(at, at + 8192));
  }
  const stop = await runLookups(dig);
  if (stop) return stop;
  let begun = false;
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  for (const line of lines) {
    // BIND: notes and empty lines are passed over before the first question only.
    if (!begun && (line === '' || /^[\r#;]/.test(line))) continue;
    begun = true;
    const words = batchWords(line, BATCH_WORDS);
    const bad = (await readArguments(new Reading(dig, words, true, false))) ?? (await runLookups(dig));
    if (bad) return bad;
  }
  return null;
}

/** -k and -y. What signs is loaded only when it is asked for: a start without it is quicker. */
async function readKey(dig: Dig): Promise<Stop | null> {
  if (dig.keyFile === '' && dig.keySecret === '') return null;
  const { readSigningKey } = await import('./signing-key.ts');
  return readSigningKey(dig);
}
